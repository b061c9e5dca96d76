"""The customer's page, as an application that Django knows."""

from django.apps import AppConfig


class PortalApp(AppConfig):
    """The customer's page."""

    name = "gendan.portal"
    label = "portal"
