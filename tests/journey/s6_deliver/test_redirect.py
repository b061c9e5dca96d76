"""A parcel on its way goes to another address; what was asked for before is kept."""

from gendan.journey.s6_deliver.amends import redirect
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.cases.models import ExceptionAction, Redirection
from gendan.records.cases.redirections import Elsewhere
from gendan.records.orders.models import CustomerOrder
from tests import world
from tests.cast import ADA, LIN
from tests.journey import every
from tests.journey.facts import news

FIELDS = ("actor", "consignee", "phone", "city", "street")


def test_redirect_keeps_the_person_and_the_region_where_none_is_given(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    order = CustomerOrder.objects.get(pk=world.orders_of([id])[0])
    with news() as came:
        done = redirect([id], by=ADA, to=Elsewhere(street="新路 1 号"), note="改到公司")
    assert done == Outcome(done=(id,))
    assert [(key, who) for key, _, _, who, _ in came.told] == [("redirect", "customer")]
    rows = list(Redirection.objects.values_list(*FIELDS))
    assert rows == [("ada", order.consignee, order.phone, order.city, "新路 1 号")]
    acted = ExceptionAction.objects.values_list("action", "note")
    assert list(acted) == [("change_address", "改到公司")]


def test_redirect_needs_no_case_and_refuses_a_faulty_address(shop: None) -> None:
    (id,) = every.DISPATCHED(1)
    (delivered,) = every.DELIVERED(1)
    for to, answer in (
        (Elsewhere(street=" "), refused(Refusal.MISSING, "street")),
        (Elsewhere(street="新路", phone="abc"), refused(Refusal.BAD_PHONE, "phone", given="abc")),
        (Elsewhere(street="新路", division="99"),
         refused(Refusal.BAD_CHOICE, "division", given="99")),
    ):  # fmt: skip
        assert redirect([id], by=LIN, to=to) == Outcome((), {id: answer})
    assert not Redirection.objects.exists()
    answers = redirect([id, delivered], by=LIN, to=every.ELSEWHERE)
    assert answers.done == (id,)
    assert answers.reasons() == {delivered: Refusal.WRONG_STATE}


def test_redirect_twice_keeps_both_and_goes_on_from_the_last(shop: None) -> None:
    (id,) = every.DISPATCHED(1)
    elsewhere = Elsewhere(street="新路 1 号", consignee="李雷", city="宁波市", province="浙江省")
    for to in (elsewhere, Elsewhere(street="旧路 2 号")):
        world.all_done(redirect([id], by=LIN, to=to))
    found = Redirection.objects.order_by("id").values_list("consignee", "city", "street")
    assert list(found) == [("李雷", "宁波市", "新路 1 号"), ("李雷", "宁波市", "旧路 2 号")]


def test_redirect_within_a_city_keeps_it_and_into_another_leaves_nothing_of_the_first(
    shop: None,
) -> None:
    (id,) = every.DISPATCHED(1)
    elsewhere = Elsewhere(street="新路 1 号", province="浙江省", city="杭州市", district="西湖区")
    asked = (
        elsewhere,
        Elsewhere(street="新路 1 号", district="上城区"),
        Elsewhere(street="新路 1 号", city="宁波市"),
        Elsewhere(street="新路 1 号", province="上海市"),
    )
    for to in asked:
        world.all_done(redirect([id], by=LIN, to=to))
    found = Redirection.objects.order_by("id").values_list("province", "city", "district")
    assert list(found) == [
        ("浙江省", "杭州市", "西湖区"),
        ("浙江省", "杭州市", "上城区"),
        ("浙江省", "宁波市", ""),
        ("上海市", "", ""),
    ]
