"""The form of the sign-in page, in the words of the house."""

from allauth.account.forms import LoginForm

from gendan.kit.words import words


class SignIn(LoginForm):
    """Login name and password. Who forgot theirs asks a manager: most here have no e-mail."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = words("登录名", "Login name")
        self.fields["password"].help_text = ""
