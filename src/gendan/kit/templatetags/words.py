"""`{% words "中文" "English" %}`: the same words in both languages, side by side in a template."""

from django import template

from gendan.kit.words import said
from gendan.process.model import Role, Text
from gendan.process.papers import ROLES

register = template.Library()


@register.simple_tag
def words(zh: str, en: str) -> str:
    """The words in the language of the reader."""
    return said(Text(zh, en))


@register.filter
def said_to_reader(text: Text) -> str:
    """A text of the program in the language of the reader."""
    return said(text)


@register.filter
def department_name(code: str) -> str:
    """A department in words."""
    return said(ROLES[Role(code)])
