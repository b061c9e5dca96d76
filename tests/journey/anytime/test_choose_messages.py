"""Messages: the customer says which need not come, and may say otherwise later."""

from gendan.journey.anytime.feedback import Ways, choose_messages
from gendan.kernel.refusals import Refusal
from gendan.records.cases.models import SilentWay
from tests import world
from tests.cast import ZOE
from tests.journey.facts import changed


def test_choose_messages_holds_until_they_choose_anew(shop: None) -> None:
    (id,) = world.placed()
    for email, sms, silent in ((False, False, ["email", "sms"]), (True, False, ["sms"]),
                               (True, True, [])):  # fmt: skip
        world.all_done(choose_messages([Ways(order=id, email=email, sms=sms)], by=ZOE))
        found = SilentWay.objects.filter(order=id).order_by("way")
        assert list(found.values_list("way", flat=True)) == silent
    assert changed(id, "choose_messages") is not None


def test_choose_messages_twice_in_a_batch_the_last_word_holds(shop: None) -> None:
    (id,) = world.placed()
    chosen = [Ways(order=id, email=False, sms=True), Ways(order=id, email=True, sms=False)]
    world.all_done(choose_messages(chosen, by=ZOE))
    assert list(SilentWay.objects.values_list("way", flat=True)) == ["sms"]


def test_choose_messages_refuses_an_order_that_is_not_there(shop: None) -> None:
    asked = [Ways(order=0, email=True, sms=True)]
    assert choose_messages(asked, by=ZOE).reasons() == {0: Refusal.NOT_FOUND}
