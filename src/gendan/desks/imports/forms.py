"""What somebody says when they upload files: where they come from, and whose the orders are."""

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat

from gendan.desks.imports.models import ImportFile
from gendan.intake.source import FILES, Source, load
from gendan.kernel.actor import Actor
from gendan.kit.words import said, words
from gendan.process.model import Role, Text
from gendan.records.parties.models import Channel
from gendan.records.places.models import Store

SIZE_MAX = 32 << 20  # bytes, all files of an upload
KEPT_MAX = 1 << 30  # bytes that one person keeps here
NAME_MAX = 200
TWO_FILES = "taobao"


class Upload(forms.Form):
    """The source, and for sources that do not say it the channel and the store."""

    source = forms.ChoiceField(label=words("来源", "Source"))
    channel = forms.ChoiceField(required=False, label=words("渠道", "Channel"))
    store = forms.ChoiceField(required=False, label=words("门店", "Store"))
    create_products = forms.BooleanField(
        required=False, label=words("没有的商品编码，新建商品", "Make articles that are not known")
    )

    def __init__(self, actor: Actor, *args: object, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]
        sources = {name: load(name) for name in FILES}
        self.with_house = [name for name, source in sources.items() if source.house]
        self.fields["source"].choices = [(n, said(s.label)) for n, s in sources.items()]  # type: ignore[attr-defined]
        self.fields["channel"].choices = _named(Channel.objects.order_by("code"))  # type: ignore[attr-defined]
        self.fields["store"].choices = _named(_stores(actor))  # type: ignore[attr-defined]
        if actor.role is not Role.MANAGER:  # who else may not change master data
            del self.fields["create_products"]

    def clean(self) -> dict[str, object]:
        """Channel and store are chosen for the sources that need them, and forgotten for others."""
        told = super().clean() or {}
        for field in ("channel", "store"):
            if told.get("source") not in self.with_house:
                told[field] = ""
            elif not told.get(field) and field not in self.errors:
                self.add_error(field, said(Text("选一个。", "Choose one.")))
        return told


def fault_of(uploads: Sequence[UploadedFile], source: str, kept: int) -> Text | None:
    """What is wrong with the files as such, before anybody reads them."""
    wanted = 2 if source == TWO_FILES else 1
    size = sum(upload.size or 0 for upload in uploads)
    if len(uploads) != wanted:
        return (
            Text("淘宝要选两个文件：订单报表和宝贝报表。",
                 "Taobao needs two files: the order list and the detail list.")
            if source == TWO_FILES
            else Text("选一个文件。", "Choose one file.")
        )  # fmt: skip
    if not all(upload.size for upload in uploads):
        return Text("文件是空的。重新导出再上传。", "The file is empty. Export it again.")
    if size > SIZE_MAX:
        return too_large(size)
    if kept + size > KEPT_MAX:
        return Text(
            "您放在这里的文件太多。先移除旧的。", "You keep too many files here. Remove some."
        )
    return None


def too_large(size: int) -> Text:
    """The sentence for a file above the limit."""
    found, most = filesizeformat(size), filesizeformat(SIZE_MAX)
    return Text(
        f"文件 {found}，超过 {most}。用 gzip 压缩，或分成几个文件。",
        f"The file has {found}; at most {most}. Pack it with gzip, or cut it into several.",
    )


def called(upload: UploadedFile) -> str:
    """What the person calls the file."""
    return (upload.name or "")[:NAME_MAX].replace("\0", "") or "–"


def new_file(form: Upload, uploads: Sequence[UploadedFile], actor: Actor) -> ImportFile:
    """The upload as it is written down."""
    told = form.cleaned_data
    assert actor.staff is not None, "a person uploads"
    return ImportFile.objects.create(
        staff_id=actor.staff,
        names=[called(upload) for upload in uploads],
        size=sum(upload.size or 0 for upload in uploads),
        source=told["source"],
        channel=told["channel"],
        store=told["store"],
        create_products=told.get("create_products", False),
    )


def source_of(file: ImportFile) -> Source:
    """The source that was chosen."""
    return load(file.source)


def _stores(actor: Actor) -> QuerySet[Store]:
    found = Store.objects.order_by("code")
    return found if actor.stores is None else found.filter(pk__in=actor.stores)


def _named(rows: QuerySet[Channel] | QuerySet[Store]) -> list[tuple[str, str]]:
    found = rows.values_list("code", "name", "name_en")
    return [
        ("", "–"),
        *((code, f"{said(Text(name, name_en or name))} {code}") for code, name, name_en in found),
    ]
