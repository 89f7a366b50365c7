"""What things are called by the room that owns them, so that a room below may point to them and name them.

A room joins by `named` and `inside` of the nouns in its `offers.py`. Whoever points to something stores its
`Ref` as text and asks here what it is called.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Protocol

from django.apps import apps

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found

PACKAGE = "pilothouse"
_kept: ContextVar[dict[str, Subject] | None] = ContextVar("kept", default=None)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is pointed to. `key` is what people call it, `title` what it is about; `within` refers
    to the whole that it belongs to, empty for none. `shipped`: customers have it."""

    ref: str
    key: str
    title: str
    open: bool = True
    within: str = ""
    gone: bool = False
    shipped: bool = False


class Named(Protocol):
    """Rows of one kind by their numbers, within the actor's workspace; those that are not there are left
    out."""

    def __call__(self, *, actor: Actor, ids: Collection[int]) -> Iterable[Subject]: ...


class Inside(Protocol):
    """What belongs to a whole: all of it, or only what is called `keys`, in capitals; nothing for a whole of
    another kind."""

    def __call__(self, *, actor: Actor, whole: Ref, keys: Collection[str] | None) -> Iterable[Subject]: ...


class Find(Protocol):
    """Things of one kind whose name or key holds `text`, within the actor's workspace."""

    def __call__(self, *, actor: Actor, text: str, limit: int) -> list[Found]: ...


class Make(Protocol):
    """Make one within a whole, from a title and a text. Raises `Invalid`, `NotFound`."""

    def __call__(self, *, actor: Actor, now: datetime, whole: Ref, title: str, text: str) -> Subject: ...


class Noun(Protocol):
    """What is asked here of a noun that a room offers (`kit.offering.Noun`)."""

    @property
    def kind(self) -> str: ...
    @property
    def named(self) -> Named | None: ...
    @property
    def inside(self) -> Inside | None: ...
    @property
    def few(self) -> bool: ...
    @property
    def find(self) -> Find | None: ...
    @property
    def make(self) -> Make | None: ...


@lru_cache(maxsize=1)
def nouns() -> Mapping[str, Noun]:
    """Kind of object -> noun, from the `offers.py` of every room."""
    return {noun.kind: noun for module in offers() for noun in getattr(module, "nouns", ())}


@lru_cache(maxsize=1)
def offers() -> tuple[ModuleType, ...]:
    """The `offers.py` of every room."""
    rooms = [config.name for config in apps.get_app_configs() if config.name.startswith(f"{PACKAGE}.")]
    return tuple(import_module(f"{room}.offers") for room in rooms if find_spec(f"{room}.offers"))


def named(
    *, actor: Actor, refs: Iterable[str], known: Mapping[str, Subject] | None = None
) -> dict[str, Subject]:
    """What `refs` point to, by reference; what is gone is called so. One statement for each kind of object,
    none for those that are `known`."""
    wanted = dict.fromkeys(ref for ref in refs if ref)
    kept = _kept.get()
    told = {**(kept or {}), **(known or {})}
    found = {ref: told[ref] for ref in wanted if ref in told}
    for kind, ids in _by_kind(ref for ref in wanted if ref not in found).items():
        found |= {row.ref: row for row in _named(actor, kind, ids)}
    if kept is not None:
        kept |= found
    return {ref: found.get(ref) or _gone(ref) for ref in wanted}


@contextmanager
def asked_once() -> Iterator[None]:
    """Inside, what something is called is asked once, by whichever room: for one answer to one actor."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def _named(actor: Actor, kind: str, ids: Collection[int]) -> Iterable[Subject]:
    noun = nouns().get(kind)
    return noun.named(actor=actor, ids=ids) if noun is not None and noun.named is not None else ()


def _gone(ref: str) -> Subject:
    return Subject(ref, "gone", "Removed since", open=False, gone=True)


def _by_kind(refs: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for ref in map(Ref.parse, refs):
        found.setdefault(ref.kind, set()).add(ref.id)
    return found


def subject(*, actor: Actor, ref: Ref) -> Subject:
    """What `ref` points to. Raises `NotFound`, alike for something of another workspace."""
    row = named(actor=actor, refs=(str(ref),))[str(ref)]
    if row.gone:
        what = ref.kind.partition(".")[2].replace("_", " ")
        raise NotFound(f"There is no such {what}.", cure="It may have been removed; see the list.")
    return row


def make(*, actor: Actor, now: datetime, kind: str, whole: Ref, title: str, text: str) -> Subject:
    """Make something of one kind by the room that owns it. Raises `Invalid`, and `NotFound` for a whole that
    is not there or a kind that no room makes."""
    noun = nouns().get(kind)
    if noun is None or noun.make is None:
        raise NotFound("This cannot be made here.", cure="Make it on its own page.")
    return noun.make(actor=actor, now=now, whole=whole, title=title, text=text)


def listed(*, actor: Actor, kind: str, limit: int) -> list[Found]:
    """What there is of one kind, at most `limit`; nothing of a kind that no room offers."""
    noun = nouns().get(kind)
    return noun.find(actor=actor, text="", limit=limit) if noun is not None and noun.find is not None else []


def choices(*, actor: Actor, whole: Ref) -> tuple[Subject, ...]:
    """What belongs to a whole and is chosen from a list."""
    return tuple(_inside(actor, whole, None, few=True))


def called(*, actor: Actor, whole: Ref, keys: Iterable[str]) -> dict[str, Subject]:
    """Those within a whole by the keys that people typed, in capitals or not; unknown keys are absent."""
    wanted = {key.strip().upper(): key for key in keys}
    if not wanted:
        return {}
    found = _inside(actor, whole, tuple(wanted))
    return {wanted[row.key.upper()]: row for row in found if row.key.upper() in wanted}


def _inside(
    actor: Actor, whole: Ref, keys: Collection[str] | None, *, few: bool = False
) -> Iterator[Subject]:
    for noun in nouns().values():
        if noun.inside is not None and (noun.few or not few):
            yield from noun.inside(actor=actor, whole=whole, keys=keys)
