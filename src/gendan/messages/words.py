"""Our words for every message, read once from `words.toml` and made ready to be filled in."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Template

from gendan.messages.language import understood
from gendan.process.model import Role

FILE = Path(__file__).with_name("words.toml")
DEPARTMENT = "department"  # one way of speaking for all departments
LANGUAGES = {"zh-hans": "zh", "en": "en"}  # and what they are called in the file


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one step, in one language."""

    key: str
    language: str
    subject: Template
    body: Template
    sms: Template | None
    shows: tuple[str, ...]
    urgent: bool


def standard_words(key: str, recipient: str, language: str) -> Words:
    """What the recipient is told of the step; `KeyError` when nobody thought of words."""
    name = key if recipient == Role.CUSTOMER else DEPARTMENT
    return _all()[name, "en" if language.startswith("en") else "zh-hans"]


@cache
def standard_texts() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """By key and language, our words as they are written, part by part."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        (name, language): {
            part: words[part][short].strip()
            for part in ("subject", "body", "sms") if part in words
        }
        for name, words in told.items() for language, short in LANGUAGES.items()
    }  # fmt: skip


@cache
def _all() -> Mapping[tuple[str, str], Words]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {(name, language): _words(name, language, told[name])
            for name, language in standard_texts()}  # fmt: skip


def _words(name: str, language: str, told: Mapping[str, object]) -> Words:
    texts = standard_texts()[name, language]
    shows = told.get("shows", ())
    assert isinstance(shows, list | tuple), f"shows of {name} is no list"
    return Words(
        key=name,
        language=language,
        subject=understood(texts["subject"]),
        body=understood(texts["body"]),
        sms=understood(texts["sms"]) if "sms" in texts else None,
        shows=tuple(shows),
        urgent=bool(told.get("urgent", False)),
    )
