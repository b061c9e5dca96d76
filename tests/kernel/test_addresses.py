"""Nobody reaches behind our firewall by entering an address."""

from itertools import cycle

import pytest

from gendan.config.values import Refused, names_or_networks
from gendan.kernel.outward.addresses import Allowed, BadAddress, pinned, resolved, taken_apart
from gendan.kernel.outward.calls import Line

NOTHING = Allowed()
WRITTEN_ODDLY = """
http://example.com/
ftp://example.com/
file:///etc/passwd
gopher://127.0.0.1:6379/_FLUSHALL
//example.com/
https:/example.com/
https:example.com
https://
https:///etc
https://user@example.com/
https://example.com@127.0.0.1/
https://127.0.0.1@example.com/
https://example.com:443@169.254.169.254/
https://example.com\\@127.0.0.1/
https://example.com/#@127.0.0.1/
https://example.com#.evil.example/
https://exa mple.com/
https://example.com/a b
https://example.com:0/
https://example.com:65536/
https://example.com:x/
https://example.com:22/
https://example.com:25/
https://-example.com/
https://example..com/
https://.example.com/
https://example.com./
https://localhost./
https://①②⑦.⓪.⓪.①/
https://ｌocalhost/
https://127。0。0。1/
https://例子.测试/
https://127.0.0.1%2f.example.com/
https://%31%32%37.0.0.1/
https://2130706433/
https://0x7f000001/
https://0x7f.0.0.1/
https://0177.0.0.1/
https://017700000001/
https://127.1/
https://127.0.1/
https://0/
https://[::1%25eth0]/
https://[::1
https://[v1.fe80::1]/
""".strip().split("\n")
INSIDE = [
    "0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1",
    "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.7", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "100.100.100.200", "::", "::1",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1",
    "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
OUTSIDE = ["93.184.216.34", "8.8.8.8", "172.15.0.1", "100.128.0.1", "2606:4700::1111"]


WRITTEN_ODDLY += ["https://a.example/\t", "https://\x00.example/"]
WRITTEN_ODDLY += ["https://user:word@example.com/"]  # pragma: allowlist secret


@pytest.mark.parametrize("url", WRITTEN_ODDLY)
def test_what_programs_read_in_different_ways_is_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        pinned(taken_apart(url), NOTHING, lambda *_: ["93.184.216.34"])


@pytest.mark.parametrize("address", INSIDE)
def test_no_name_and_no_number_leads_inside(address: str) -> None:
    number = f"[{address}]" if ":" in address else address
    for url in ("https://hooks.example/", f"https://{number}/"):
        target = taken_apart(url)
        with pytest.raises(BadAddress, match="public"):
            pinned(target, NOTHING, lambda *_: [address])
        with pytest.raises(BadAddress, match="public"):  # also beside an honest one
            pinned(target, NOTHING, lambda *_: ["93.184.216.34", address])


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_public_network_is_reached_by_https(address: str) -> None:
    for url in ("https://Hooks.Example/in?x=1", "https://hooks.example:8443/"):
        assert pinned(taken_apart(url), NOTHING, lambda *_: [address]) == address
    with pytest.raises(BadAddress, match="https"):
        pinned(taken_apart("http://hooks.example/"), NOTHING, lambda *_: [address])


def test_the_operator_vouches_for_names_and_networks() -> None:
    allowed = Allowed.of(["hooks.internal", "10.1.0.0/16", "127.0.0.1"])
    for url, address in [
        ("http://hooks.internal:8080/", "192.168.7.7"),
        ("http://10.1.2.3/", "10.1.2.3"),
        ("http://127.0.0.1:22/", "127.0.0.1"),
    ]:
        assert pinned(taken_apart(url), allowed, lambda *_, to=address: [to]) == address
    for url, address in [
        ("http://hooks.internal.example/", "192.168.7.7"),
        ("https://10.2.0.1/", "10.2.0.1"),
        ("https://127.0.0.2/", "127.0.0.2"),
    ]:
        with pytest.raises(BadAddress):
            pinned(taken_apart(url), allowed, lambda *_, to=address: [to])


def test_an_unknown_name_is_said_to_be_unknown() -> None:
    with pytest.raises(BadAddress, match="not known"):
        pinned(taken_apart("https://hooks.example/"), NOTHING, lambda *_: [])
    assert resolved("127.0.0.1", 443) == ["127.0.0.1"]


def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    """Whatever it says the second time, each connection goes to what was judged for it."""
    answers = cycle([["93.184.216.34"], ["127.0.0.1"]])
    target = taken_apart("https://rebind.example/")
    assert pinned(target, NOTHING, lambda *_: next(answers)) == "93.184.216.34"
    with Line(target, NOTHING, lambda *_: next(answers)) as line:
        answer = line.post("{}", {})
    assert (answer.status, answer.text[:32]) == (None, "It is not on the public network;")


def test_what_the_operator_allows_is_read_or_refused() -> None:
    assert names_or_networks("Hooks.Internal, 10.1.0.0/16,::1") == (
        "hooks.internal", "10.1.0.0/16", "::1",
    )  # fmt: skip
    for wrong in ("10.1.2.3/16", "*", "http://hooks.internal", "a b"):
        with pytest.raises(Refused):
            names_or_networks(wrong)
