"""What is logged says what happened, and to nobody's harm."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gendan.config import logs

TELLS = """
import logging.config, sys
import structlog
from gendan.config import logs
logging.config.dictConfig(logs.django_settings(sys.argv[1]))
structlog.get_logger("gendan.test").info("订单 placed", phone="13812345678", order="G-1")
logging.getLogger("django.test").warning("call %s", "13812345678")
try:
    raise ValueError("no such customer: 13812345678")
except ValueError:
    logging.getLogger("procrastinate").exception("failed")
"""


def told(level: str, tmp_path: Path) -> list[dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", TELLS, level],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_every_event_is_one_line_with_its_source_and_no_telephone_number(tmp_path: Path) -> None:
    ours, djangos, failure = told("info", tmp_path)
    assert ours["event"] == "订单 placed"
    assert (ours["logger"], ours["level"]) == ("gendan.test", "info")
    assert (ours["phone"], ours["order"]) == ("138******78", "G-1")
    assert djangos["event"] == "call 138******78"
    assert "no such customer: 138******78" in failure["exception"]


def test_the_level_keeps_lesser_events_out(tmp_path: Path) -> None:
    assert [event["logger"] for event in told("error", tmp_path)] == ["procrastinate"]


@pytest.mark.parametrize(
    ("given", "logged"),
    [
        ("13812345678", "138******78"),
        ("+8613812345678", "+86138******78"),
        ("86 138-1234-5678", "86 138******78"),
        ("138 1234 5678", "138******78"),
        ("1762345678901", "1762345678901"),
        ("订单 12345678901234567890", "订单 12345678901234567890"),
        ({"to": ["19900000001", 5]}, {"to": ["199******01", 5]}),
        (("电话：15012345678。",), ["电话：150******78。"]),
        ("0571-87654321 或 02187654321", "0571-******** 或 021-********"),
        ("+44 20 7946 0958", "+44********"),
        ("wang.xm+1@mail.example.com 下单", "***@mail.example.com 下单"),
        ("gd_live_k3v9_Qm7xUyT2 whsec_MfKQ9r8GKY/w==", "gd_live_*** whsec_***"),
        (
            "postgresql://gendan:secret@db/gendan",  # pragma: allowlist secret
            "postgresql://gendan:***@db/gendan",
        ),
        ("failed\nDETAIL:  Key (street)=(文三路 1 号) exists.", "failed\nDETAIL: …"),
        ("6901234567892 于 2026-11-27T06:48:34", "6901234567892 于 2026-11-27T06:48:34"),
    ],
)
def test_what_is_a_mobile_number_is_hidden_and_nothing_else(given: object, logged: object) -> None:
    assert logs.redact(None, "info", {"value": given}) == {"value": logged}


def test_the_id_of_a_request_is_no_telephone() -> None:
    event = {"request_id": "dc24388ae631508a0432-13812345678", "event": "call 13812345678"}
    assert logs.redact(None, "info", dict(event)) == event | {"event": "call 138******78"}
