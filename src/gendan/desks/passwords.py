"""Passwords have a shortest length; what Django says of it has no Chinese words yet."""

from django.contrib.auth.password_validation import MinimumLengthValidator

from gendan.kit.words import said
from gendan.process.model import Text

TOO_SHORT = Text("密码太短：至少 {least} 个字符。",
                 "This password is too short: it needs {least} characters.")  # fmt: skip


class LongEnough(MinimumLengthValidator):
    """As Django judges it, in the reader's language."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return said(TOO_SHORT).format(least=self.min_length)
