"""What makes many items of a plan file late together, factors and risks, and responses to risks."""

from __future__ import annotations

from pilothouse.engine.forecast.futures.causes import Event, Factor
from pilothouse.engine.formats.plan.table import MONEY, Table
from pilothouse.engine.risk.response import KINDS, Response
from pilothouse.engine.schedule.effort import Effort

FACTOR = frozenset({"id", "title", "items", "sigma"})
RISK = frozenset({"id", "title", "items", "probability", "delay", "multiplier", "response"})
_RESPONSE = frozenset(
    {"id", "title", "kind", "cost", "work", "before", "after", "probability", "impact", "also"}
)
_MOST = 1_000.0


def read_factor(row: Table, known: set[str]) -> Factor:
    identity = row.text("id")
    sigma = row.number("sigma", 0.2, most=2.99)
    return Factor(identity, row.text("title", identity), _items(row, known), sigma)


def read_risk(row: Table, known: set[str]) -> Event:
    identity = row.text("id")
    if not row.has("probability"):
        raise row.wrong("probability", "'probability' is missing.", "Write probability = 0.2.")
    if not row.has("delay") and not row.has("multiplier"):
        raise row.wrong(
            "delay",
            "The risk does nothing.",
            "Write delay = [2, 5, 10] in working days, or multiplier = 1.5.",
        )
    return Event(
        id=identity,
        title=row.text("title", identity),
        chance=row.number("probability", 0.0, most=1.0),
        items=_items(row, known),
        delay=row.three_points("delay") if row.has("delay") else None,
        multiplier=row.number("multiplier", 1.0, most=_MOST),
    )


def read_responses(row: Table, event: Event, risks: dict[str, Event], known: set[str]) -> list[Response]:
    """The responses to a risk; what each leaves of it is stated, and read as a share."""
    found = []
    for each in row.tables("response", "title", _RESPONSE, within=row.place):
        also = each.texts("also")
        for name in also:
            if name not in risks or name == event.id:
                raise each.wrong("also", f"There is no other risk '{name}'.", "Use the id of a risk.")
        answered = [event, *(risks[name] for name in also)]
        touched = list(dict.fromkeys(item for risk in answered for item in risk.items))
        work = _work(each)
        kind = each.text("kind", "reduce")
        if kind not in KINDS:
            raise each.wrong("kind", f"'{kind}' is no kind of response.", f"Use {', '.join(KINDS)}.")
        found.append(
            Response(
                id=each.text("id"),
                title=each.text("title", each.text("id")),
                kind=next(row for row in KINDS if row == kind),
                risks=tuple(risk.id for risk in answered),
                chance=_share_left(each, event.chance, 0.0 if kind == "avoid" else event.chance),
                impact=each.number("impact", 1.0, most=1.0),
                cost=each.number("cost", 0.0, most=MONEY),
                work=work,
                before=_named(each, "before", known)
                if each.has("before")
                else tuple(touched if work else ()),
                after=_named(each, "after", known),
            )
        )
    return found


def _share_left(row: Table, chance: float, default: float) -> float:
    left = row.number("probability", default, most=1.0)
    if left > chance:
        raise row.wrong(
            "probability",
            f"It leaves a probability of {left:g}, and the risk has {chance:g} without it.",
            "State what is left of the probability.",
        )
    return left / chance if chance else 1.0


def _work(row: Table) -> tuple[tuple[str, Effort], ...]:
    """`work = { Go = 2 }`, person-days by skill, or `work = 2`, whoever does it."""
    if not row.has("work"):
        return ()
    if not isinstance(row.values["work"], dict):
        return (("", row.three_points("work")),)
    by_skill = row.table("work", "Write work = { Go = 2 } or work = 2.")
    return tuple((skill, by_skill.three_points(skill)) for skill in by_skill.values)


def _named(row: Table, key: str, known: set[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(row.texts(key)))
    for name in found:
        if name not in known:
            raise row.wrong(key, f"The item '{name}' does not exist.", "Use the id of an item.")
    return found


def _items(row: Table, known: set[str]) -> tuple[str, ...]:
    found = tuple(row.texts("items"))
    for name in found:
        if name not in known:
            raise row.wrong("items", f"The item '{name}' does not exist.", "Use the id of an item.")
    if not found or len(set(found)) < len(found):
        raise row.wrong("items", "It names no item, or one twice.", 'Write items = ["a", "b"].')
    return found
