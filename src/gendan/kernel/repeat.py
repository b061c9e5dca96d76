"""Doing it twice is harmless: the answer to a key is kept, in the transaction that made it."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from functools import cached_property, partial
from typing import ParamSpec

from django.db import models, transaction
from django.db.models.functions import Now

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, Refused
from gendan.kernel.refusals import Refusal

P = ParamSpec("P")

# In the order of the keys, so that no two groups of requests wait for each other.
CLAIM = """
INSERT INTO repeat (actor, key, request, answer)
SELECT %s, key, '', '{}' FROM unnest(%s::text[]) AS asked (key) ORDER BY key
ON CONFLICT (actor, key) DO NOTHING
RETURNING key
"""
# By the keys themselves: a join would be planned by how many requests an actor had made when the
# database last counted them, and might read all that they have made since.
ANSWER = """
WITH given AS MATERIALIZED (SELECT %s::jsonb AS answers)
UPDATE repeat SET request = given.answers -> key ->> 0, answer = given.answers -> key -> 1
  FROM given WHERE actor = %s AND key = ANY(%s)
"""
RECALL = "SELECT key, request, answer FROM repeat WHERE actor = %s AND key = ANY(%s)"


class Repeat(models.Model):
    """One answered request of one actor."""

    actor = models.TextField()
    key = models.TextField()
    request = models.TextField()
    answer = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "kernel"
        db_table = "repeat"
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="repeat_key_once")]


class KeyReused(ValueError):
    """The key was used before, for another request."""


@dataclass(frozen=True)
class Asked:
    """One request: its key, and what tells it from another request under the same key. That is
    `told` when it is needed: while the database works."""

    key: str
    told: Callable[[], str]

    @cached_property
    def request(self) -> str:
        """What tells it from another."""
        return self.told()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request; `repeated`: it was carried out before, and is only told again."""

    outcome: Outcome
    repeated: bool = False


def once(
    actor: Actor, key: str, command: Callable[P, Outcome], *args: P.args, **kwargs: P.kwargs
) -> Outcome:
    """The command's outcome; on a repetition of `key` the outcome of the first time.

    Two at once: the second waits for the first. Raises `KeyReused` when the same actor used the
    key for another command or other arguments."""
    asked = Asked(key, partial(_fingerprint, command.__name__, args, kwargs))
    (answer,) = once_each(actor, [asked], lambda _: [command(*args, **kwargs)])
    if answer is None:
        raise KeyReused(key)
    return answer.outcome


def once_each(
    actor: Actor,
    asked: Sequence[Asked],
    command: Callable[[Sequence[int]], Sequence[Outcome]],
) -> list[Answer | None]:
    """Answer many requests of one actor in one transaction; `None` where a key was used before
    for something else, which leaves the others alone.

    `command` is called once with the positions of the requests that are new, and gives their
    outcomes in the same order. At most three statements beside its own, however many ask."""
    with transaction.atomic():
        claims = Claims(actor, asked)
        fresh = claims.fresh()
        return claims.answers(command(fresh) if fresh else [])


class Claims:
    """Many requests of one actor, within one transaction: which of them are new is being looked up
    from the beginning on."""

    def __init__(self, actor: Actor, asked: Sequence[Asked]) -> None:
        self._actor = actor
        self._asked = asked
        self._wanted = {one.key: one for one in reversed(asked)}  # the first of each key
        self._claimed = sql.ask(CLAIM, [actor.name, list(self._wanted)])
        self._fresh: list[int] = []

    def fresh(self) -> list[int]:
        """The positions of the requests that are new, and to be carried out now."""
        new = {key for (key,) in self._claimed()}
        self._fresh = [
            position
            for position, one in enumerate(self._asked)
            if self._wanted[one.key] is one and one.key in new
        ]
        return self._fresh

    def answers(self, outcomes: Sequence[Outcome]) -> list[Answer | None]:
        """The answer to each request, of which those to the new ones are kept; `None` where a key
        was used before for something else. `outcomes` stand in the order of `fresh`."""
        of = dict(zip(self._fresh, outcomes, strict=True))
        if of:
            fresh = [(self._asked[position], outcome) for position, outcome in of.items()]
            kept = {one.key: [one.request, _pack(outcome)] for one, outcome in fresh}
            sql.send(ANSWER, [sql.jsonb(kept), self._actor.name, list(kept)])
        keys = [one.key for position, one in enumerate(self._asked) if position not in of]
        known = _recall(self._actor, keys)
        return [
            Answer(of[position]) if position in of else _kept(known[one.key], one)
            for position, one in enumerate(self._asked)
        ]


def _recall(actor: Actor, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
    """By key, the request that used it and its answer."""
    if not keys:
        return {}
    rows = sql.rows(RECALL, [actor.name, list(set(keys))])
    return {key: (request, answer) for key, request, answer in rows}


def _kept(known: tuple[str, str], asked: Asked) -> Answer | None:
    request, answer = known
    if request != asked.request:
        return None
    return Answer(_unpack(json.loads(answer) if isinstance(answer, str) else answer), repeated=True)


def _fingerprint(name: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> str:
    text = json.dumps([name, args, kwargs], default=_plain, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def _pack(outcome: Outcome) -> dict[str, object]:
    return {
        "done": outcome.done,
        "made": list(outcome.made.items()),
        "refused": [
            [item, refusal.reason.name, refusal.field, dict(refusal.values)]
            for item, refusal in outcome.refused.items()
        ],
    }


def _unpack(answer: Mapping[str, list[list]]) -> Outcome:  # type: ignore[type-arg]
    return Outcome(
        done=tuple(answer["done"]),  # type: ignore[arg-type]
        made=dict(answer["made"]),
        refused={
            item: Refused(Refusal[reason], field, values)
            for item, reason, field, values in answer["refused"]
        },
    )
