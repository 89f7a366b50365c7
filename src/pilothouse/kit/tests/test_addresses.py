"""Addresses are those that Django's own way gives."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from pilothouse.kit.addresses import address

SAMES = (
    ("today", "acme"),
    ("today", "10x20"),
    ("roadmap:item", "acme", "P1-42"),
    ("roadmap:item", "acme", "42"),
    ("roadmap:item", "acme", "A.B-1"),
    ("roadmap:item", "acme", "probe0x"),
    ("roadmap:item", "acme", "ä & b"),
    ("roadmap:item", "acme", "100%s-1"),
    ("kit:edit", "acme", "roadmap.item", 7, "status"),
    ("kit:edit-many", "acme", "roadmap.item", "status"),
    ("ref", "acme", "roadmap.item", 3),
)


@pytest.mark.parametrize("asked", SAMES, ids=str)
def test_an_address_is_what_reverse_gives_each_time(asked: tuple[str, ...]) -> None:
    name, *args = asked

    assert [address(name, *args) for _ in range(2)] == [reverse(name, args=args)] * 2


@pytest.mark.parametrize(
    "asked",
    [
        ("today", "ac.me"),
        ("roadmap:item", "acme", "a/b"),
        ("kit:job", "acme", -1),
        ("nowhere", "acme"),
        ("today",),
    ],
    ids=str,
)
def test_what_has_no_address_is_refused_alike(asked: tuple[str, ...]) -> None:
    name, *args = asked
    with pytest.raises(NoReverseMatch):
        reverse(name, args=args)

    with pytest.raises(NoReverseMatch):
        address(name, *args)
