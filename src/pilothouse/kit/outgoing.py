"""Asking other hosts for something, only by HTTPS and only those that are public.

A name is looked up once, its addresses are checked, and the connection is made to one that was checked: on
every redirect anew, so that no name can lead into the network of the server.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from pilothouse.kit.errors import Invalid

_REDIRECTS = 5
_SECONDS = 10.0
_MOVED = (301, 302, 303, 307, 308)
# What `is_global` lets through and still leads inside: NAT64 and 6to4, which carry an IPv4 address.
_CARRIERS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


def fetch(url: str, *, most_bytes: int, where: str) -> bytes:
    """What stands at an https address, at most `most_bytes`; else raises `Invalid` at `where`."""
    for _ in range(_REDIRECTS):
        parts = urlsplit(url.strip().replace("webcal://", "https://", 1))
        if parts.scheme != "https" or not parts.hostname:
            raise Invalid("This is not an https address.", where=where, cure="Copy the whole address.")
        answer = _ask(parts.hostname, parts.port or 443, _target(parts.path, parts.query), where)
        with answer:
            if answer.status in _MOVED:
                url = urljoin(url, answer.headers.get("Location", ""))
                continue
            if answer.status != 200:
                raise Invalid(
                    f"{parts.hostname} answers {answer.status}.", where=where, cure="Check the address."
                )
            data = answer.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise Invalid(
                f"This is larger than {most_bytes // 1_000_000} MB.", where=where, cure="Export less of it."
            )
        return data
    raise Invalid("The address leads on too often.", where=where, cure="Use the address that it ends at.")


def public_addresses(host: str, port: int, *, where: str) -> list[str]:
    """The addresses of a host, all of them public. Raises `Invalid` when one is not, unless the administrator
    allows it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Invalid(f"There is no host {host[:80]}.", where=where, cure="Check the address.") from None
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not settings.PILOTHOUSE_PRIVATE_ADDRESSES and not all(map(is_public, addresses)):
        raise Invalid(
            f"{host[:80]} lies in a private network.",
            where=where,
            cure="Upload the file, or let the administrator set PILOTHOUSE_PRIVATE_ADDRESSES.",
        )
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is reached over the public internet, and carries no other within."""
    one = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(one, "ipv4_mapped", None)
    if inner is not None:
        return is_public(str(inner))
    return one.is_global and not one.is_multicast and not any(one in net for net in _CARRIERS)


def _target(path: str, query: str) -> str:
    return f"{path or '/'}?{query}" if query else path or "/"


def _ask(host: str, port: int, target: str, where: str) -> http.client.HTTPResponse:
    for address in public_addresses(host, port, where=where):
        link = _Checked(host, port, address)
        try:
            link.request("GET", target, headers={"User-Agent": "Pilothouse", "Accept": "text/calendar, */*"})
            return link.getresponse()
        except (OSError, http.client.HTTPException):
            link.close()
    raise Invalid(f"{host[:80]} does not answer.", where=where, cure="Try again later, or upload the file.")


class _Checked(http.client.HTTPSConnection):
    """A connection to the address that was checked, in the name of the host."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self.secured = ssl.create_default_context()
        super().__init__(host, port, timeout=_SECONDS, context=self.secured)
        self.address = address

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), timeout=_SECONDS)
        self.sock = self.secured.wrap_socket(plain, server_hostname=self.host)
