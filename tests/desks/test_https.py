"""Served over https by configuration: Django's own examination for production finds nothing."""

import os
import subprocess
import sys
from pathlib import Path

SETTINGS = """
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,
      s.SECURE_HSTS_SECONDS, s.CSRF_TRUSTED_ORIGINS, "orders.example.com" in s.ALLOWED_HOSTS,
      s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"])
"""


def test_one_address_switches_everything_on(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GENDAN_")}
    env |= {
        "GENDAN_HOME": str(tmp_path),
        "GENDAN_PUBLIC_URL": "https://orders.example.com",
        "GENDAN_PROXIES": "1",
        "GENDAN_HSTS_SECONDS": "31536000",
        "GENDAN_OIDC_ISSUER": "https://id.example.com/realms/shop",
        "DJANGO_SETTINGS_MODULE": "gendan.config.settings",
    }
    words = [sys.executable, "-m", "gendan", "manage", "check", "--deploy", "--fail-level=WARNING"]
    checked = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    shown = subprocess.run(
        [sys.executable, "-c", SETTINGS], env=env, capture_output=True, text=True, check=True
    )
    assert shown.stdout.split(maxsplit=4) == [
        "True", "True", "__Host-session", "__Host-csrf",
        "31536000 ['https://orders.example.com'] True [\"'self'\", 'https://id.example.com']\n",
    ]  # fmt: skip
