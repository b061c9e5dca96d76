"""What the tests of a started instance share."""

from tests.running.instances import hands, instance

__all__ = ["hands", "instance"]
