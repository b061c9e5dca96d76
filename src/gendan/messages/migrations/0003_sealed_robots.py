"""What makes a robot speak is sealed from now on, also what was entered before."""

from collections.abc import Callable

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from gendan.messages import robots


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    """What stands there as it was typed."""
    _each(apps, robots.seal)


def unseal(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    """As it was before."""
    _each(apps, robots.opened)


def _each(apps: Apps, turned: Callable[[str], str]) -> None:
    for robot in apps.get_model("outgoing", "Robot").objects.all():
        robot.url, robot.secret = turned(robot.url), turned(robot.secret)
        robot.save(update_fields=["url", "secret"])


class Migration(migrations.Migration):
    dependencies = [("outgoing", "0002_history")]

    operations = [migrations.RunPython(seal, unseal)]
