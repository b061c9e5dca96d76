"""What happened since somebody last looked, told once."""

from collections import deque

from gendan.demo import telling, watch
from gendan.demo.day import Day
from gendan.demo.telling import Line

KEPT = 60  # lines of each kind


class News:
    """Reads on in the journal, and remembers the last lines of each kind."""

    def __init__(self, since: int | None = None) -> None:
        """Read on from that journal entry; `None`: from the newest there is."""
        self.notable: deque[Line] = deque(maxlen=KEPT)
        self.everyday: deque[Line] = deque(maxlen=KEPT)
        self._read = watch.last_entry() if since is None else since
        self._refusals = 0

    def gather(self, day: Day) -> list[Line]:
        """The lines that are new, in the order in which things happened."""
        events = watch.events(day.orders, self._read)
        if events:
            self._read = events[-1].id
        lines = [line for event in events if (line := telling.line(event, day.language))]
        refusals = day.turned_away[self._refusals :]
        self._refusals += len(refusals)
        lines += [telling.refusal(turned_away, day.language) for turned_away in refusals]
        lines.sort(key=lambda line: line.at)
        for line in lines:
            (self.everyday if line.everyday else self.notable).append(line)
        return lines
