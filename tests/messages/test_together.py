"""Several workers send at the same time: each notice goes out once, and one of them probes."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from pytest_django.fixtures import Settings

from gendan.kernel.notices import Notice
from gendan.messages.drain import drain
from gendan.messages.models import Circuit
from tests import world
from tests.messages.conftest import sms_to
from tests.messages.servers import Answer, Post, web
from tests.together.crowd import at_once


def taken(post: Post) -> Answer:
    return 200, {}, {}


def test_four_workers_send_each_notice_once(
    open_shop: None, settings: Settings, noon: datetime
) -> None:
    world.placed(300)
    with web(taken) as gateway:
        sms_to(settings, gateway.url)

        def rounds() -> int:
            return sum(drain(noon) for _ in range(3))

        assert sum(at_once([rounds] * 4)) == 600
        assert Counter(gateway.taken).most_common(1)[0][1] == 1
        assert len(gateway.taken) == 300
    assert set(Notice.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_one_worker_asks_whether_a_gateway_is_back(
    open_shop: None, settings: Settings, noon: datetime
) -> None:
    world.placed(40)
    Circuit.objects.create(channel="sms", probe_at=noon)
    drain(noon - timedelta(seconds=1))
    with web(lambda _: (500, {}, {})) as gateway:
        sms_to(settings, gateway.url)
        at_once([partial(drain, noon)] * 4)
        assert len(gateway.posts) == 1
        at_once([partial(drain, noon + timedelta(seconds=1))] * 4)
        assert len(gateway.posts) == 1
