"""The customer's page: true, small, masked, the same for whoever guesses, and read in few steps."""

import gzip
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from gendan.config import upkeep
from gendan.journey.anytime.split import split
from gendan.journey.s2_review.shortage import Choice, decide
from gendan.journey.s4_issue.commands import issue
from gendan.journey.s5_dispatch.commands import Parcel, replace_waybill
from gendan.journey.s6_deliver.amends import redirect, send_again
from gendan.journey.s6_deliver.astray import arrange
from gendan.journey.s6_deliver.commands import deliver, lose, receive_back
from gendan.portal import counts
from gendan.portal.asking import ask
from gendan.portal.models import Count
from gendan.process.definition import PROCESS
from gendan.process.words import Arrangement, Decision
from gendan.records.carriers.models import Tariff
from gendan.records.cases.redirections import Elsewhere
from gendan.records.orders import links
from gendan.records.orders.models import CustomerOrder
from gendan.records.parties.models import Carrier
from gendan.records.places.models import Division, Supply
from gendan.records.shipments.models import CarrierEvent, Shipment
from tests import world
from tests.cast import ADA, BO, LIN, MEI, ZOE
from tests.journey import every
from tests.stockroom import stock

LARGEST = 30_000  # bytes over the wire, without pictures
STATEMENTS = {"shortage": 5}  # what may be chosen, with its money; of all others one


def path(order: int, what: str = "") -> str:
    return f"/t/{links.token(order)}" + (f"/{what}" if what else "")


def text(order: int, **headers: str) -> str:
    answer = Client().get(path(order), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def number(order: int) -> str:
    return CustomerOrder.objects.get(pk=order).number


def tail(order: int) -> str:
    return CustomerOrder.objects.get(pk=order).phone[-4:]


def plain(answer: object, named: str = "") -> str:
    """The body without what differs by itself: the token against forgeries, the nonce, the number
    that was typed."""
    body = answer.content.decode()  # type: ignore[attr-defined]
    body = re.sub(r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", body)
    return body.replace(named, "") if named else body


def test_a_link_is_short_and_opens_its_order_alone(shop: None, settings: Settings) -> None:
    first, second = world.placed(2)
    made = links.token(first)
    assert len(made) == links.LENGTH <= 16
    assert (links.order_of(made), links.order_of(links.token(second))) == (first, second)
    for place in range(links.LENGTH):
        other = "1" if made[place] != "1" else "2"
        assert links.order_of(made[:place] + other + made[place + 1 :]) is None
    assert links.order_of("z" * links.LENGTH) is None
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key " * 5
    assert links.order_of(made) is None
    assert Client().get(f"/t/{made}").status_code == 404
    settings.SECRET_KEY_FALLBACKS = [former]
    assert links.order_of(made) == first


@pytest.mark.parametrize("status", PROCESS.document("order").codes())
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_state_is_told_in_words(shop: None, status: str, language: str) -> None:
    (order,) = world.ORDERS[status](1)
    shown = text(order, **{"accept-language": language})
    assert number(order) in shown
    assert "王小明" not in shown
    assert "301" not in shown.partition("文三路")[2][:40]
    assert CustomerOrder.objects.get(pk=order).phone[3:] not in shown
    theirs = r"<[^>]+>|王\**|[一-鿿]+省[一-鿿]*|文三路[^<]*|湖滨店|顺丰|中文"
    words = re.sub(theirs, " ", shown.partition("<body>")[2])
    assert bool(re.search(r"[一-鿿]", words)) == (language == "zh-hans"), words


def test_a_part_is_called_a_part(shop: None) -> None:
    (order,) = world.partly_shipped()
    shown = text(order)
    assert "部分发货" in shown
    assert "<small>" in shown


def test_a_choice_tells_what_comes_of_it_when_and_for_how_much(shop: None) -> None:
    (order,) = world.confirmed(sku="rare")
    CustomerOrder.objects.update(promised_by=timezone.now() + timedelta(days=2))
    choices = re.findall(r'value="(\w+)"><b>(.*?)</button>', text(order), re.DOTALL)
    told = {code: re.sub(r"<[^>]+>|\s+", " ", words) for code, words in choices}
    assert set(told) == {"substitute", "ship_available", "wait", "reduce", "cancel"}
    assert "有货的先发，缺的到货再发" in told["ship_available"]
    assert "缺的不要了，其余照发，预计" in told["reduce"]
    assert "缺的到货后一起发" in told["wait"]
    assert "预计" not in told["wait"] + told["ship_available"] + told["cancel"]
    assert all("总价 ¥" in words for words in told.values())
    CustomerOrder.objects.update(promised_by=timezone.now() - timedelta(days=2))
    assert "其余照发，预计" not in text(order)


def test_a_parcel_that_waits_for_what_is_short_is_not_said_to_be_picked(shop: None) -> None:
    world.receive("rare", 1)
    (order,) = world.confirmed(sku="rare", quantity=3)
    for decision in (None, Decision.WAIT):
        if decision:
            world.all_done(decide([Choice(order=order, decision=decision)], by=ZOE))
        assert "等缺货处理好再发" in text(order)
        assert "准备拣货" not in text(order)
    world.all_done(decide([Choice(order=order, decision=Decision.SHIP_AVAILABLE)], by=ZOE))
    assert "等缺货处理好再发" not in text(order)
    assert "准备拣货" in text(order)


def announce(due: date, units: int, **rest: object) -> None:
    """Units of what is rare are on their way to us."""
    stock.expected(lines={"rare": units}, due_on=due, **rest)


def test_who_waits_is_told_when_the_goods_come_as_far_as_all_who_lack_them_are_served(
    shop: None,
) -> None:
    first, second = world.confirmed(2, sku="rare", quantity=3)
    today = timezone.localdate()
    announce(today - timedelta(days=1), 100)  # it should have come: nobody knows when it will
    announce(today + timedelta(days=40), 4)
    assert "预计" not in text(first)
    announce(today + timedelta(days=50), 2)
    there = today + timedelta(days=50)
    day = f"{there.month}月{there.day}日"
    for order in (first, second):
        assert f"缺的到货后一起发，预计{day}到货" in text(order)
        assert f"缺的到货再发，预计{day}到货" in text(order)
    before = Client().get(path(first))["ETag"]
    world.all_done(decide([Choice(order=first, decision=Decision.WAIT)], by=ZOE))
    assert f"缺的商品预计{day}到货。" in text(first)
    tag = Client().get(path(first))["ETag"]
    assert tag != before
    announce(today + timedelta(days=20), 6)
    sooner = today + timedelta(days=20)
    assert f"缺的商品预计{sooner.month}月{sooner.day}日到货。" in text(first)
    assert Client().get(path(first))["ETag"] != tag


def test_what_comes_to_a_warehouse_that_does_not_serve_the_store_is_waited_for_by_nobody(
    shop: None,
) -> None:
    Supply.objects.filter(warehouse__code="W2").delete()
    (order,) = world.confirmed(sku="rare")
    announce(timezone.localdate() + timedelta(days=2), 9, warehouse="W2")
    assert "预计" not in text(order)
    announce(timezone.localdate() + timedelta(days=2), 9)
    assert "一起发，预计" in text(order)


def test_the_page_is_small_read_in_few_steps_and_sets_no_cookie(shop: None) -> None:
    sent = {}
    for status, build in world.ORDERS.items():
        (order,) = build(1)
        client = Client()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(path(order), headers={"accept-encoding": "gzip"})
        assert len(asked) <= STATEMENTS.get(status, 1), (status, len(asked))
        assert answer["Content-Encoding"] == "gzip"
        sent[status] = len(answer.content)
        assert len(gzip.decompress(answer.content)) < LARGEST
        forms = b"<form" in gzip.decompress(answer.content)
        assert bool(answer.cookies) == forms
        assert answer["Referrer-Policy"] == ("same-origin" if forms else "no-referrer")
        assert "noindex" in answer["X-Robots-Tag"]
        assert "'unsafe" not in answer["Content-Security-Policy"]
    from pathlib import Path

    import gendan.portal

    static = Path(gendan.portal.__file__).parent / "static" / "portal"
    beside = sum(len(file.read_bytes()) for file in static.iterdir())
    assert max(sent.values()) + beside < LARGEST


def test_what_is_amiss_stands_on_top_with_what_was_arranged(shop: None) -> None:
    (box,) = every.ASTRAY(1)
    (order,) = world.orders_of([box])
    CustomerOrder.objects.update(promised_by=timezone.now() + timedelta(days=2))
    top = text(order).partition("<main")[0]
    assert "没有送到，我们在和承运商安排" in top
    assert "预计" not in top
    assert "正在运输途中" not in top
    tomorrow = timezone.now() + timedelta(days=1)
    wanted = Arrangement.CHANGE_TIME
    world.all_done(arrange([box], by=ADA, action=wanted, note="打 138", wanted_at=tomorrow))
    shown = text(order)
    assert "已安排：改派送时间 明天" in shown
    assert "配送有了安排：改派送时间" in shown
    assert "打 138" not in shown
    world.all_done(deliver([box], by=LIN))
    assert "已送达" in text(order).partition("<main")[0]


def test_a_parcel_that_goes_elsewhere_or_is_sent_once_more_says_so(shop: None) -> None:
    (box,) = every.ASTRAY_PAID(1)
    (order,) = world.orders_of([box])
    world.all_done(redirect([box], by=ADA, to=Elsewhere(street="新路 1 号 2 单元 301")))
    shown = text(order)
    assert "改送到：" in shown
    assert "新路" in shown
    assert "包裹改送新地址" in shown
    assert "2 单元 301" not in shown
    again = send_again([box], by=ADA).made[box]
    world.all_done(lose([box], by=BO, reason="认赔"))
    shown = text(order)
    assert "没有送到的商品已补发" in shown.partition("<main")[0]
    assert f'<a class="mono" href="{path(again)}">' in shown
    assert "改送到" not in shown
    theirs = text(again)
    assert "这是补发的订单，不收钱" in theirs
    assert f'href="{path(order)}"' in theirs
    english = text(again, **{"accept-language": "en"})
    assert "free of charge" in english


def test_of_several_parcels_each_step_says_which_and_what_ended_owes_nothing(shop: None) -> None:
    double = every.DOUBLE(1)
    (order,) = world.orders_of(double)
    world.all_done(split(every.parts(double), by=MEI))
    boxes = world.boxes([order])
    world.all_done(issue(boxes, by=MEI))
    every.go(boxes)
    world.all_done(deliver(boxes[:1], by=LIN))
    shown = re.sub(r"<[^>]+>", "", text(order)).partition("订单进展")[2]
    assert "已送达 包裹 1" in shown
    assert "已交给承运商 包裹 1, 2" in shown
    assert "我们收到了您的订单 包裹" not in shown
    world.all_done(lose(boxes[1:], by=BO, reason="认赔"))
    (refused,) = every.COMING_BACK(1)
    world.all_done(receive_back([refused], by=MEI))
    over = text(world.orders_of([refused])[0])
    assert "订单已结束" in over
    assert "待付" not in over
    assert "货到付款" not in over


def test_what_was_said_under_a_former_number_is_shown_as_such(shop: None) -> None:
    (box,) = world.dispatched()
    (order,) = world.orders_of([box])
    former = Shipment.objects.get(pk=box).waybill
    assert former
    said = {"code": "collected", "their_code": "1", "at": timezone.now()}
    CarrierEvent.objects.create(waybill=former, key="1", text="已揽收<b>", **said)
    for number in ("SF777", "SF778"):
        world.all_done(replace_waybill([Parcel(shipment=box, carrier="sf", number=number)], by=LIN))
    shown = text(order)
    assert re.findall(r"<details><summary>原运单号 .*?</details>", shown, re.DOTALL)
    former_ones = shown.partition("原运单号")[2]
    assert "SF777" in former_ones
    assert former.number in former_ones
    assert "（已作废）的动态" in former_ones
    assert "已揽收&lt;b&gt;" in former_ones
    assert "SF778" in shown.partition("原运单号")[0]
    english = text(order, **{"accept-language": "en"})
    assert english.count("Former number") == 2


def test_a_day_is_expected_from_the_carriers_tariff_where_none_was_promised(shop: None) -> None:
    places = (("330000", 1, None), ("330100", 2, "330000"), ("330106", 3, "330100"),
              ("320000", 1, None))  # fmt: skip
    for code, level, parent in places:
        Division.objects.create(code=code, name=code, level=level, parent_id=parent)
    (order,) = world.orders_of(world.dispatched())
    CustomerOrder.objects.update(promised_by=None, division_id="330106")
    sf = Carrier.objects.get(code="sf")
    assert "预计" not in text(order)
    given = {"carrier": sf, "first_grams": 1000, "first_price": 10, "step_grams": 1000,
             "step_price": 2}  # fmt: skip
    Tariff.objects.create(days=9, **given)
    Tariff.objects.create(days=1, division_id="330000", **given)
    Tariff.objects.create(days=0, division_id="320000", **given)
    assert "预计明天送达" in text(order)
    assert "Expected tomorrow" in text(order, **{"accept-language": "en"})
    Tariff.objects.filter(days=1).delete()
    later = timezone.localdate() + timedelta(days=9)
    assert f"预计{later.month}月{later.day}日送达" in text(order)


def test_what_has_not_changed_is_not_sent_again(shop: None) -> None:
    (order,) = world.placed()
    client = Client()
    tag = client.get(path(order))["ETag"]
    same = client.get(path(order), headers={"if-none-match": tag})
    assert same.status_code == 304
    # Browsers put its headers in the place of those they keep: a policy would shut out the colours.
    assert "Content-Security-Policy" not in same.headers
    zipped = client.get(path(order), headers={"accept-encoding": "gzip"})["ETag"]
    assert client.get(path(order), headers={"if-none-match": zipped}).status_code == 304
    from gendan.journey.s2_review.commands import confirm
    from tests.cast import SAM

    world.all_done(confirm([order], by=SAM))
    assert client.get(path(order), headers={"if-none-match": tag}).status_code == 200


def test_number_and_phone_lead_to_the_link(shop: None) -> None:
    (order,) = world.placed()
    answer = Client().post("/track", {"number": number(order), "tail": tail(order)})
    assert (answer.status_code, answer["Location"]) == (302, path(order))
    box = f"{number(order)}-1"
    assert Client().post("/track", {"number": box, "tail": tail(order)}).status_code == 302
    went = Client().get(f"/go/{box}")
    assert (went.status_code, went["Location"]) == (302, f"/track?number={number(order)}")
    assert f'value="{number(order)}"' in Client().get(went["Location"]).content.decode()


def test_a_wrong_number_and_a_wrong_end_cannot_be_told_apart(shop: None) -> None:
    (order,) = world.placed()
    wrong = "0000" if tail(order) != "0000" else "1111"
    answers = []
    for name, end in ((number(order), wrong), ("99999999", wrong), (number(order), "x" * 9)):
        with CaptureQueriesContext(connection) as asked:
            answer = Client().post("/track", {"number": name, "tail": end})
        shape = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in asked]
        answers.append((answer.status_code, plain(answer, name), shape, sorted(answer.headers)))
    assert answers[0][0] == 404
    assert answers[0] == answers[1] == answers[2]


def posted(number: str, end: str, address: str) -> HttpResponse:
    """What somebody is told who asks from that address."""
    return Client(REMOTE_ADDR=address).post("/track", {"number": number, "tail": end})


def test_ten_thousand_ends_from_ten_thousand_addresses_find_nothing(shop: None) -> None:
    """An attacker who owns a network, against one order, and then another of the same phone."""
    order, other = world.placed(2)
    name, right = number(order), tail(order)
    most = counts.GUESSES_OF_NUMBER.times
    ends = [end for n in range(10_000) if (end := f"{n:04}") != right]
    ends.insert(5_000, right)
    now = timezone.now()
    compared = 0

    def watch(execute: Any, statement: str, *rest: Any) -> Any:
        nonlocal compared
        compared += "FROM customer_order" in statement
        return execute(statement, *rest)

    with connection.execute_wrapper(watch):
        answers = [ask(name, end, f"10.0.{n >> 8}.{n & 255}", now)
                   for n, end in enumerate(ends)]  # fmt: skip
    assert all(answer.order is None for answer in answers)
    assert [nth for nth, answer in enumerate(answers) if not answer.until] == list(range(most))
    assert compared == most  # ten of ten thousand were compared with what we know
    assert Count.objects.count() == 1 + most  # and a flood writes nothing
    # What is right is answered like what is wrong, and like a number that nobody has: the same
    # words after the same statements. Nothing is learned from asking.
    for nth in range(most):
        ask("99999999", right, f"10.1.0.{nth}", now)
    told, shapes = set(), set()
    for typed, end in ((name, right), (name, ends[0]), ("99999999", right)):
        with CaptureQueriesContext(connection) as asked:
            answer = posted(typed, end, "198.51.100.1")
        assert answer.status_code == 429
        told.add(plain(answer, typed))
        shapes.add(tuple(re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in asked))
    assert (len(told), len(shapes)) == (1, 1)
    # Other orders of theirs are not shut.
    assert posted(number(other), tail(other), "198.51.100.9").status_code == 302
    assert Client().get(path(order)).status_code == 200  # the link opens as ever
    # A day later it is counted anew.
    Count.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert posted(name, right, "198.51.100.9").status_code == 302


def test_one_end_tried_on_many_orders_finds_what_an_address_may_ask(shop: None) -> None:
    """An attacker with one machine, who tries one end on order after order, in turns."""
    orders = world.placed(40)
    names = list(CustomerOrder.objects.filter(id__in=orders).values_list("number", flat=True))
    wrong = "0000" if tail(orders[0]) != "0000" else "1111"
    most, now = counts.GUESSES_OF_ADDRESS.times, timezone.now()
    answers = [ask(name, wrong, "203.0.113.7", now) for name in names * 25]
    assert [nth for nth, answer in enumerate(answers) if not answer.until] == list(range(most))
    # Even what is right is not told to it now; to its owner, elsewhere, it is.
    assert posted(names[-1], tail(orders[-1]), "203.0.113.7").status_code == 429


def test_one_address_cannot_try_many_numbers(shop: None) -> None:
    most = counts.GUESSES_OF_ADDRESS.times
    told = [
        Client().post("/track", {"number": f"{n:08}", "tail": "1234"}).status_code
        for n in range(most + 3)
    ]
    assert told == [404] * most + [429] * 3
    upkeep.forget_counts(0)
    assert Count.objects.exists()
    Count.objects.update(until=timezone.now() - timedelta(seconds=1))
    upkeep.forget_counts(0)
    assert not Count.objects.exists()


def test_the_page_of_a_million_orders_is_found_by_its_indexes(shop: None) -> None:
    from gendan.portal import facts

    (order,) = world.placed()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for statement, given in (
            (facts.WHOLE, {"order": order, "news": list(facts.NEWS), "arrangements": []}),
            (facts.FIND, [number(order), "1234"]),
        ):
            cursor.execute(f"EXPLAIN {statement}", given)
            plan = "\n".join(row for (row,) in cursor.fetchall())
            for table in ("customer_order", "order_line", "shipment ", "shipment_line",
                          "carrier_event", "journal", "hold ", "feedback "):  # fmt: skip
                assert f"Seq Scan on {table}" not in plan, plan
