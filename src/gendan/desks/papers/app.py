"""The tables of what was printed and of the shop's own templates, as an application of Django."""

from django.apps import AppConfig


class PapersApp(AppConfig):
    """Papers."""

    name = "gendan.desks.papers"
    label = "papers"
