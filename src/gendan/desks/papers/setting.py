"""From the number of a print to its PDF, as the shop has it look."""

from collections.abc import Mapping

import structlog
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from gendan.desks.papers import contents, engine
from gendan.desks.papers.engine import BadTemplate, Picture
from gendan.desks.papers.facts import pile
from gendan.desks.papers.kinds import paper
from gendan.desks.papers.models import PaperTemplate
from gendan.kernel.actor import Actor
from gendan.records.shop.models import ONLY, ShopSettings

KINDS = {"image/png": "png", "image/svg+xml": "svg"}
log = structlog.get_logger("gendan.papers")


def pdf_of(number: int, actor: Actor, language: str) -> HttpResponse | None:
    """The papers of that print, in their order; nothing when none is within reach.

    Four statements. Raises `BadTemplate`, and `PermissionDenied` for roles that do not print
    this paper."""
    found = pile(number, actor)
    if found is None:
        return None
    kind = paper(found.paper)
    if not kind.may_print(actor):
        raise PermissionDenied(kind.title.en)
    asked = contents.asked(found, language, own_templates(found.paper), the_logo())
    try:
        document = engine.document(asked)
    except BadTemplate:
        # Its own words may quote what was to be printed: whoever asked reads them, no log does.
        log.warning("a paper could not be set", paper=found.paper, print=number)
        raise
    answer = HttpResponse(document, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="gendan-{kind.name}-{number}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def the_logo() -> Picture | None:
    """The shop's, if it has one. One statement."""
    found = ShopSettings.objects.filter(pk=ONLY).exclude(logo=None)
    for content, media in found.values_list("logo", "logo_type"):
        assert content, "those without a logo are left out"
        return Picture(bytes(content), KINDS[media])
    return None


def own_templates(name: str) -> Mapping[str, str]:
    """The shop's own template of a paper, by its file; none where it has none. One statement."""
    own = PaperTemplate.objects.filter(paper=name).values_list("text", flat=True).first()
    return {f"{name}.typ": own} if own else {}
