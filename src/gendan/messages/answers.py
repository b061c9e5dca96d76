"""What a gateway says of a message, and when it is no use to go on asking it."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum, auto

from gendan.messages.letters import Letter

log = logging.getLogger(__name__)

BUDGET = 40.0  # seconds a round spends on one gateway; well within the lease of its claim
IN_A_ROW = 3  # failures without a success between them after which a gateway is down


class Kind(Enum):
    """How a message fared."""

    SENT = auto()  # the gateway has taken it
    REFUSED = auto()  # it will never take this one
    LATER = auto()  # not now, for a reason of this message
    UNREADY = auto()  # not before somebody of ours has set something up, such as a template
    BUSY = auto()  # not now: it asks everybody for patience
    DOWN = auto()  # it does not do its work, or does not let us in
    UNTRIED = auto()  # nobody asked it


@dataclass(frozen=True, slots=True)
class Answer:
    """How one message fared, in the gateway's words; `seconds` it asked us to wait."""

    kind: Kind
    words: str = ""
    seconds: float = 0.0


UNTRIED = Answer(Kind.UNTRIED)


@dataclass(frozen=True, slots=True)
class Report:
    """An answer for each message in turn, and the one for which we gave up on the gateway."""

    answers: Sequence[Answer]
    trouble: Answer | None = None


class Patience:
    """How long we go on asking one gateway. Shared by the threads that do."""

    def __init__(self) -> None:
        self.trouble: Answer | None = None
        self._until = time.monotonic() + BUDGET
        self._failures = 0
        self._successes = 0
        self._last: Answer | None = None
        self._lock = threading.Lock()

    @property
    def over(self) -> bool:
        """Whether the rest is left for another time."""
        return self.trouble is not None or time.monotonic() > self._until

    def hear(self, answer: Answer) -> None:
        """Take an answer into account."""
        with self._lock:
            if answer.kind is Kind.BUSY:
                self.trouble = answer
            elif answer.kind is Kind.DOWN:
                self._failures += 1
                self._last = answer
                if self._failures >= IN_A_ROW:
                    self.trouble = answer
            else:
                self._failures = 0
                self._successes += 1

    def verdict(self) -> Answer | None:
        """Why we gave up, if we did: also when the only answers there were are failures."""
        return self.trouble or (None if self._successes else self._last)


def one_by_one(
    letters: Sequence[Letter], send: Callable[[Letter], Answer], patience: Patience
) -> list[Answer]:
    """Ask for each in turn, as long as our patience lasts."""
    return [_ask(letter, send, patience) for letter in letters]


def side_by_side(letters: Sequence[Letter], send: Callable[[Letter], Answer], width: int) -> Report:
    """Ask for so many at the same time, as long as our patience lasts."""
    patience = Patience()
    with ThreadPoolExecutor(min(width, len(letters))) as pool:
        answers = list(pool.map(lambda letter: _ask(letter, send, patience), letters))
    return Report(answers, patience.verdict())


def _ask(letter: Letter, send: Callable[[Letter], Answer], patience: Patience) -> Answer:
    if patience.over:
        return UNTRIED
    try:
        answer = send(letter)
    except Exception as error:  # one bad message must not keep back the others
        log.exception("a message could not be sent")
        answer = Answer(Kind.LATER, f"{type(error).__name__}: {error}")
    patience.hear(answer)
    return answer
