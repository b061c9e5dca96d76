"""`gendan run`: serves, starts anew whatever is killed, stays alone, and leaves nothing behind."""

import json
import os
import re
import signal
from pathlib import Path

import psutil
import pytest

from gendan import embedded
from tests import homes
from tests.embedded.scene import lives
from tests.running.instances import TOKEN, Hands, Instance, Listener, wait_until

pytestmark = pytest.mark.slow
IDLE_MIB_MAX = 350


def pss(process: psutil.Process) -> float:
    """Memory of a process in MiB, of shared pages its share."""
    try:
        maps = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    except FileNotFoundError:  # one of PostgreSQL's helpers, gone since we counted
        return 0.0
    found = re.search(r"^Pss: +(\d+)", maps, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def test_an_unprepared_database_is_refused_with_its_remedy_which_helps() -> None:
    with homes.migrated() as home:
        homes.fall_behind(embedded.ensure_running(home).url())
        embedded.release(home)
        made = Instance(home)
        tried = made.tried()
        assert tried.returncode == 1
        assert "changes of the tables have not been made yet." in tried.stderr
        assert "Say: gendan migrate" in tried.stderr
        assert "Traceback" not in tried.stderr
        with made.running("--migrate"):
            assert made.ask("/readyz") == (200, '{"status": "ready", "failing": []}')


def test_it_serves_and_says_how_it_does(instance: Instance) -> None:
    status, said = instance.ask("/healthz")
    assert (status, json.loads(said)["status"]) == (200, "alive")
    assert instance.ask("/readyz") == (200, '{"status": "ready", "failing": []}')
    live = json.loads(instance.ask("/healthz", instance.live_port)[1])
    assert live == json.loads(said)  # one instance
    address = f"Gendan serves at http://127.0.0.1:{instance.port}"
    wait_until(lambda: address in instance.log.read_text())


def test_figures_are_for_this_machine_and_for_whoever_holds_the_token(
    instance: Instance, hands: Hands
) -> None:
    hands.do("place()")
    status, said = instance.ask("/metrics")
    assert status == 200
    assert 'gendan_orders{status="' in said
    assert "gendan_jobs_stalled 0.0" in said
    assert re.search(r"^gendan_awaiting_round \d", said, re.MULTILINE)
    assert re.search(r"gendan_worker_heartbeat_seconds \d", said)
    # The worker has confirmed it, in another process than the one that answers.
    wait_until(
        lambda: (
            'gendan_command_items_total{outcome="done",step="confirm"} 1.0'
            in instance.ask("/metrics")[1]
        )
    )
    assert 'gendan_command_seconds_count{step="confirm"} 1.0' in instance.ask("/metrics")[1]
    assert instance.ask("/metrics", X_Forwarded_For="203.0.113.7")[0] == 404
    held = {"Authorization": f"Bearer {TOKEN}"}
    assert instance.ask("/metrics", X_Forwarded_For="203.0.113.7", **held)[0] == 200


def test_all_of_it_fits_into_a_small_machine(instance: Instance) -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("this system does not say how memory is shared")
    database = embedded.status(instance.home)
    assert database is not None
    supervisor = psutil.Process(database.supervisor)
    everyone = [*instance.everyone(), supervisor, *supervisor.children(recursive=True)]
    assert sum(map(pss, everyone)) < IDLE_MIB_MAX


def test_a_second_one_is_refused(instance: Instance, tmp_path: Path) -> None:
    beside = instance.tried()
    assert beside.returncode == 1
    assert f"Gendan runs already in {instance.home}." in beside.stderr
    elsewhere = instance.tried(GENDAN_HOME=str(tmp_path / "home"))
    assert elsewhere.returncode == 1
    assert f"127.0.0.1:{instance.port} cannot be used" in elsewhere.stderr
    assert "another Gendan may have it" in elsewhere.stderr
    assert instance.is_ready()


def test_whatever_is_killed_starts_anew(instance: Instance) -> None:
    (web,) = instance.part("web").children()
    web.kill()
    wait_until(lambda: not lives(web) and instance.is_ready())

    master = instance.part("web")
    (web,) = master.children()
    master.kill()
    wait_until(lambda: not lives(web))  # the kernel ends it with its parent
    wait_until(instance.is_ready)
    assert instance.part("web").pid != master.pid

    for name in ("worker", "live"):
        process = instance.part(name)
        below = process.children()
        process.kill()
        wait_until(lambda below=below: not any(map(lives, below)))  # type: ignore[misc]
        wait_until(lambda n=name, p=process: has_another(instance, n, p))  # type: ignore[misc]
    wait_until(lambda: instance.ask("/healthz", instance.live_port)[0] == 200)


def has_another(instance: Instance, name: str, old: psutil.Process) -> bool:
    try:
        return instance.part(name).pid != old.pid
    except (ValueError, psutil.NoSuchProcess):
        return False


def test_a_database_that_is_killed_comes_back_and_meanwhile_people_are_told(
    instance: Instance, hands: Hands
) -> None:
    database = embedded.status(instance.home)
    assert database is not None
    os.kill(database.supervisor, signal.SIGSTOP)  # or it would be back at once
    psutil.Process(database.server).kill()
    try:
        wait_until(lambda: "database" in instance.failing())
        status, said = instance.ask("/accounts/login/", Cookie="sessionid=unknown")
        assert status in {200, 503}
        assert status == 200 or "数据库暂时没有回应" in said or "does not answer" in said
    finally:
        os.kill(database.supervisor, signal.SIGCONT)
    wait_until(instance.is_ready)
    hands.do("place()")


def test_those_who_listen_hear_of_what_they_may_see(instance: Instance, hands: Hands) -> None:
    anybody = Listener(instance, "")
    assert anybody.answer.status == 401
    here, all_stores = hands.do("session('here', 'S2')"), hands.do("session('all')")
    assert Listener(instance, all_stores, Origin="https://evil.example").answer.status == 403

    page = f"http://127.0.0.1:{instance.port}"
    one, other = Listener(instance, all_stores, Origin=page), Listener(instance, here)
    assert one.answer.headers["Access-Control-Allow-Origin"] == page
    assert one.answer.headers["Content-Type"] == "text/event-stream"
    number = hands.do("place()")
    hear_of(number, one)

    # Who was away for a moment and missed something is told to look at everything.
    more = Listener(instance, all_stores, **{"Last-Event-ID": "before-1"})
    assert more.hear()[1] == ["*"]
    crowd = [Listener(instance, all_stores) for _ in range(4)]
    assert [one.answer.status for one in crowd] == [200, 200, 200, 429]
    for browser in (more, *crowd):
        browser.leave()

    database = embedded.status(instance.home)
    assert database is not None
    psutil.Process(database.server).kill()
    assert other.hear()[1] == ["*"]  # and of the order in the other store, nothing
    while one.hear()[1] != ["*"]:  # the system's own confirmation may come before
        pass
    wait_until(instance.is_ready)
    hear_of(hands.do("place()"), one)


def test_who_lacks_the_second_factor_they_must_have_hears_nothing(
    instance: Instance, hands: Hands
) -> None:
    boss = hands.do("session('boss', department='manager')")
    assert Listener(instance, boss).answer.status == 401
    hands.do("second_factor('boss')")
    heard = Listener(instance, boss)
    assert heard.answer.status == 200
    hear_of(hands.do("place()"), heard)
    heard.leave()


def hear_of(number: str, listener: Listener) -> None:
    """Hear until that order is named; what went before goes on meanwhile."""
    while number not in listener.hear()[1]:
        pass


def test_nothing_outlives_a_killed_supervisor_and_the_next_start_is_clean(
    instance: Instance,
) -> None:
    wait_until(lambda: len(instance.everyone()) == 6)
    everyone = instance.everyone()
    everyone[0].kill()
    wait_until(lambda: not any(map(lives, everyone)))
    assert instance.process is not None
    instance.process.wait()

    instance.start()
    everyone = instance.everyone()
    assert instance.end() == 0
    assert not any(map(lives, everyone))
