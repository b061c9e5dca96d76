"""Writes docs/guide/configuration.md from the settings themselves, so that it cannot be wrong."""

import sys
from pathlib import Path

from gendan.config.env import Variable, variables

HEAD = """\
# Configuration

<!-- Written by `make docs` from src/gendan/config/env.py; change it there. -->

Gendan needs no configuration to start. Every setting is an environment variable; a value that
cannot be used is refused at once, with its name and what to do. `gendan doctor` checks them all and
points out names that look misspelt.

| Variable | Default | Meaning |
|---|---|---|
"""


def render() -> str:
    """The page as Markdown."""
    known = list(variables().values())
    rows = [f"| `{v.name}` | {_default(v)} | {_cell(v.meaning)} |" for v in known]
    hints = [f"- `{v.name}`: {v.hint}" for v in known]
    return (
        HEAD + "\n".join(rows) + "\n\n## What a refused value needs\n\n" + "\n".join(hints) + "\n"
    )


def _default(about: Variable) -> str:
    return f"`{about.default}`" if about.default else "–"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render())
