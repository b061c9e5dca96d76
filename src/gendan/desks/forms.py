"""Forms of the door, in the words of the house where the libraries have none."""

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from gendan.kit.words import words

NAME = words("名称", "Name")


class SignIn(LoginForm):
    """Login name and password. Who forgot theirs asks a manager: most here have no e-mail."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = words("登录名", "Login name")
        self.fields["login"].widget.attrs["autofocus"] = True  # nobody comes here for anything else
        self.fields["password"].help_text = ""


class NewKey(AddWebAuthnForm):
    """A passkey, and what it is called."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME


class NamedKey(EditWebAuthnForm):
    """What a passkey is called."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
