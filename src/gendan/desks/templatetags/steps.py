"""How buttons of steps are written, for the templates of lists and of orders."""

from collections.abc import Mapping
from typing import Any

from django import template

from gendan.desks.callers import caller_of
from gendan.desks.steps.forms import StepForm

register = template.Library()


@register.simple_tag(takes_context=True)
def plain_mark(context: Mapping[str, Any], form: StepForm) -> str:
    """The mark of a button that does its step at once, where nothing is to be filled in."""
    return "data-plain" if form.plain_for(caller_of(context["request"]).actor) else ""
