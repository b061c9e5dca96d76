"""Where a set-up link leads: the person chooses a password, and signs in with it."""

from django.contrib.auth.views import PasswordResetConfirmView
from django.urls import reverse_lazy

from gendan.desks.invitation import SET_UP


class SetUp(PasswordResetConfirmView):
    """Django's own page for a new password, for our links."""

    token_generator = SET_UP
    template_name = "desks/set_up.html"
    success_url = reverse_lazy("account_login")
    # They sign in themselves: then the second factor is asked for, and guesses are counted.
    post_reset_login = False
