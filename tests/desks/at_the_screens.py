"""Somebody at the screens without a browser: they fetch pages through the sign-in, press buttons
that stand there, and send what the scripts of those pages send."""

import json
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from itertools import count

from django.test import Client

Attributes = dict[str, str]
_keys = count(1)


class _Reading(HTMLParser):
    """The begin of each element with its attributes, and the JSON that a page was told."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self._told, self._is_told = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._is_told = tag == "script" and given.get("id") == "told"
        self.elements.append((tag, given))

    def handle_data(self, data: str) -> None:
        if self._is_told:
            self._told += data

    def handle_endtag(self, _tag: str) -> None:
        self._is_told = False

    @property
    def told(self) -> dict:
        return json.loads(self._told)


class Person:
    """Somebody who is signed in, with the page before them."""

    def __init__(self, login: str, password: str) -> None:
        self._client = Client(enforce_csrf_checks=True)
        self.page = self._client.get("/accounts/login/").content.decode()
        (token,) = {it["value"] for it in self.all(name="csrfmiddlewaretoken")}
        form = {"login": login, "password": password, "csrfmiddlewaretoken": token}
        answer = self._client.post("/accounts/login/", form)
        assert answer.status_code == 302, answer.content.decode()

    def go(self, address: str) -> str:
        """Open a page and read it."""
        answer = self._client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        self.page = answer.content.decode()
        return self.page

    def fetch(self, address: str) -> dict:
        """What a script of the page asks for."""
        answer = self._client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return json.loads(answer.content)

    @property
    def told(self) -> dict:
        """What the page was told for its script."""
        return _Reading(self.page).told

    def all(self, **wanted: str) -> list[Attributes]:
        """The elements on the page that have those attributes; `data_step="x"` is `data-step`."""
        like = {name.replace("_", "-"): value for name, value in wanted.items()}
        return [
            given for _, given in _Reading(self.page).elements
            if all(given.get(name) == value for name, value in like.items())
        ]  # fmt: skip

    def one(self, **wanted: str) -> Attributes:
        """The first such element; it must be there."""
        found = self.all(**wanted)
        assert found, (wanted, re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", self.page))[:2_000])
        return found[0]

    def post(self, address: str, body: Mapping[str, object]) -> dict:
        """As `post` of api.js does, with a key of its own."""
        answer = self._client.post(
            address, json.dumps(body), "application/json",
            headers={"Idempotency-Key": f"screen-{next(_keys)}", **self._token()},
        )  # fmt: skip
        assert answer.status_code == 200, (address, answer.content.decode())
        return answer.json()

    def send(self, address: str, **form: object) -> bytes:
        """A form, as `request` of api.js and htmx send it."""
        answer = self._client.post(address, form, headers=self._token())
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content

    def done(self, address: str, **body: object) -> list[dict]:
        """A step by a script of the page of which nothing is refused: what it answered for each."""
        told = self.post(address, body)
        assert told["refused"] == 0, told
        return told["results"]

    def refused(self, address: str, **body: object) -> list[str]:
        """A step of which nothing is done: the codes."""
        told = self.post(address, body)
        assert told["done"] == 0, told
        return [one["code"] for one in told["results"]]

    def take(self, step: str, number: str, **given: object) -> None:
        """Press the button of a step on this page and fill in its dialogue, as steps.js does."""
        button = self.one(data_step=step, data_number=number)
        preset = json.loads(button.get("data-preset", "{}"))
        if "data-plain" not in button:
            self._fits(self.send(f"/steps/{step}", n=[number]).decode(), {**preset, **given})
        documents, items = button["data-documents"], button["data-items"]
        seen = {"version": int(button["data-version"])} if "data-version" in button else {}
        whole = {items: [{documents: number, **seen, **preset, **given}]}
        self.done(button["data-href"], **(whole if items else {documents: [number], **given}))

    def print(self, paper: str, shipments: Sequence[str]) -> bytes:
        """Press the button of a paper on this page, or that of the scan screen."""
        buttons = self.all(data_paper=paper)
        address = buttons[0]["data-href"] if buttons else self.told["prints"]
        made = self.post(address, {"paper": paper, "shipments": list(shipments)})
        assert made["refused"] == 0, made
        answer = self._client.get(f"/prints/{made['print']}")
        assert answer["Content-Type"] == "application/pdf", answer.content.decode()
        return answer.content

    @staticmethod
    def _fits(form: str, given: Mapping[str, object]) -> None:
        """Whether the dialogue has a place for what is given, and asks for no more."""
        inputs = [it for _, it in _Reading(form).elements if "data-field" in it]
        fields = {it["data-field"] for it in inputs}
        wanted = {it["data-field"] for it in inputs if "required" in it}
        assert wanted <= set(given) <= fields, (wanted, given, fields)

    def _token(self) -> dict[str, str]:
        return {"X-CSRFToken": self.one(name="csrf")["content"]}
