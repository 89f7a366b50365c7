"""Where a request came from."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import RequestFactory

from pilothouse.kit import clients


def _from(peer: str, forwarded: str = "", **more: str) -> Any:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers | more)


@pytest.fixture
def proxies(settings: Any) -> None:
    settings.PILOTHOUSE_TRUSTED_PROXIES = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))


def test_no_one_is_believed_about_an_address_by_default(settings: Any) -> None:
    assert settings.PILOTHOUSE_TRUSTED_PROXIES == ()
    assert clients.address(_from("127.0.0.1", "198.51.100.9")) == "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("10.2.3.4", "198.51.100.9, 10.9.9.9", "198.51.100.9"),
        ("127.0.0.1", "203.0.113.5, 198.51.100.9", "198.51.100.9"),  # the first is what the sender said
        ("192.0.2.7", "198.51.100.9", "192.0.2.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.1, 10.0.0.2", "10.0.0.1"),
        ("::ffff:127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("", "198.51.100.9", ""),
    ],
)
def test_a_trusted_proxy_is_believed_about_whom_it_forwards(
    proxies: None, peer: str, forwarded: str, found: str
) -> None:
    assert clients.address(_from(peer, forwarded)) == found


def test_an_address_of_ipv6_counts_with_its_neighbours(proxies: None) -> None:
    assert clients.network(_from("2001:db8:1:2:3::4")) == "2001:db8:1:2::/64"
    assert clients.network(_from("192.0.2.7")) == "192.0.2.7"


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_what_is_sent_from_this_machine_is_local_unless_it_is_forwarded(peer: str) -> None:
    assert clients.is_local(_from(peer))
    assert not clients.is_local(_from(peer, "198.51.100.9"))
    assert not clients.is_local(_from(peer, Forwarded="for=198.51.100.9"))


@pytest.mark.parametrize("peer", ["192.0.2.7", "10.0.0.1", "", "2001:db8::1"])
def test_other_machines_are_not_local(proxies: None, peer: str) -> None:
    assert not clients.is_local(_from(peer))
