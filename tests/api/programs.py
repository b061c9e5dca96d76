"""A program that calls the API with its token, as programs of other houses do."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client

from gendan.process.model import Role
from gendan.records.integrations import tokens
from gendan.records.integrations.tokens import NewToken

serial = itertools.count(1)
API = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers, and the JSON read."""

    status: int
    headers: Any
    json: Any

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.json["code"])


@dataclass(frozen=True)
class Program:
    """Somebody with a token."""

    token: str
    language: str = "zh-CN"

    def post(self, path: str, body: object, *, key: str | None = None, **headers: str) -> Answer:
        """Write; each call has a fresh key unless it says otherwise."""
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        given = {"Idempotency-Key": key or f"key-{next(serial)}", **self._headers(), **headers}
        kind = given.pop("Content-Type", "application/json")
        answer = Client().post(API + path, sent, content_type=kind, headers=given)
        return _read(answer)

    def get(self, path: str, **headers: str) -> Answer:
        """Read."""
        return _read(Client().get(API + path, headers=self._headers() | headers))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}


def program(role: Role = Role.SALES, **rest: Any) -> Program:
    """A program with a fresh token of that role."""
    new = NewToken(name=rest.pop("name", f"program-{next(serial)}"), role=role, **rest)
    return Program(tokens.create(new, by="bo"))


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _read(answer: Any) -> Answer:
    text = answer.content.decode()
    return Answer(answer.status_code, answer.headers, json.loads(text) if text else None)
