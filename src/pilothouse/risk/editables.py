"""Fields of risks that are changed where they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.editing import Editable, Many, trash
from pilothouse.kit.products import choice_of
from pilothouse.kit.subjects import listed
from pilothouse.risk import queries, services
from pilothouse.risk.contracts import CATEGORIES, KINDS, STATUSES, Risk
from pilothouse.team import queries as team

Values = Callable[[Any], dict[str, Any]]
_LISTED = 200  # releases to choose from


@dataclass(frozen=True, slots=True)
class Store:
    """Stores what `values` makes of a value, in one risk or in several."""

    values: Values

    def __call__(
        self, *, actor: Actor, now: datetime, id: int, version: int | None, value: Any, why: str = ""
    ) -> Risk:
        return services.change_risk(
            actor=actor, now=now, id=id, version=version, values=self.values(value), why=why
        )

    def many(self, *, actor: Actor, now: datetime, ids: Sequence[int], value: Any, why: str = "") -> Many:
        done = services.bulk_change_risks(actor=actor, now=now, ids=ids, values=self.values(value), why=why)
        undo = wurl(actor, "risk:undo-act", done.batch) if done.changed else ""
        return Many(f"{done.changed} {'risk' if done.changed == 1 else 'risks'} changed.", undo)


def _risk(
    field: str, label: str, kind: Any, values: Values | None = None, *, several: bool = False, **more: Any
) -> Editable:
    store = Store(values or (lambda value: {field: value}))
    return Editable(
        noun="risk.risk",
        rows=(Risk,),
        read=queries.risk,
        called=lambda row: row.key,
        field=field,
        label=label,
        kind=kind,
        change=store,
        change_many=store.many if several else None,
        **{"value": lambda row: getattr(row, field)} | more,
    )


def _words(names: Iterable[str]) -> Callable[..., list[tuple[str, str]]]:
    found = [(name, name.replace("_", " ").capitalize()) for name in names]
    return lambda *, actor, row: found


def _people(*, actor: Actor, row: Risk | None) -> list[tuple[str, str]]:
    return [(str(number), name) for number, name in team.owners(actor=actor)]


def touchable(*, actor: Actor, row: Risk | None) -> list[tuple[str, str]]:
    """Products by key and releases by name; items are searched for by the picker itself."""
    products = [(each.key, each.name) for each in choice_of(actor, "").products]
    names = [row.title for row in listed(actor=actor, kind="roadmap.release", limit=_LISTED)]
    return [*products, *((name, name) for name in dict.fromkeys(names) if names.count(name) == 1)]


def _percent(field: str) -> dict[str, Any]:
    return {
        "value": lambda row: None if getattr(row, field) is None else round(getattr(row, field) * 100, 4),
        "text": lambda row: "" if getattr(row, field) is None else f"{getattr(row, field) * 100:g} %",
    }


def _share(field: str) -> Values:
    return lambda value: {field: None if value is None else value / 100}


def _delay(value: tuple[float, ...]) -> dict[str, Any]:
    low, likely, high = value if len(value) == 3 else (None, value[0] if value else None, None)
    return {"delay_low": low, "delay_likely": likely, "delay_high": high}


def delay_of(row: Risk) -> tuple[float, ...]:
    """One number, or low, likely and high; nothing where none was said."""
    if row.delay_likely is None:
        return ()
    if row.delay_low is None and row.delay_high is None:
        return (row.delay_likely,)
    low = row.delay_likely if row.delay_low is None else row.delay_low
    return (low, row.delay_likely, row.delay_likely if row.delay_high is None else row.delay_high)


editables = (
    _risk("event", "Event", "line", needed=True, key="t"),
    _risk(
        "status",
        "Status",
        "choice",
        several=True,
        choices=_words(STATUSES),
        key="s",
        needed=True,
        asks_why=True,
    ),
    _risk(
        "owner",
        "Owner",
        "reference",
        lambda value: {"owner_id": int(value) if value else None},
        several=True,
        value=lambda row: row.owner_id,
        text=lambda row: row.owner_name,
        choices=_people,
        picks="team.person",
        key="a",
        needed=True,
    ),
    _risk("category", "Category", "choice", several=True, choices=_words(CATEGORIES), needed=True),
    _risk("kind", "Kind", "choice", choices=_words(KINDS), needed=True),
    _risk(
        "probability",
        "Probability, %",
        "number",
        _share("probability"),
        several=True,
        key="p",
        hint="Above 0 and below 100",
        **_percent("probability"),
    ),
    _risk(
        "delay",
        "Delay, working days",
        "days",
        _delay,
        value=delay_of,
        key="e",
        hint="One number, or low / likely / high; of each item that it touches",
    ),
    _risk(
        "work",
        "Share of the work, %",
        "number",
        _share("work"),
        hint="Such as 150 for half as much again; an opportunity leaves less than 100",
        **_percent("work"),
    ),
    _risk(
        "cost_likely",
        "Cost",
        "money",
        lambda value: {"cost_likely_cents": value},
        value=lambda row: row.cost_likely_cents,
        currency=accounts.currency,
    ),
    _risk("review_on", "Review on", "day", several=True, key="d"),
    _risk(
        "touches",
        "Touches",
        "many",
        lambda value: {"touches": list(value)},
        value=lambda row: tuple(each.key for each in row.touches if not each.gone),
        choices=touchable,
        picks="roadmap.item",
        free=True,
        key="l",
        hint="Keys of items, products, names of releases",
    ),
    _risk("cause", "Cause", "area", markdown=True),
    _risk("effect", "Effect", "area", markdown=True),
    _risk("triggers", "Triggers", "area", markdown=True, hint="What shows that it is coming"),
    _risk("controls", "Current controls", "area", markdown=True, hint="What is done about it already"),
    _risk("outcome", "Outcome", "area", markdown=True, hint="What came of it"),
)

acts = (trash("risk.risk", services.remove_risk, "risk"),)
