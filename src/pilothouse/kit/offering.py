"""What a room may offer the house, declared in its `offers.py`; the site finds it there.

`rail: Rail`, `actions: tuple[Action, ...]`, `settings: tuple[Setting, ...]`, `nouns: tuple[Noun, ...]` and
`today(*, actor, today) -> list[Card]`; each may be absent. Pages are named as in `urls.py`: `team:people`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from pilothouse.kit.actor import Actor
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Inside, Named


@dataclass(frozen=True, slots=True)
class Rail:
    """A link of the rail: its label, first page, second key after `g`, icon, and its place from the top."""

    label: str
    page: str
    key: str
    icon: str
    order: int


@dataclass(frozen=True, slots=True)
class Action:
    """What the palette offers everywhere: a page that begins something."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A page of the settings. Those of equal `order` stand by the names of their rooms."""

    label: str
    page: str
    text: str
    order: int = 50


class Find(Protocol):
    """Things of one noun whose name or key holds `text`, best first, within the actor's workspace."""

    def __call__(self, *, actor: Actor, text: str, limit: int) -> list[Found]: ...


class KeyOf(Protocol):
    """The key of the row with number `id`. Raises `NotFound`."""

    def __call__(self, *, actor: Actor, id: int) -> str | int: ...


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of thing (`team.person`) that references point to: its page, and how it is found.

    The page takes the number of the row; with `key_of` it takes the key instead, and with `whole` it shows
    everything of the kind and takes neither. `anchor` is the place on it (`member-{id}`). With `find`, the
    palette lists it under `title`, and pickers can choose it. With `named` other rooms can say what a
    reference to it is called, with `inside` they find it within a whole (`kit.subjects`): those of which a
    whole has `few` are chosen from a list. `tabs` is the template of the tabs of its page, which other rooms'
    pages about it show too; it is given `subject_id`, `subject_ref` and the present `tab`.
    """

    kind: str
    page: str
    whole: bool = False
    anchor: str = ""
    key_of: KeyOf | None = None
    title: str = ""
    find: Find | None = None
    named: Named | None = None
    inside: Inside | None = None
    few: bool = False
    tabs: str = ""


Place = Literal["actions", "brief", "notices", "main", "side"]


@dataclass(frozen=True, slots=True)
class Card:
    """A part of Today: a template and what it finds as `card`, in a place of the page, counted from the top.

    `main` and `side` are the columns; without a card in `main` the page welcomes instead.
    """

    place: Place
    template: str
    context: object
    order: int
