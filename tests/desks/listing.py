"""What the tests of a list's tools share: somebody who looks, and what they are given."""

import csv
import io

import pytest
from django.test import Client

from gendan.kit.rest import pace
from tests.desks.people import SignIn


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    pace.forget()


@pytest.fixture
def selling(signed_in: SignIn) -> Client:
    """Somebody of sales, who reads Chinese."""
    return in_chinese(signed_in("sales"))


def in_chinese(client: Client) -> Client:
    client.cookies["django_language"] = "zh-hans"
    return client


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return b"".join(answer).decode()  # type: ignore[arg-type]


def rows_of(client: Client, address: str) -> list[list[str]]:
    """The rows of a CSV file, its titles first."""
    text = text_of(client, address)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def choose(client: Client, path: str, *columns: str, **rest: str) -> str:
    """Choose what shows; where that leads."""
    answer = client.post("/lists/columns", {"path": path, "column": columns, **rest})
    assert answer.status_code == 302
    return answer["Location"]
