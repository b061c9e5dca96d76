"""Programs and people who call the API, and what they hold in their hands."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Every test begins with nobody known and nothing counted."""
    from gendan.kit.rest import identity, pace

    identity.forget()
    pace.forget()
    yield
    identity.forget()
