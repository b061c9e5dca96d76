"""Programs that read begin with nobody known and nothing counted."""

from tests.api.conftest import fresh

__all__ = ["fresh"]
