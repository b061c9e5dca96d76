"""Where something is, as people write it."""


def area(*names: str | None) -> str:
    """The names from the largest on, each once: Shanghai is a province and its own city."""
    return "".join(dict.fromkeys(name for name in names if name))
