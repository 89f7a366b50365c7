"""Where a request came from, as far as it may be believed."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# What a proxy adds; a request without any of them was sent to us directly.
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")
_IPV6_NETWORK = 64  # one customer has at least these


def address(request: HttpRequest) -> str:
    """The address that sent `request`; empty where it is not known.

    A proxy of `PILOTHOUSE_TRUSTED_PROXIES` is believed for whom it forwards, read from its end of
    `X-Forwarded-For`; what anyone else says of itself is not.
    """
    found = _parsed(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").split(",")
    while found is not None and _is_trusted(found) and told:
        before = _parsed(told.pop())
        if before is None:
            break
        found = before
    return str(found) if found is not None else ""


def network(request: HttpRequest) -> str:
    """Whom a request counts for where tries are limited: an IPv4 address, or the /64 of an IPv6 address."""
    found = _parsed(address(request))
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _IPV6_NETWORK), strict=False))
    return str(found)


def is_local(request: HttpRequest) -> bool:
    """Whether it was sent by a program on this machine, and not for someone else."""
    found = _parsed(request.META.get("REMOTE_ADDR", ""))
    direct = not any(name in request.headers for name in FORWARDED)
    return direct and found is not None and found.is_loopback


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _is_trusted(found: IPv4Address | IPv6Address) -> bool:
    return any(found in each for each in settings.PILOTHOUSE_TRUSTED_PROXIES)
