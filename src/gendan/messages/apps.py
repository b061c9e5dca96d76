"""Messages as a Django app; Django's own `messages` has the short label already."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """What is told to people."""

    name = "gendan.messages"
    label = "outgoing"
