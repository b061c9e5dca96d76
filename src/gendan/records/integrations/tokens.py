"""Giving tokens out, taking them back, and knowing who shows one."""

import hashlib
import hmac
import re
import secrets
import string
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.money import LARGEST, ZERO
from gendan.process.model import Role, Text
from gendan.process.stock import LAWS
from gendan.records.integrations.models import READS, ROLES, ApiToken
from gendan.records.places.models import Store, Warehouse

T = TypeVar("T")

YEAR = timedelta(days=365)
SHAPE = re.compile(r"gd_live_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})")
LETTERS = string.ascii_letters + string.digits
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,49}")
PER_MINUTE_MAX = 10_000_000

FIND = """
SELECT id, name, role, digest, steps, reads, personal_data, stores, warehouses, per_minute,
       amount_limit, expires_at
  FROM api_token WHERE public = %s AND revoked_at IS NULL
"""

# At most once a minute, so that a busy program does not write a row for each request.
USED = """
UPDATE api_token SET last_used_at = now()
 WHERE id = %s AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
"""

REVOKE = """
UPDATE api_token SET revoked_at = now(), revoked_by = %s
 WHERE revoked_at IS NULL AND name = ANY(%s)
RETURNING name
"""


class BadToken(ValueError):
    """A token cannot be made like this: which field is wrong, and what to give instead."""

    def __init__(self, field: str, remedy: Text) -> None:
        super().__init__(f"{field}: {remedy.en}")
        self.field = field
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """What a program is to be let do. `None`: every step of the role, every store, …"""

    name: str
    role: Role
    steps: frozenset[str] | None = None
    reads: frozenset[str] = frozenset()
    personal_data: bool = False
    stores: frozenset[str] | None = None  # codes
    warehouses: frozenset[str] | None = None  # codes
    per_minute: int = 600
    amount_limit: Decimal | None = None
    expires_at: datetime | None = None  # a year from now


@dataclass(frozen=True, slots=True)
class Known:
    """A token that may be used now, as somebody who acts."""

    id: int
    actor: Actor
    reads: frozenset[str]
    personal_data: bool
    per_minute: int
    digest: bytes
    expires_at: datetime


def create(new: NewToken, *, by: str) -> str:
    """Make a token and give it, this once; nobody can read it again. Raises `BadToken`."""
    now = clock.now()
    expires_at = new.expires_at or now + YEAR
    _require_sense(new, expires_at, now)
    public, secret = _random(12), _random(43)
    ApiToken.objects.create(
        name=new.name,
        public=public,
        digest=_digest(secret),
        role=new.role.value,
        steps=None if new.steps is None else sorted(new.steps),
        reads=sorted(new.reads),
        personal_data=new.personal_data,
        stores=_ids(Store, new.stores),
        warehouses=_ids(Warehouse, new.warehouses),
        per_minute=new.per_minute,
        amount_limit=new.amount_limit,
        created_by=by,
        expires_at=expires_at,
    )
    return f"gd_live_{public}_{secret}"


def revoke(names: Collection[str], *, by: str) -> set[str]:
    """Let the tokens of these names do nothing any more; the names that were in use."""
    return {name for (name,) in sql.rows(REVOKE, [by, list(names)])}


def find(public: str) -> Known | None:
    """The token with that public part; `None` when there is none or it was revoked. One statement,
    and another when its use was last noted more than a minute ago."""
    rows = sql.rows(FIND, [public])
    if not rows:
        return None
    ((id, name, role, digest, steps, reads, personal, stores, warehouses, pace, most, ends),) = rows
    sql.run(USED, [id])
    actor = Actor(
        f"api:{name}", Role(role), _set(stores), _set(warehouses), None, _set(steps), most
    )
    return Known(id, actor, frozenset(reads), personal, pace, bytes(digest), ends)


def parts(token: str) -> tuple[str, str] | None:
    """The public part and the secret; `None` for what is no token."""
    found = SHAPE.fullmatch(token)
    return (found[1], found[2]) if found else None


def opens(known: Known, secret: str, now: datetime) -> bool:
    """Whether the secret is the token's and its time has not run out. Takes the same time for
    every wrong secret."""
    return hmac.compare_digest(known.digest, _digest(secret)) and now < known.expires_at


def _require_sense(new: NewToken, expires_at: datetime, now: datetime) -> None:
    steps = [step for law in LAWS for step in law.steps if step.called]
    may = {step.name for step in steps if new.role in step.by}
    if not NAME.fullmatch(new.name):
        raise BadToken("name", Text("小写字母、数字和 . _ -，最多 50 个", "lower-case letters, "
                       "digits, . _ -, at most 50"))  # fmt: skip
    if ApiToken.objects.filter(name=new.name, revoked_at=None).exists():
        raise BadToken(
            "name", Text("已有在用的同名令牌，换一个", "one in use has it; take another")
        )
    if new.role.value not in ROLES:
        raise BadToken("role", _one_of(ROLES))
    if not (new.steps or set()) <= may:
        raise BadToken("steps", _one_of(sorted(may)))
    if not new.reads <= set(READS):
        raise BadToken("reads", _one_of(READS))
    if not now < expires_at < now + 10 * YEAR:
        raise BadToken("expires_at", Text("今后十年之内", "within the next ten years"))
    if not 0 < new.per_minute <= PER_MINUTE_MAX:
        raise BadToken("per_minute", Text(f"1 到 {PER_MINUTE_MAX}", f"1 to {PER_MINUTE_MAX}"))
    if not ZERO <= (new.amount_limit or ZERO) <= LARGEST:
        raise BadToken("amount_limit", Text(f"0 到 {LARGEST}", f"0 to {LARGEST}"))


def _one_of(words: Collection[str]) -> Text:
    listed = ", ".join(words)
    return Text(f"从中选：{listed}", f"of these: {listed}")


def _ids(model: type[Store] | type[Warehouse], codes: Collection[str] | None) -> list[int] | None:
    if codes is None:
        return None
    found = dict(model.objects.filter(code__in=codes).values_list("code", "id"))
    if unknown := set(codes) - set(found):
        names = ", ".join(sorted(unknown))
        field = "stores" if model is Store else "warehouses"
        raise BadToken(field, Text(f"没有 {names}", f"there is no {names}"))
    return sorted(found.values())


def _set(values: list[T] | None) -> frozenset[T] | None:
    return None if values is None else frozenset(values)


def _random(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def _digest(secret: str) -> bytes:
    """SHA-256 and no slow hash: the secret has 256 bits of chance, nobody chose it."""
    return hashlib.sha256(secret.encode()).digest()
