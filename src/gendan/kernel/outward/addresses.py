"""Where we send what people ask for: to the public network, and inside as the operator allows.

Somebody who may enter an address must not thereby reach what stands behind our own firewall. The
name is resolved here, every address is judged, and the connection is made to the one that was
judged: a name that answers differently the second time gains nothing.
"""

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from gendan.process.model import Text

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Iterable[str]]

LENGTH_MAX = 2_000
HTTPS = 443
UNPRIVILEGED = 1_024  # of the ports below, only that of HTTPS: mail, DNS and SSH live there
PLAIN = re.compile(r"[!-~]+")  # printable ASCII
LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"{LABEL}(\.{LABEL})*")
NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)")  # what resolvers take for an IPv4 address

# What IANA's registries of special addresses set apart; `is_global` differs between Pythons.
# https://www.iana.org/assignments/iana-ipv4-special-registry/
NOT_PUBLIC_4 = tuple(map(IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
    "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
)))  # fmt: skip
# Of IPv6 only 2000::/3 is given out; loopback, mapped, NAT64, ULA and link-local stand outside.
# Within it: Teredo and the like, documentation, 6to4, SRv6.
PUBLIC_6 = IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(map(IPv6Network, (
    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
)))  # fmt: skip


class BadAddress(ValueError):
    """Nothing is sent there; `words` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Text(zh, en)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator allows beside the public network: names, and networks."""

    names: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> "Allowed":
        """From the words of `GENDAN_WEBHOOK_ALLOW`."""
        names, networks = set(), []
        for entry in entries:
            try:
                networks.append(ip_network(entry))
            except ValueError:
                names.add(entry.lower())
        return cls(frozenset(names), tuple(networks))

    def covers(self, name: str, address: Address) -> bool:
        """Whether the operator vouches for it."""
        return name in self.names or any(address in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `path` is what stands in the request's first line."""

    secure: bool
    name: str  # host name, or an IP address without brackets
    port: int
    path: str

    @property
    def host(self) -> str:
        """As the `Host` header says it."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        usual = HTTPS if self.secure else 80
        return name if self.port == usual else f"{name}:{self.port}"


def taken_apart(url: str) -> Target:
    """The parts of an address. Raises `BadAddress` for whatever programs read in different ways."""
    if len(url) > LENGTH_MAX or not PLAIN.fullmatch(url) or "\\" in url:
        raise BadAddress(
            "地址过长，或含有空格、反斜杠、非 ASCII 字符。",
            "The address is too long, or holds blanks, backslashes or characters beyond ASCII.",
        )
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or "").lower(), parts.port
        is_number = ":" in name or NUMBER.fullmatch(name)
        name = str(ip_address(name)) if is_number else name
    except ValueError:
        raise BadAddress("地址写得不对。", "This is no address.") from None
    if parts.scheme not in ("https", "http") or not url.lower().startswith(f"{parts.scheme}://"):
        raise BadAddress("地址要以 https:// 开头。", "The address must begin with https://.")
    if "@" in parts.netloc or "#" in url:
        raise BadAddress("地址里不能有用户名、密码或 #。", "No user, password or # in the address.")
    if not name or "%" in name or not (is_number or NAME.fullmatch(name)) or port == 0:
        raise BadAddress("地址里的主机名不对。", "The host in the address is none.")
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, name, port or (HTTPS if secure else 80), path)


def resolved(name: str, port: int) -> list[str]:
    """Every address of that name."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[4][0]) for where in found))


def pinned(target: Target, allowed: Allowed, resolve: Resolve = resolved) -> str:
    """The address to connect to. Raises `BadAddress` when any that the name has is not allowed.

    One bad address among good ones is refused too: no honest name mixes them."""
    try:
        found = list(map(ip_address, resolve(target.name, target.port)))
    except (OSError, ValueError):
        found = []
    if not found:
        raise BadAddress("查不到这个主机名。", "This host name is not known.")
    for address in found:
        _judge(target, address, allowed)
    return str(found[0])


def is_public(address: Address) -> bool:
    """Whether anybody on the net may be there, and nobody of ours."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_4)
    return (
        address in PUBLIC_6
        and address.scope_id is None
        and not any(address in network for network in NOT_PUBLIC_6)
    )


def _judge(target: Target, address: Address, allowed: Allowed) -> None:
    if allowed.covers(target.name, address):
        return
    if not target.secure:
        raise BadAddress(
            "只允许 https；内网地址要由管理员写进 GENDAN_WEBHOOK_ALLOW。",
            "Only https; the operator may allow inner addresses by GENDAN_WEBHOOK_ALLOW.",
        )
    if not is_public(address):
        raise BadAddress(
            "这个地址不在公网上；要用内网地址，请管理员写进 GENDAN_WEBHOOK_ALLOW。",
            "It is not on the public network; the operator may allow it by GENDAN_WEBHOOK_ALLOW.",
        )
    if target.port != HTTPS and target.port < UNPRIVILEGED:
        raise BadAddress("端口只能是 443 或 1024 以上。", "The port must be 443, or 1024 or above.")
