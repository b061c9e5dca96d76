"""The form of a shop's own words: what cannot be used is refused with its line and the remedy."""

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from gendan.kit.words import said, words
from gendan.messages import judging
from gendan.messages.language import LONGEST, Misworded
from gendan.process.model import Text
from gendan.records.parties.contacts import normal_phone

LINE = Text("第 {line} 行：{problem}。", "Line {line}: {problem}.")
TOO_LONG = Text(
    "最长时有 {count} 字，短信最多 {most} 字；删掉一些。",
    "With the longest facts it has {count} characters; an SMS takes {most}. Shorten it.",
)
LONG_SUBJECT = Text(
    "最长时有 {count} 字，标题最多 {most} 字；删掉一些。",
    "With the longest facts it has {count} characters; a subject takes {most}. Shorten it.",
)
ONE_LINE = Text("标题只能有一行。", "A subject is one line.")
LABELS = {
    "subject": Text("邮件标题", "Subject of the e-mail"),
    "body": Text("邮件正文", "Text of the e-mail"),
    "sms": Text("短信", "SMS"),
}
DESK_LABELS = {"subject": Text("标题", "Subject"), "body": Text("正文", "Text")}


class WordingForm(forms.Form):
    """The parts of one text, an order to look at them with, and a number to test them on."""

    subject = forms.CharField(max_length=LONGEST, required=False)
    body = forms.CharField(max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 9}))
    sms = forms.CharField(max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 3}))
    order = forms.CharField(
        max_length=32,
        required=False,
        label=words("用哪张订单预览", "Order to look at it with"),
        help_text=words("不填就用最近的一张", "Empty: the latest"),
    )
    phone = forms.CharField(
        max_length=20,
        required=False,
        label=words("您的手机号（测试短信）", "Your phone number (for a test SMS)"),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(
        self,
        data: Mapping[str, str] | None,
        standard: Mapping[str, str],
        language: str,
        **rest: object,
    ) -> None:
        super().__init__(data, **rest)  # type: ignore[arg-type]
        self.language = language
        told = "sms" in standard
        if not told:
            del self.fields["sms"], self.fields["phone"]
        for part, label in (LABELS if told else DESK_LABELS).items():
            self.fields[part].label = said(label)
            self.fields[part].widget.attrs["lang"] = "en" if language == "en" else "zh-CN"
            self.fields[part].widget.attrs["class"] = "vLargeTextField"

    def clean_subject(self) -> str:
        """One line, and no longer than a header should be."""
        text: str = self.cleaned_data["subject"].strip()
        if len(text.splitlines()) > 1:
            raise ValidationError(said(ONE_LINE))
        self._judged(text, judging.SUBJECT_MAX, LONG_SUBJECT)
        return text

    def clean_body(self) -> str:
        """Whatever the language allows."""
        text: str = self.cleaned_data["body"].replace("\r\n", "\n").strip()
        self._judged(text)
        return text

    def clean_sms(self) -> str:
        """No longer than gateways take."""
        text: str = self.cleaned_data["sms"].replace("\r\n", "\n").strip()
        self._judged(text, judging.SMS_MAX, TOO_LONG)
        return text

    def clean_phone(self) -> str:
        """In its one form."""
        given: str = self.cleaned_data["phone"]
        try:
            return normal_phone(given) if given else ""
        except ValueError as error:
            raise ValidationError(
                words("电话号码不像真的。", "This does not look like a phone number.")
            ) from error

    def parts_of(self, sms: str) -> int:
        """Of how many parts an SMS may come to be. Raises `Misworded`."""
        return judging.most_parts(sms, self.language, settings.SMS_ROUTE.sign)

    def _judged(self, text: str, most: int = 0, too_long: Text | None = None) -> None:
        try:
            count = len(judging.longest_of(text, self.language))
        except Misworded as error:
            given = {"line": error.line, "problem": said(error.text)}
            raise ValidationError(said(LINE).format(**given)) from error
        if too_long and count > most:
            raise ValidationError(said(too_long).format(count=count, most=most))
