"""The table of uploaded files, as an application that Django knows."""

from django.apps import AppConfig


class ImportsApp(AppConfig):
    """Imports on the screen."""

    name = "gendan.desks.imports"
    label = "imports"
