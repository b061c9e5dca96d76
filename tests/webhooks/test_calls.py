"""Who is called is who they say they are, and keeps us waiting no longer than they may."""

import socket
import threading
from pathlib import Path

import pytest

from gendan.kernel import clock
from gendan.kernel.outward.addresses import Allowed, taken_apart
from gendan.kernel.outward.calls import Line
from gendan.webhooks import events, secrets
from tests.webhooks.receiver import Receiver, certificate, loopback, receiving


def test_tls_is_verified_against_the_name_and_not_the_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem, context = certificate(tmp_path, "hooks.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    allowed = Allowed.of(["127.0.0.1"])
    with receiving(tls=context) as receiver:
        receiver.secret = "whsec_" + "A" * 32  # pragma: allowlist secret
        for name, is_good in [("hooks.example", True), ("other.example", False)]:
            target = taken_apart(f"https://{name}:{receiver.port}/in")
            with Line(target, allowed, loopback) as line:
                answers = [line.post(*signed(receiver)) for _ in range(2)]
            assert [answer.accepted for answer in answers] == [is_good] * 2, answers
    assert {sent["host"] for sent in receiver.headers} == {f"hooks.example:{receiver.port}"}
    assert "Hostname mismatch" in answers[0].text


def signed(receiver: Receiver) -> tuple[str, dict[str, str]]:
    body = events.ping("msg_1", "ep_1", clock.now())
    return body, secrets.signed("msg_1", clock.now(), body, [receiver.secret])


def test_an_answer_that_drips_or_never_ends_does_not_hold_us() -> None:
    served = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def drip() -> None:
        with served.accept()[0] as line:
            line.recv(65_536)
            while not is_over.wait(0.05):
                line.send(b"H")

    dripping = threading.Thread(target=drip, daemon=True)
    dripping.start()
    target = taken_apart(f"http://127.0.0.1:{served.getsockname()[1]}/")
    with served, Line(target, Allowed.of(["127.0.0.1"]), read_seconds=0.3) as line:
        answer = line.post("{}", {})
        is_over.set()
    assert (answer.status, answer.text) == (None, "No answer within 0.3 seconds.")
