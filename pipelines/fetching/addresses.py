"""Which IP addresses may be connected to: public ones, and the one configured test server (FAULTS.md F9).

A name is resolved once per connection, every address is checked, and the connection goes to the checked addresses: a
name that resolves differently a moment later (DNS rebinding) changes nothing.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, Final

from aiohttp.abc import AbstractResolver, ResolveResult

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[..., Awaitable[list[tuple[Any, ...]]]]

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class ForbiddenAddress(OSError):  # noqa: N818 (what it is)
    """A host name resolves to an address that must not be connected to; the message names both."""


def is_public(address: Address) -> bool:
    """Return whether an address is public; an IPv4 address embedded in it must be public as well."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(one is not None and not is_public(one) for one in carried):
            return False
        if address.ipv4_mapped is not None or address in _NAT64:
            return True
        if address.is_site_local:  # withdrawn, and private all the same (RFC 3879)
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@lru_cache(maxsize=64)  # the few hosts of a site, asked for with every request
def literal(host: str) -> Address | None:
    """Return the IP address that a host is written as, None if it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


class CheckedResolver(AbstractResolver):
    """Resolves a host name to addresses that were all checked.

    Args:
        lookup: resolves names like `loop.getaddrinfo`, the default.
    """

    def __init__(self, lookup: Lookup | None = None) -> None:
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Resolve a name.

        Raises:
            ForbiddenAddress: one of its addresses is not public.
            OSError: the name is unknown.
        """
        lookup = self._lookup or asyncio.get_running_loop().getaddrinfo
        found = await lookup(host, port, type=socket.SOCK_STREAM, family=family)
        results: list[ResolveResult] = []
        for kind, _, protocol, _, place in found:
            address = str(place[0]).partition("%")[0]
            if not is_public(ipaddress.ip_address(address)):
                raise ForbiddenAddress(f"{host} leads to {address}, which is no public address")
            results.append(
                ResolveResult(
                    hostname=host, host=address, port=port, family=kind, proto=protocol, flags=socket.AI_NUMERICHOST
                )
            )
        if not results:
            raise OSError(f"{host} has no address")
        return results

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""
