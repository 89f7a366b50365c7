"""Addresses of pages, put together from patterns that are looked up once: a list has several a row."""

from __future__ import annotations

import re
from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse

_WORD = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_DOTTED = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)
# What stands for an argument of a kind while the pattern is looked up, each in its place.
_PROBES = {"number": "907{}406", "word": "probe{}x", "dotted": "pro.be{}x"}


def address(name: str, *args: int | str) -> str:
    """As Django's `reverse`, twenty times as fast where every argument stands in an address as it is.

    Raises `NoReverseMatch` as `reverse` does.
    """
    kinds = tuple(map(_kind, args))
    pattern = None if None in kinds else _pattern(settings.ROOT_URLCONF, name, kinds)
    return reverse(name, args=args) if pattern is None else pattern % args


def _kind(value: int | str) -> str | None:
    """What a pattern must take in the place of `value`; None for what has to be asked each time."""
    if isinstance(value, int):
        return "number" if value >= 0 else None
    return _kind_of_text(value)


@lru_cache(maxsize=4096)
def _kind_of_text(value: str) -> str | None:
    if value.isdecimal():
        return None
    return "word" if _WORD.fullmatch(value) else "dotted" if _DOTTED.fullmatch(value) else None


@lru_cache(maxsize=1024)
def _pattern(urlconf: str, name: str, kinds: tuple[str | None, ...]) -> str | None:
    """The address with `%s` for each argument in turn; None where it does not show them so."""
    probes = [_PROBES[kind or ""].format(at) for at, kind in enumerate(kinds)]
    try:
        found = reverse(
            name,
            args=[
                int(probe) if kind == "number" else probe for probe, kind in zip(probes, kinds, strict=True)
            ],
        )
    except NoReverseMatch:
        return None
    places = [found.find(probe) for probe in probes]
    if -1 in places or places != sorted(places):
        return None
    found = found.replace("%", "%%")
    for probe in probes:
        found = found.replace(probe, "%s")
    return found
