"""What a room may offer the house, declared in its `offers.py`; the site finds it there.

`rail: Rail`, `actions: tuple[Action, ...]`, `settings: tuple[Setting, ...]`, `nouns: tuple[Noun, ...]`,
`tabs: tuple[Tab, ...]`, `editables: tuple[Editable, ...]` (`kit.editing`) and, for fields that a workspace
added, `own_editables(*, actor) -> tuple[Editable, ...]`; `today(*, actor, today, choice) -> list[Card]`,
where `choice` is the product choice of the page, and `panels(*, actor, today, about) -> list[Card]`, what a
room says on the page of a thing of another room, `about` being its reference, and `mine(*, actor, today) ->
list[Card]`, what a member has to do; each may be absent. Pages are
named as in `urls.py`: `team:people`. `concerned` and `notices` are explained in `kit.concerns`;
`kept_back: dict[str, str]` and `secret_columns: tuple[str, ...]`, what no export of a workspace holds, in
`site.transfer.declared`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from pilothouse.kit.actor import Actor
from pilothouse.kit.subjects import Find, Inside, Make, Named


class Count(Protocol):
    """How many things wait for the actor."""

    def __call__(self, *, actor: Actor) -> int: ...


@dataclass(frozen=True, slots=True)
class Rail:
    """A link of the rail: its label, first page, second key after `g`, icon, and its place from the top.

    `count` says how many things wait there for the actor.
    """

    label: str
    page: str
    key: str
    icon: str
    order: int
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What the palette offers everywhere: a page that begins something."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of this room in the row of tabs of another: `room` is where it stands, `name` what the page
    gives as its present tab."""

    room: str
    name: str
    label: str
    page: str
    order: int = 50


@dataclass(frozen=True, slots=True)
class Setting:
    """A page of the settings. Those of equal `order` stand by the names of their rooms. One that
    `stays` keeps to its own room in the rail, and is only linked from the settings."""

    label: str
    page: str
    text: str
    order: int = 50
    stays: bool = False


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
    whole has `few` are chosen from a list. With `make` other rooms make new ones within a whole. `tabs` is
    the template of the tabs of its page, which other rooms' pages about it show too; it is given
    `subject_id`, `subject_ref` and the present `tab`.
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
    make: Make | None = None
    tabs: str = ""


Place = Literal["actions", "brief", "notices", "main", "side"]


@dataclass(frozen=True, slots=True)
class Card:
    """A part of Today, or of a thing's page: a template and what it finds as `card`, in a place of the page,
    counted from the top.

    `main` and `side` are the columns; without a card in `main` Today welcomes instead.
    """

    place: Place
    template: str
    context: object
    order: int
