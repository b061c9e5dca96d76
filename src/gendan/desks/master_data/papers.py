"""How the shop has its papers look: a template is tried before it is kept, and shown on a sample.

A template that the engine does not understand never gets here, so that nobody at a packing table
meets it first.
"""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from gendan.desks.master_data.base import Guarded
from gendan.desks.papers import contents, engine
from gendan.desks.papers.engine import BadTemplate, house_template
from gendan.desks.papers.kinds import PAPERS, paper
from gendan.desks.papers.models import PaperTemplate
from gendan.desks.papers.sample import sample
from gendan.kit.words import said, words
from gendan.process.model import Text

LONGEST = 100_000  # characters of a template
CHOICES = [(one.name, words(one.title.zh, one.title.en)) for one in PAPERS]
EMPTY_IS_HOUSE = Text(
    "Typst 模板。新建时留空，就从自带的模板开始改。可用的内容见“纸单”指南。",
    "A Typst template. Leave it empty when you begin, to start from the one that comes with the "
    "house. What it may use stands in the guide of papers.",
)


class TemplateForm(forms.ModelForm):
    """A template, tried on the sample in both languages."""

    paper = forms.ChoiceField(label=words("纸单", "paper"), choices=CHOICES)
    text = forms.CharField(
        label=words("模板", "template"),
        required=False,
        max_length=LONGEST,
        strip=False,
        help_text=words(EMPTY_IS_HOUSE.zh, EMPTY_IS_HOUSE.en),
        widget=forms.Textarea({"rows": 36, "cols": 110, "spellcheck": "false", "class": "typst"}),
    )

    def clean(self) -> dict[str, object]:
        """Refuse, in the engine's own words, what the engine cannot set."""
        given = super().clean() or {}
        name = given.get("paper")
        if not isinstance(name, str):
            return given
        text = str(given.get("text") or "").replace("\r\n", "\n")
        given["text"] = text if text.strip() else house_template(f"{name}.typ")
        try:
            for language in ("zh-hans", "en"):
                _sample_of(name, given["text"], language)
        except BadTemplate as fault:
            raise ValidationError({"text": str(fault)}) from fault
        return given


@admin.register(PaperTemplate)
class PaperTemplates(Guarded):
    """Papers that look other than they come."""

    form = TemplateForm
    list_display = ("called", "sample")
    ordering = ("paper",)
    fields = ("paper", "text", "sample")
    readonly_fields = ("sample",)

    @admin.display(description=words("纸单", "paper"), ordering="paper")
    def called(self, template: PaperTemplate) -> str:
        """The paper in words."""
        return said(paper(template.paper).title)

    @admin.display(description=words("样张", "sample"))
    def sample(self, template: PaperTemplate) -> str | SafeString:
        """Where it is to be seen on invented shipments."""
        if not template.pk:
            return said(Text("保存后可看", "to be seen once it is saved"))
        href = reverse("admin:paper_sample", args=[template.pk])
        return format_html('<a href="{}" target="_blank" rel="noopener">PDF</a>', href)

    def get_urls(self) -> list[URLPattern]:
        """The pages of a template, and its sample."""
        view = self.admin_site.admin_view(self.sample_view)
        return [path("<int:pk>/sample/", view, name="paper_sample"), *super().get_urls()]

    def sample_view(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002
        """The sample as a PDF."""
        template = PaperTemplate.objects.filter(pk=pk).first()
        if template is None:
            raise Http404
        document = _sample_of(template.paper, template.text, get_language() or "")
        return HttpResponse(document, content_type="application/pdf")


def _sample_of(name: str, text: str, language: str) -> bytes:
    """Raises `BadTemplate`."""
    asked = contents.asked(sample(paper(name)), language, {f"{name}.typ": text})
    return engine.document(asked)
