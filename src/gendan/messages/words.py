"""The words of every message, read once from `words.toml` and made ready to be filled in."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template import Context, Engine, Template

from gendan.process.model import Role

FILE = Path(__file__).with_name("words.toml")
DEPARTMENT = "department"  # one way of speaking for all departments
# Every template of a message, e-mails' layout too. Not the pages' engine: that one follows DEBUG.
ENGINE = Engine(dirs=[str(Path(__file__).with_name("templates"))])


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one step, in one language."""

    subject: Template
    body: Template
    sms: Template | None
    shows: tuple[str, ...]
    urgent: bool


def words_for(key: str, recipient: str, language: str) -> Words:
    """What the recipient is told of the step; `KeyError` when nobody thought of words."""
    name = key if recipient == Role.CUSTOMER else DEPARTMENT
    return _all()[name, "en" if language.startswith("en") else "zh"]


def fill(template: Template, facts: dict[str, object]) -> str:
    """The words with the facts in them, as plain text."""
    return str(template.render(Context(facts, autoescape=False, use_l10n=False))).strip()


@cache
def _all() -> dict[tuple[str, str], Words]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {(name, language): _words(words, language)
            for name, words in told.items() for language in ("zh", "en")}  # fmt: skip


def _words(words: dict[str, dict[str, str]], language: str) -> Words:
    sms = words.get("sms")
    return Words(
        subject=ENGINE.from_string(words["subject"][language]),
        body=ENGINE.from_string(words["body"][language]),
        sms=ENGINE.from_string(sms[language]) if sms else None,
        shows=tuple(words.get("shows", ())),
        urgent=bool(words.get("urgent", False)),
    )
