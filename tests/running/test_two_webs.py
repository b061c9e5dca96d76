"""`gendan run --web 2`: what one process of the web does counts in the other; either may die."""

import json
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from tests import homes
from tests.desks.people import PASSWORD
from tests.embedded.scene import lives
from tests.running.instances import PATIENCE, Hands, Instance, Listener, wait_until

pytestmark = pytest.mark.slow
CONNECTIONS = 12  # each its own: the kernel deals them out among the processes
TOKEN = "__import__('tests.api.programs', fromlist=['program']).program().token"
DEMAND = {
    "orders": [
        {
            "channel": "web", "store": "S1", "reference": "T-1", "name": "王小明",
            "phone": "13812345678", "province": "浙江省", "city": "杭州市", "district": "西湖区",
            "street": "文三路 1 号", "lines": [{"sku": "tea", "quantity": 1}],
        }
    ]
}  # fmt: skip


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    """One with two processes of the web."""
    with homes.migrated() as home, Instance(home).running("--web", "2") as made:
        wait_until(lambda: len(made.part("web").children()) == 2)
        yield made


def many(ask: object) -> list[object]:
    """Do it over many connections at once."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(lambda _: ask(), range(CONNECTIONS)))  # type: ignore[operator]


def signed_in(instance: Instance, login: str) -> OpenerDirector:
    """A browser in which somebody signed in."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    address = f"http://127.0.0.1:{instance.port}/accounts/login/"
    page = browser.open(address, timeout=PATIENCE).read().decode()
    (forged_not,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    told = {"login": login, "password": PASSWORD, "csrfmiddlewaretoken": forged_not}
    sent = Request(address, urlencode(told).encode(), {"Referer": address})
    assert "/accounts/login" not in browser.open(sent, timeout=PATIENCE).url
    return browser


def placed(instance: Instance, token: str) -> str:
    """The answer to the same order under the same key."""
    sent = Request(
        f"http://127.0.0.1:{instance.port}/api/v1/orders",
        json.dumps(DEMAND).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json",
         "Idempotency-Key": "once"},
    )  # fmt: skip
    return str(build_opener().open(sent, timeout=PATIENCE).read().decode())


def test_two_processes_are_one_shop_and_one_may_die(instance: Instance, hands: Hands) -> None:
    hands.do(f"session('lin', password='{PASSWORD}')")
    browser = signed_in(instance, "lin")
    home = f"http://127.0.0.1:{instance.port}/"

    def desk() -> str:
        return str(browser.open(home, timeout=PATIENCE).url)

    assert "/accounts/login" not in "".join(map(str, many(desk)))

    token, listener = hands.do(TOKEN), Listener(instance, hands.do("session('zhou')"))
    assert listener.answer.status == 200
    answers = set(many(lambda: placed(instance, token)))
    assert len(answers) == 1, answers
    (result,) = json.loads(str(answers.pop()))["results"]
    assert result["status"] == "done"
    while result["made"] not in listener.hear()[1]:
        pass
    listener.leave()

    one, other = instance.part("web").children()
    one.kill()
    wait_until(lambda: not lives(one) and len(instance.part("web").children()) == 2)
    assert other in instance.part("web").children()
    wait_until(instance.is_ready)
    # Granian says that connections may be reset while a worker is started anew.
    wait_until(lambda: {instance.ask("/healthz")[0] for _ in range(CONNECTIONS)} == {200})
    assert "/accounts/login" not in "".join(map(str, many(desk)))
    assert json.loads(placed(instance, token))["results"] == [result]

    everyone = instance.everyone()
    assert instance.process is not None
    instance.process.send_signal(signal.SIGINT)
    assert instance.process.wait(PATIENCE) == 0
    assert not any(map(lives, everyone))
