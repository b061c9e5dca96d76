"""Doing it twice is harmless: the answer to a key is kept, in the transaction that made it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from typing import ParamSpec

from django.db import models, transaction
from django.db.models.functions import Now

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, Refused
from gendan.kernel.refusals import Refusal

P = ParamSpec("P")

CLAIM = """
INSERT INTO repeat (actor, key, request, answer) VALUES (%s, %s, %s, '{}')
ON CONFLICT (actor, key) DO NOTHING
"""
ANSWER = "UPDATE repeat SET answer = %s WHERE actor = %s AND key = %s"
RECALL = "SELECT request, answer FROM repeat WHERE actor = %s AND key = %s"


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


def once(
    actor: Actor, key: str, command: Callable[P, Outcome], *args: P.args, **kwargs: P.kwargs
) -> Outcome:
    """The command's outcome; on a repetition of `key` the outcome of the first time.

    Two at once: the second waits for the first. Raises `KeyReused` when the same actor used the
    key for another command or other arguments. Three statements beside the command's own."""
    request = _fingerprint(command.__name__, args, kwargs)
    with transaction.atomic():
        if sql.run(CLAIM, [actor.name, key, request]):
            outcome = command(*args, **kwargs)
            sql.run(ANSWER, [sql.jsonb(_pack(outcome)), actor.name, key])
            return outcome
        ((known, answer),) = sql.rows(RECALL, [actor.name, key])
    if known != request:
        raise KeyReused(key)
    return _unpack(json.loads(answer) if isinstance(answer, str) else answer)


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
