"""A gateway of the house's own, or a bridge to any other: JSON over HTTP, one message a post.

    POST <GENDAN_SMS_URL>
    Authorization: Bearer <GENDAN_SMS_SECRET>
    Idempotency-Key: notice-41-0
    {"id": "notice-41-0", "to": "+8613800000000", "text": "…", "sign": "…", "key": "dispatch",
     "language": "zh-hans"}

2xx: it has the message; an `id` in the answer is kept as the receipt. 400, 404, 410, 422: it will
never send this one. 429: wait as `Retry-After` says. Anything else: ask again later.
"""

import json

from gendan.messages.answers import Answer, Kind
from gendan.messages.letters import Letter
from gendan.messages.routes import SmsRoute
from gendan.messages.web import Reply, post

NEVER = (400, 404, 410, 422)
PERHAPS = (408, 409, 425)


def send(letter: Letter, route: SmsRoute) -> Answer:
    """One message. Raises `web.Unreachable`."""
    said = {
        "id": letter.due.identity, "to": letter.to, "text": letter.rendered.text,
        "sign": route.sign, "key": letter.due.key, "language": letter.language,
    }  # fmt: skip
    headers = {"Content-Type": "application/json", "Idempotency-Key": letter.due.identity}
    if route.secret:
        headers["Authorization"] = f"Bearer {route.secret}"
    return understood(post(route.url, json.dumps(said, ensure_ascii=False).encode(), headers))


def understood(reply: Reply) -> Answer:
    """What the status says."""
    words = f"{reply.status} {reply.body[:200].decode('utf-8', 'replace')}".strip()
    if 200 <= reply.status < 300:
        return Answer(Kind.SENT, _receipt(reply.body))
    if reply.status in NEVER:
        return Answer(Kind.REFUSED, words)
    if reply.status in PERHAPS:
        return Answer(Kind.LATER, words)
    if reply.status == 429 or "Retry-After" in reply.headers:
        return Answer(Kind.BUSY, words, reply.seconds)
    return Answer(Kind.DOWN, words)


def _receipt(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    return str(said.get("id", ""))[:200] if isinstance(said, dict) else ""
