"""Messages that did not reach a customer stand on the order, and are sent again from there."""

import re
from datetime import datetime

from gendan.kernel.notices import Notice
from gendan.messages.drain import drain
from tests import world
from tests.desks.people import SignIn
from tests.messages.conftest import mail, noon
from tests.messages.servers import Mail

__all__ = ["mail", "noon"]  # fixtures


def test_a_message_that_bounced_is_seen_and_sent_again(
    signed_in: SignIn, mail: Mail, noon: datetime
) -> None:
    (order,) = world.placed(email="zoe@exmaple.com")
    mail.refuse = lambda address: "550 no such user" if "exmaple" in address else ""
    drain(noon)
    number = world.CustomerOrder.objects.get(pk=order).number
    client = signed_in("service")
    text = client.get(f"/orders/{number}").content.decode()
    form = re.search(r'data-again="([^"]+)" data-number="(\d+)" data-key="(\w+)"', text)
    assert form
    assert form.groups()[1:] == (number, "place")
    assert "no such user" in text
    body = {"notices": [{"number": number, "step": "place"}], "to": "zoe@example.com"}
    answer = client.post(form[1], body, "application/json", HTTP_IDEMPOTENCY_KEY="again")
    assert (answer.status_code, answer.json()["done"]) == (200, 1)
    drain(noon)
    assert Notice.objects.get(order_id=order, recipient="customer").state == "sent"
    assert "data-again" not in signed_in("warehouse").get(f"/orders/{number}").content.decode()
