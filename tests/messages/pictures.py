"""Every e-mail to customers as a mail program shows it, on a telephone and at a desk.

`python -m tests.messages.pictures` puts them into `var/mails`, in both languages.
"""

import base64
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.desks.browser import CHROMIUM, Page, chromium

INTO = Path(__file__).parents[2] / "var" / "mails"
LANGUAGES = ("zh-hans", "en")
WIDTHS = {"phone": 390, "desk": 760}


def letters() -> Iterator[tuple[str, str]]:
    """By name, the HTML of each, as it goes out."""
    from gendan.process.model import Role
    from tests.messages.test_words import OF_CUSTOMERS, said

    for key, language in itertools.product(OF_CUSTOMERS, LANGUAGES):
        yield (
            f"{key}-{language}",
            said(key, Role.CUSTOMER, "email", language, REASONS.get(key, "")).html,
        )


REASONS = {
    "reject": "商品已停产",
    "arrange": "redeliver",
    "answer_feedback": "今天补发一件，运费我们出。",
    "decide_shortage": "wait",
}


def show(page: Page, html: str, width: int) -> None:
    """Show a letter that wide."""
    page.size(width, 300)
    page.go(f"data:text/html;base64,{base64.b64encode(html.encode()).decode()}")
    height = page.run("document.documentElement.scrollHeight")
    assert isinstance(height, int)
    page.size(width, max(height, 300))


def main() -> None:
    """Make all pictures."""
    if not CHROMIUM:
        sys.exit("There is no Chromium here, and nothing to look with. Install chromium.")
    os.environ.setdefault("GENDAN_HOME", str(INTO.parent))
    from gendan.config.cli import set_up_django

    set_up_django()
    INTO.mkdir(parents=True, exist_ok=True)
    with chromium() as page:
        for (name, html), (place, width) in itertools.product(letters(), WIDTHS.items()):
            show(page, html, width)
            page.picture(INTO / f"{name}-{place}.png")
    print(f"{len(list(INTO.glob('*.png')))} pictures in {INTO}")


if __name__ == "__main__":
    main()
