"""E-mail by Django's back ends: SMTP, one connection for the batch, or a provider by anymail."""

import smtplib
from collections.abc import Sequence
from contextlib import suppress
from email.utils import formatdate, parseaddr

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from gendan.messages.answers import Answer, Kind, Patience, Report, one_by_one
from gendan.messages.letters import Letter
from gendan.messages.routes import MailRoute

TIME_LIMIT = 10  # seconds for each word of the conversation


def send(letters: Sequence[Letter], route: MailRoute) -> Report:
    """Hand the letters over one after the other; each keeps its Message-ID in every attempt."""
    patience = Patience()
    conversation = Conversation(route)
    try:
        answers = one_by_one(letters, conversation.send, patience)
    finally:
        conversation.end()
    return Report(answers, patience.verdict())


class Conversation:
    """One connection. It is opened anew once when the other side ends it, as some do after a
    hundred messages."""

    def __init__(self, route: MailRoute) -> None:
        self._route = route
        self._backend: BaseEmailBackend | None = None

    def send(self, letter: Letter) -> Answer:
        """One letter."""
        answer = self._say(letter)
        if answer is None:
            self.end()
            answer = self._say(letter)
        return answer or Answer(Kind.DOWN, "the mail server ends the conversation")

    def end(self) -> None:
        """Hang up."""
        if self._backend is not None:
            with suppress(OSError):  # it may have hung up before us
                self._backend.close()
            self._backend = None

    def _say(self, letter: Letter) -> Answer | None:
        """One letter over the open connection; nothing when that one has ended."""
        try:
            if self._backend is None:
                self._backend = _backend(self._route)
                self._backend.open()
            message = _message(letter, self._route)
            self._backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refusal:
            return _refused(next(iter(refusal.recipients.values())))
        except smtplib.SMTPServerDisconnected:
            return None
        except smtplib.SMTPDataError as refusal:
            return _refused((refusal.smtp_code, refusal.smtp_error))
        except smtplib.SMTPSenderRefused as refusal:
            return None if refusal.smtp_code == 421 else _down(refusal)
        except smtplib.SMTPException as error:  # greeting, sign-in, or something it does not know
            return _down(error)
        except OSError as error:
            return _down(error)
        except Exception as error:  # noqa: BLE001 - what is no provider's word is raised again
            return _by_provider(error)
        status = getattr(message, "anymail_status", None)
        return Answer(Kind.SENT, str(getattr(status, "message_id", "") or ""))


def _backend(route: MailRoute) -> BaseEmailBackend:
    if route.kind != "smtp":
        return get_connection(route.backend)  # its key stands in Django's settings
    return get_connection(
        route.backend, host=route.host, port=route.port, username=route.user,
        password=route.password, use_tls=route.tls == "starttls", use_ssl=route.tls == "ssl",
        timeout=TIME_LIMIT,
    )  # fmt: skip


def _message(letter: Letter, route: MailRoute) -> EmailMultiAlternatives:
    host = parseaddr(route.sender)[1].rpartition("@")[2]
    one_click = (
        {
            "List-Unsubscribe": f"<{letter.silence}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058 §3.1
        }
        if letter.silence.startswith("https://")
        else {}
    )
    message = EmailMultiAlternatives(
        letter.rendered.subject,
        letter.rendered.text,
        route.sender,
        [letter.to],
        reply_to=[letter.answer_to] if letter.answer_to else None,
        headers={
            "Message-ID": f"<{letter.due.identity}@{host}>",
            "Date": formatdate(),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office notes, please
            **one_click,
        },
    )
    message.attach_alternative(letter.rendered.html, "text/html")
    return message


def _refused(said: tuple[int, bytes | str]) -> Answer | None:
    """What a reply code says of this letter: RFC 5321 §4.2.1."""
    code, text = said
    if code == 421:
        return None
    words = f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
    return Answer(Kind.REFUSED if code >= 500 else Kind.LATER, words)


def _down(error: Exception) -> Answer:
    return Answer(Kind.DOWN, str(error) or type(error).__name__)


def _by_provider(error: Exception) -> Answer:
    """What a provider's interface says; anymail is loaded only where it is used."""
    from anymail.exceptions import (
        AnymailError,
        AnymailRecipientsRefused,
    )

    if isinstance(error, AnymailRecipientsRefused):
        return Answer(Kind.REFUSED, str(error))
    if not isinstance(error, AnymailError):
        raise error
    code = error.status_code
    if code == 429:
        return Answer(Kind.BUSY, str(error), 60.0)
    if code in (400, 404, 406, 413, 422):
        return Answer(Kind.REFUSED, str(error))
    return Answer(Kind.DOWN, str(error))
