"""What makes the sharing of people among products impossible; raises `InvalidProblem`, or does nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from math import isfinite

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.parts import Cap, Item, Need, Person, variants
from pilothouse.engine.schedule.staffing import heads_to_find, is_skilled, match

Label = Callable[[str], str]
Steps = Sequence[tuple[int, float]]

_FULL: Steps = ((0, 1.0),)
_CLOSE = 1e-9


def titled(item: Item, label: Label) -> str:
    """The item with its product, for messages in which items of several products are named."""
    return f"{item.name} ({label(item.product)})" if item.product else item.name


def check_weights(weights: Mapping[str, float], label: Label) -> None:
    for product, weight in weights.items():
        if not isfinite(weight) or weight <= 0:
            raise InvalidProblem(
                f"The weight {weight:g} of {label(product)} is no number above 0.",
                where=label(product),
                cure="Give 1 to count like the others, more to count more.",
            )


def check_parts(people: Sequence[Person], label: Label) -> None:
    """Everybody works for some product, and the parts of a person share no product and no time."""
    shared: dict[str, list[Person]] = {}
    for person in people:
        if person.only and person.only <= person.besides:
            raise InvalidProblem(
                f"{person.label} may work for no product.",
                where=person.label,
                cure="Allow one product at least, or take them off the team.",
            )
        if person.of:
            shared.setdefault(person.of, []).append(person)
    for parts in shared.values():
        for one, other in combinations(parts, 2):
            _check_apart(one, other, label)
        _check_whole(parts)


def _check_apart(one: Person, other: Person, label: Label) -> None:
    if one.only and other.only:
        both = sorted(one.only & other.only - one.besides - other.besides)
    elif one.only or other.only:
        both = sorted((one.only or other.only) - one.besides - other.besides)
    else:
        both = [""]  # each works for all but a few
    if both:
        what = label(both[0]) if both[0] else "the same products"
        raise InvalidProblem(
            f"Two parts of {one.label} work for {what}.",
            where=one.label,
            cure="Give each part products of its own, and one part the rest.",
        )


def _check_whole(parts: Sequence[Person]) -> None:
    whole = next((part.whole for part in parts if part.whole), _FULL)
    for day in sorted({day for part in parts for day, _ in part.capacity} | {day for day, _ in whole}):
        asked, there = sum(share_on(part.capacity, day) for part in parts), share_on(whole, day)
        if asked > there + _CLOSE:
            who = parts[0].label
            raise InvalidProblem(
                f"{who} is given out to {_percent(asked)} of a day from day {day} on and works "
                f"{_percent(there)}: "
                + ", ".join(_percent(share_on(part.capacity, day)) for part in parts)
                + ".",
                where=who,
                cure="Lower the shares until they fit into the day.",
            )


def share_on(steps: Steps, day: int) -> float:
    """The fraction of plan day `day` by steps (first day, fraction)."""
    return next((share for first, share in reversed(steps) if first <= day), 0.0)


def works_elsewhere(person: Person, day: int) -> bool:
    """Whether somebody, of whom this is the part for some products, is at work on a day all the same."""
    return bool(person.of) and share_on(person.whole or ((0, 1.0),), day) > 0


def ending(person: Person, gone: float, product: str) -> str:
    """How it is said that `product` has no more of a person from plan day `gone` on."""
    if works_elsewhere(person, int(gone)):
        return f"whose share for {product} ends on day {gone:g}"
    return f"who leaves on day {gone:g}"


def _percent(share: float) -> str:
    return f"{100 * share:g} %"


def check_caps(caps: Sequence[Cap], items: Sequence[Item], people: Sequence[Person], label: Label) -> None:
    """Caps name people that exist and leave every item the people that it cannot do without."""
    by_id = {person.id: person for person in people}
    for cap in caps:
        unknown = [name for name in cap.people if name not in by_id]
        if unknown:
            raise InvalidProblem(
                f"It names people who are not in this plan: {', '.join(unknown)}.",
                where=cap.label,
                cure="Name people of this plan only.",
            )
        if cap.most < 1 or cap.most != int(cap.most):
            raise InvalidProblem(
                f"At most {cap.most} people at once is no limit that can be kept.",
                where=cap.label,
                cure="Allow a whole number of 1 or more.",
            )
        _check_cap(cap, items, by_id, label)


def _check_cap(cap: Cap, items: Iterable[Item], by_id: Mapping[str, Person], label: Label) -> None:
    counted, products = frozenset(cap.people), frozenset(cap.products)
    settled: set[tuple[str, tuple[Need, ...], tuple[str, ...]]] = set()
    for way in (way for item in items if item.product in products for way in variants(item)):
        heads = heads_to_find(way, by_id)
        key = (way.product, heads, way.people)
        if len(heads) + len(way.people) <= cap.most or key in settled:
            continue
        settled.add(key)
        others = [
            person for person in by_id.values() if person.id not in counted and person.id not in way.people
        ]
        fits = [[is_skilled(person, head, way.product) for person in others] for head in heads]
        least = len(counted.intersection(way.people)) + len(heads) - len(match(fits))
        if least > cap.most:
            raise InvalidProblem(
                f"It needs {least} people of {cap.label} at once, of whom at most {cap.most} may work for "
                f"{label(way.product)} at any time.",
                where=way.name,
                cure=f"Raise the limit to {least}, lower the need, or give the skill to someone else.",
            )
