"""Which addresses of the network a program may reach: public ones, unless it is allowed more.

A name is resolved once and the connection goes to the very address that was checked, so that a name
whose answer changes in between (DNS rebinding) gains nothing.
Source: OWASP, Server-Side Request Forgery Prevention; RFC 6890 (special-purpose addresses).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be reached beyond public addresses: host names and networks, or anything at all."""

    allowed: frozenset[str] = frozenset()
    anything: bool = False

    def admits(self, host: str, address: Address) -> bool:
        """Whether a host at an address may be reached."""
        if self.anything or host.lower() in self.allowed or is_public(address):
            return True
        return any(_within(address, network) for network in self.allowed)

    def chosen(self, host: str, addresses: Iterable[str]) -> str:
        """The first of the addresses of a host that may be reached; empty when none may."""
        for text in addresses:
            if self.admits(host, ipaddress.ip_address(text.partition("%")[0])):
                return text
        return ""

    def refuses(self, host: str) -> bool:
        """Whether a host is refused at sight: an address that is not public, or this machine."""
        if host.lower() == "localhost" or host.lower().endswith(".localhost"):
            return not self.admits(host, ipaddress.IPv4Address("127.0.0.1"))
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        return not self.admits(host, address)


def is_public(address: Address) -> bool:
    """Whether an address is of the public Internet, also once taken out of an IPv6 wrapping."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _within(address: Address, network: str) -> bool:
    try:
        return address in ipaddress.ip_network(network)
    except ValueError:
        return False
