# SPDX-License-Identifier: Apache-2.0
"""Addresses and networks that settings name: proxies in front of us, and who may see numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Networks:
    """Some networks; a host that is no address is in none."""

    members: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def named(cls, names: Iterable[str]) -> "Networks":
        """Read addresses and networks such as 10.0.0.5 and 10.0.0.0/24; ValueError when one is neither."""
        return cls(tuple(ip_network(name, strict=False) for name in names))

    def __contains__(self, host: object) -> bool:
        address = address_of(host) if isinstance(host, str) else None
        return address is not None and any(address in network for network in self.members)

    def __or__(self, others: "Networks") -> "Networks":
        return Networks(self.members + others.members)

    @property
    def names(self) -> list[str]:
        """Write them as networks."""
        return [str(network) for network in self.members]


LOOPBACK = Networks.named(("127.0.0.0/8", "::1"))


@lru_cache(maxsize=4096)
def address_of(host: str) -> Address | None:
    """Read the address of a peer, None when it is none; an IPv4 address within IPv6 is that address."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
