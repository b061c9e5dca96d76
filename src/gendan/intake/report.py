"""What an import did: counted while it goes, told at the end, and written as JSON on request."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gendan.intake.drafts import Life
from gendan.process.model import Text

EXAMPLES = 3
KINDS = ("order", "order_line", "charge", "cancellation", "write_off", "left_out", "problem")


@dataclass
class Report:
    """The figures of one import.

    `kinds`: what each row of the file became. `meant`: orders by the file's status and the status
    it means. `became`: by the file's status, the status it means, and the one they have."""

    source: str
    dry_run: bool
    rows: int = 0
    orders: int = 0
    placed: int = 0
    known: int = 0
    rejected: int = 0
    products: int = 0
    bad_rows: int = 0
    waiting_rows: int = 0
    seconds: float = 0
    kinds: Counter[str] = field(default_factory=Counter)
    left_out: Counter[Text] = field(default_factory=Counter)
    meant: Counter[tuple[str, str]] = field(default_factory=Counter)
    became: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    oddities: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    stuck: Counter[str] = field(default_factory=Counter)

    @property
    def adds_up(self) -> bool:
        """Whether every row of the file became one thing."""
        return self.kinds.total() == self.rows

    @property
    def ends_agree(self) -> bool:
        """Whether every order that was walked ended where the file says."""
        return all(meant == actual for _, meant, actual in self.became)

    def tell_life(self, reference: str, life: Life) -> None:
        """Count how the life of one order ended, and its contradictions."""
        self.meant[life.status, life.end] += 1
        for kind in life.oddities:
            self.oddities[kind] += 1
            examples = self.examples.setdefault(kind, [])
            if len(examples) < EXAMPLES:
                examples.append(reference)

    def statuses(self) -> list[Mapping[str, object]]:
        """By the file's status and ours: how many orders the file has, and how many we have."""
        became: Counter[tuple[str, str]] = Counter()
        for (status, _, actual), count in self.became.items():
            became[status, actual] += count
        return [
            {
                "file_status": status,
                "our_status": ours,
                "file": self.meant[status, ours],
                "ours": became[status, ours],
            }
            for status, ours in sorted(self.meant | became)
        ]

    def write(self, path: Path) -> None:
        """Write the figures as JSON."""
        figures = {
            "source": self.source,
            "dry_run": self.dry_run,
            "rows": self.rows,
            "orders": self.orders,
            "placed": self.placed,
            "known_before": self.known,
            "rejected_orders": self.rejected,
            "new_products": self.products,
            "bad_rows": self.bad_rows,
            "waiting_rows": self.waiting_rows,
            "seconds": round(self.seconds, 3),
            "kinds": {kind: self.kinds[kind] for kind in KINDS if self.kinds[kind]},
            "left_out": {why.en: count for why, count in self.left_out.items()},
            "statuses": self.statuses(),
            "contradictions": dict(sorted(self.oddities.items())),
            "examples": self.examples,
            "refused_steps": dict(self.stuck),
        }
        path.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")
