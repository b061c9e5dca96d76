"""Nothing that identifies a person or opens a door appears in the log, whatever goes wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

CANARIES = {
    "mobile": "13812345678",
    "landline": "0571-87654321",
    "abroad": "+44 20 7946 0958",
    "e-mail": "wang.xiaoming@example.com",
    "street": "文三路 99 号 2 单元 301",
    "token": "gd_live_k3v9_Qm7xUyT2aBcDeFgHiJkL",  # pragma: allowlist secret
    "webhook": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",  # pragma: allowlist secret
    "password": "correct-horse-battery",  # pragma: allowlist secret
}

# Requests that succeed, are refused and fail, each with everything everywhere.
ASKS = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "gendan.config.settings"
import django
django.setup()
import structlog
from django.conf import settings
from django.db.utils import IntegrityError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.core.exceptions import SuspiciousOperation
import logging

canaries = json.loads(sys.argv[1])
everything = " ".join(canaries.values())
detail = "duplicate key\\nDETAIL:  Key (street)=(" + canaries["street"] + ") exists.\\n"
line = "bad\\nLINE 1: SELECT '" + canaries["street"] + "'\\n               ^"

def fine(request, what=""):
    structlog.get_logger("gendan.test").info("told", phone=canaries["mobile"], to=[
        canaries["e-mail"], {"landline": canaries["landline"], "abroad": canaries["abroad"]}])
    return HttpResponse("fine")

def fails(error):
    def view(request, what=""):
        raise error
    return view

known = ("mobile", "landline", "abroad", "e-mail", "token", "webhook")
hidden = " ".join(canaries[name] for name in known)
urlpatterns = [
    path("fine/<str:what>", fine),
    path("bad/<str:what>", fails(SuspiciousOperation(hidden))),
    path("broken/<str:what>", fails(ValueError(hidden))),
    path("twice/<str:what>", fails(IntegrityError(detail))),
    path("away/<str:what>", fails(OperationalError(line))),
]
from gendan.config.unexpected import unexpected as handler500
from gendan.config.urls import urlpatterns as usual
urlpatterns += usual
settings.ROOT_URLCONF = "__main__"
settings.ALLOWED_HOSTS = ["testserver"]
client = Client(raise_request_exception=False)
for where in ("fine", "bad", "broken", "twice", "away", "nowhere"):
    answer = client.post(
        f"/{where}/{canaries['mobile']}?to={canaries['e-mail']}&address={canaries['street']}",
        canaries | {"all": everything},
        headers={"Authorization": f"Bearer {canaries['token']}", "X-Request-ID": everything,
                 "Cookie": f"other={canaries['webhook']}", "User-Agent": everything},
    )
    again, id = answer.headers.get("Retry-After"), answer.headers["X-Request-ID"]
    print(where, answer.status_code, again, len(id))
client.get("/fine/x", headers={"Host": canaries["mobile"] + ".example"})
logging.getLogger("some.library").error(
    "postgresql://gendan:%s@db/gendan",  # pragma: allowlist secret
    canaries["password"],
)
"""


def test_canaries_sent_every_way_are_not_in_the_log(tmp_path: Path, migrated: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKS, json.dumps(CANARIES)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"DATABASE_URL": migrated},  # every page bears the shop's name
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "fine 200 None 32",
        "bad 400 None 32",
        "broken 500 None 32",
        "twice 500 None 32",
        "away 503 2 32",
        "nowhere 404 None 32",
    ], done.stderr
    for name, canary in CANARIES.items():
        assert canary not in done.stderr, name
    assert "文三路" not in done.stderr
    events = [json.loads(line) for line in done.stderr.splitlines() if line[0] == "{"]
    asked = [event for event in events if event["event"] == "request"]
    assert [event["route"] for event in asked[:3]] == [
        "fine/<str:what>",
        "bad/<str:what>",
        "broken/<str:what>",
    ]
    assert {event["actor"] for event in asked[:6]} == {"program"}
    (failed,) = (event for event in events if "ValueError" in event.get("exception", ""))
    assert failed["request_id"] == asked[2]["request_id"]  # what happened where is there
