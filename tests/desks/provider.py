"""A small identity provider on this machine: OpenID Connect with PKCE, one person at a time."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "gendan", "a secret of both"  # pragma: allowlist secret


@dataclass
class Provider:
    """Where it listens, and whom it vouches for."""

    url: str = ""
    claims: dict[str, str] = field(default_factory=dict)
    challenges: dict[str, tuple[str, str]] = field(default_factory=dict)  # by code


def door_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(asked.query).items()}
            if asked.path == "/.well-known/openid-configuration":
                self.answer({
                    "issuer": provider.url,
                    "authorization_endpoint": f"{provider.url}/authorize",
                    "token_endpoint": f"{provider.url}/token",
                    "userinfo_endpoint": f"{provider.url}/userinfo",
                    "jwks_uri": f"{provider.url}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                })  # fmt: skip
            elif asked.path == "/authorize":
                assert query["client_id"] == CLIENT
                assert query["code_challenge_method"] == "S256"
                code = f"code-{len(provider.challenges)}"
                provider.challenges[code] = (query["code_challenge"], query.get("nonce", ""))
                back = urlencode({"code": code, "state": query["state"]})
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri']}?{back}")
                self.end_headers()
            elif asked.path == "/userinfo":
                assert self.headers["Authorization"] == "Bearer a-token"
                self.answer(provider.claims)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told = {key: values[0] for key, values in parse_qs(body).items()}
            challenge, nonce = provider.challenges.pop(told["code"])
            digest = hashlib.sha256(told["code_verifier"].encode()).digest()
            assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
            assert told["client_secret"] == SECRET
            now = int(time.time())
            claims = {"iss": provider.url, "aud": CLIENT, "iat": now, "exp": now + 60}
            token = jwt.encode(
                claims | {"nonce": nonce} | provider.claims, "k" * 32, algorithm="HS256"
            )
            self.answer({"access_token": "a-token", "token_type": "Bearer", "id_token": token})

        def answer(self, told: object) -> None:
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    return Door


@contextmanager
def provider() -> Iterator[Provider]:
    """One that runs while the test does."""
    about = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), door_of(about))
    about.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield about
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
