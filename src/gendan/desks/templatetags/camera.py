"""What a camera sees, on pages that read codes."""

from django import template
from django.contrib.staticfiles import finders

from gendan.desks.camera import READER

register = template.Library()


@register.inclusion_tag("desks/parts/eye.html")
def eye() -> dict[str, str]:
    """Where the picture shows; hidden until a button with `data-camera` opens it."""
    return {"reader": READER if finders.find(READER) else ""}


@register.inclusion_tag("desks/parts/eye_button.html")
def eye_button() -> dict[str, str]:
    """Opens and closes the camera."""
    return {}
