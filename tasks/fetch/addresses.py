"""Which addresses may be connected to: public ones, and what a site's declaration allows besides. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

# Python's own tables differ between versions and leave these out: transition mechanisms that carry a v4 address inside,
# and ranges that are no destinations. Source: IANA's registries of special-purpose addresses.
_REFUSED_V6 = tuple(
    map(
        ip_network,
        (
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32",
            "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ),
    )
)  # fmt: skip
_REFUSED_V4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
_SIX_TO_FOUR = ip_network("2002::/16")
_TRANSLATED = tuple(map(ip_network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48")))
_GLOBAL_V6 = ip_network("2000::/3")
"""All global unicast that was ever given out."""
# Metadata services of clouds that lie in ranges which are public, or may be declared, otherwise.
_METADATA = frozenset(
    map(ip_address, ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"))
)


def parse_address(text: str) -> Address | None:
    """An IP address in its standard spelling, v4-in-v6 unwrapped; None for anything else, zone identifiers included."""
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.scope_id:
            return None
        return address.ipv4_mapped or address
    return address


_INNER = frozenset("localhost local localdomain internal intranet lan home corp private onion".split())
"""Last labels of names that no public server has."""
_INNER_NAMES = ("home.arpa", "metadata.goog", "instance-data.ec2.internal", "nip.io", "sslip.io", "localtest.me")
"""Names that stand for a metadata service, or for an address that is written in them."""


def name_allowed(host: str) -> bool:
    """Whether a name may be public: one of several labels whose last is none of a private network's.

    A name is judged by itself where somebody else resolves it, a proxy.
    """
    labels = host.lower().rstrip(".").split(".")
    return len(labels) > 1 and labels[-1] not in _INNER and not host.lower().rstrip(".").endswith(_INNER_NAMES)


def address_allowed(text: str) -> bool:
    """Whether an address is public unicast, so that a page of anybody's may name it.

    Private, shared, loopback, link-local, multicast, documentation, transition (NAT64, 6to4, Teredo) and metadata
    addresses are not, nor is text that is no address in standard spelling.
    """
    address = parse_address(text)
    if address is None or address in _METADATA:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    return address in _GLOBAL_V6 and not any(address in network for network in _REFUSED_V6)


def _carried(address: Address) -> tuple[IPv4Address, ...]:
    """The v4 address that a v6 address carries to a translator: NAT64 (RFC 6052, RFC 8215), 6to4, v4-compatible."""
    if isinstance(address, IPv4Address):
        return ()
    if address in _SIX_TO_FOUR:
        return (IPv4Address(address.packed[2:6]),)
    if any(address in network for network in _TRANSLATED):
        return (IPv4Address(address.packed[12:16]),)
    return ()


@dataclass(frozen=True, slots=True)
class Guard:
    """What a fetch may connect to. ``allowed`` names hosts (``host`` or ``host:port``) declared to be inside."""

    allowed: frozenset[str] = frozenset()

    def permits(self, host: str, port: int, address: str) -> bool:
        """Whether ``host:port``, which resolved to ``address``, may be connected to.

        A declared name covers private and loopback addresses; link-local ones, where metadata services live, and
        multicast only when the address itself is declared.
        """
        if address_allowed(address):
            return True
        if not self.declares(host, port):
            return False
        found = parse_address(address)
        if found is None:
            return False
        carried = (found, *_carried(found))
        if any(a in _METADATA or a.is_link_local or a.is_multicast or a.is_unspecified for a in carried):
            return found == parse_address(host)
        return True

    def declares(self, host: str, port: int) -> bool:
        """Whether the declaration names this host, with this port or with none."""
        name = host.strip("[]").lower().rstrip(".")
        names = (name, f"[{name}]") if ":" in name else (name,)
        return any(one in self.allowed or f"{one}:{port}" in self.allowed for one in names)
