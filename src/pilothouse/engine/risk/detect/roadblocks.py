"""Roadblocks that are coming, with the evidence for each: what could go into the register of risks.

Every rule reads facts that are known before anything is late, and says from what on it speaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb
from statistics import median

from pilothouse.engine.risk.detect.facts import ItemFacts, PlanFacts, ReleaseFacts

MOVED = 3  # times that an item was put off
QUIET = 21  # days without a sign of life, of an item in progress
NEAR = 14  # days ahead in which someone must be there
LARGE = 20.0  # person-days of one item
LARGE_TIMES = 4.0  # times the median estimate of the plan
OVER_WEEKS = 2  # weeks with more work than time
OVER_DAYS = 1.0  # of work too much in each of them
HELD_BY_ONE = 2  # items that need a skill of one person
AWAY = 3  # days of absence
BEFORE_TARGET = 14  # days before a target date
CRITICAL = 0.3  # share of simulations in which the end waits for it
WIDE = 1.5  # (high - low) / likely
WIDE_DAYS = 3.0  # high - likely
QUESTION_NEAR = 21  # days ahead in which an item that waits for an answer begins
RECORD = 8  # finished items of a product
BIAS = 1.3  # times its estimate that half of the work takes at least
SURE = 0.05  # chance of as many overruns without bias
ADDED, ADDED_SHARE = 3, 0.2  # items that came into a release
STOOD = 5  # items that it had before: one that is being filled does not grow
FALL = 0.15  # by which the chance of a target date fell
MOST = 20  # of one kind


@dataclass(frozen=True, slots=True)
class Roadblock:
    """Something that may delay the plan. `about` is what it stands at, `touches` what it would delay; `event`
    and `evidence` are for people. `delay` in working days, None where nothing says how much."""

    kind: str
    about: str
    event: str
    evidence: str
    category: str
    owner: int | None
    touches: tuple[str, ...]
    delay: tuple[float, float, float] | None = None
    weight: float = 0.0


def find(facts: PlanFacts) -> tuple[Roadblock, ...]:
    """All that the rules find, the weightiest of a kind first, no more than `MOST` of each."""
    found: list[Roadblock] = []
    for rule in RULES.values():
        found += sorted(rule(facts), key=lambda row: (-row.weight, row.about))[:MOST]
    return tuple(found)


def _moved(facts: PlanFacts) -> Iterator[Roadblock]:
    for row in facts.items:
        if row.moved >= MOVED:
            text = f"It was put off or carried over {row.moved} times."
            yield _of_item(row, "moved", f"{row.title} is put off again", text, row.moved)


def _quiet(facts: PlanFacts) -> Iterator[Roadblock]:
    for row in facts.items:
        if row.started and row.quiet is not None and row.quiet >= QUIET:
            text = f"It is in progress, and nothing was heard of it for {row.quiet} days."
            yield _of_item(row, "quiet", f"{row.title} stalls", text, row.quiet)


def _nobody(facts: PlanFacts) -> Iterator[Roadblock]:
    for row in facts.items:
        near = row.started or (row.start is not None and row.start <= NEAR)
        if near and row.owner is None and not row.people:
            when = "is in progress" if row.started else f"is to begin in {_days(row.start or 0)}"
            yield _of_item(
                row, "nobody", f"{row.title} has no one to do it", f"It {when}, without anyone.", 1
            )


def _large(facts: PlanFacts) -> Iterator[Roadblock]:
    sizes = [row.likely for row in facts.items if row.likely]
    usual = median(sizes) if sizes else 0.0
    for row in facts.items:
        if row.likely and row.likely >= max(LARGE, LARGE_TIMES * usual):
            text = f"It is estimated at {row.likely:g} days; half of all items are at {usual:g} or less."
            event = f"{row.title} is larger than was thought"
            yield _of_item(row, "large", event, text, row.likely, category="requirements")


def _over(facts: PlanFacts) -> Iterator[Roadblock]:
    for person in facts.people:
        weeks = [(day, many) for day, many in person.over if many >= OVER_DAYS]
        if len(weeks) < OVER_WEEKS:
            continue
        first = min(day for day, _ in weeks)
        touched = [
            row.ref
            for row in facts.items
            if person.id in row.people
            and any(
                row.start is not None and row.finish is not None and row.start < day + 7 and row.finish >= day
                for day, _ in weeks
            )
        ]
        many = sum(many for _, many in weeks)
        text = (
            f"More work than time in {len(weeks)} weeks, by {many:.1f} days together; "
            f"the first begins in {_days(max(0, first))}."
        )
        yield Roadblock(
            "over", f"team.person:{person.id}", f"{person.name} cannot do all that is planned", text,
            "staffing", person.id, tuple(touched[:MOST]), (many / 2, many, 1.5 * many), many,
        )  # fmt: skip


def _held_by_one(facts: PlanFacts) -> Iterator[Roadblock]:
    names = dict(facts.skills)
    wanted: dict[int, list[tuple[int, ItemFacts]]] = defaultdict(list)
    for row in facts.items:
        for skill, level in row.skills:
            wanted[skill].append((level, row))
    for skill, rows in sorted(wanted.items()):
        least = max(level for level, _ in rows)
        able = [
            person
            for person in facts.people
            if any(one == skill and at >= least for one, at in person.skills)
        ]
        needing = [row for level, row in rows if level == least] if len(able) == 1 else []
        if len(able) != 1 or len(needing) < HELD_BY_ONE:
            continue
        (person,) = able
        name = names.get(skill, "a skill")
        text = f"{len(needing)} open items need {name}, which {person.name} alone has."
        yield Roadblock(
            "held_by_one", f"team.skill:{skill}", f"{person.name} is not there, and no one else has {name}",
            text, "staffing", person.id, tuple(row.ref for row in needing[:MOST]), None, len(needing),
        )  # fmt: skip


def _away(facts: PlanFacts) -> Iterator[Roadblock]:
    for release in facts.releases:
        if release.target < 0:
            continue
        first = release.target - BEFORE_TARGET
        for person in facts.people:
            own = [
                row
                for row in facts.items
                if row.release == release.ref
                and person.id in row.people
                and row.finish is not None
                and row.finish >= first
            ]
            days = sum(
                max(0, min(last, release.target) - max(start, first) + 1) for start, last in person.away
            )
            if own and days >= AWAY:
                more = f" and {len(own) - 1} more" if len(own) > 1 else ""
                text = (
                    f"{person.name} is away for {_days(days)} of the two weeks before the target date, "
                    f"and does {own[0].key}{more} then."
                )
                event = f"{person.name} is away at the end of {release.name}"
                yield Roadblock(
                    "away", f"{release.ref}/{person.id}", event, text, "staffing", release.owner or person.id,
                    (release.ref,), None, days,
                )  # fmt: skip


def _wide(facts: PlanFacts) -> Iterator[Roadblock]:
    for row in facts.items:
        if row.low is None or row.high is None or not row.likely or row.critical < CRITICAL:
            continue
        if (row.high - row.low) / row.likely >= WIDE and row.high - row.likely >= WIDE_DAYS:
            text = (
                f"Estimated at {row.low:g} to {row.high:g} days, and the end waits for it in "
                f"{row.critical:.0%} of the simulations."
            )
            over = row.high - row.likely
            yield _of_item(
                row, "wide", f"{row.title} takes as long as it may", text, row.critical * over,
                delay=(over / 2, over, 1.5 * over),
            )  # fmt: skip


def _unanswered(facts: PlanFacts) -> Iterator[Roadblock]:
    items = {row.ref: row for row in facts.items}
    for question in facts.questions:
        near = [
            row
            for ref in question.items
            if (row := items.get(ref)) is not None
            and (row.started or (row.start is not None and row.start <= QUESTION_NEAR))
        ]
        if near:
            when = min(0 if row.started else row.start or 0 for row in near)
            late = f", and was due {_days(question.overdue)} ago" if question.overdue > 0 else ""
            begun = f"begins in {_days(when)}" if when > 0 else "has begun"
            text = f"{near[0].key} waits for the answer and {begun}. The question is open{late}."
            yield Roadblock(
                "unanswered", question.ref, f"No answer in time: {question.text}", text, "requirements",
                question.owner or near[0].owner, tuple(row.ref for row in near), None, 100 - when,
            )  # fmt: skip


def _external(facts: PlanFacts) -> Iterator[Roadblock]:
    for row in facts.items:
        if row.external and row.waiting and not row.answered:
            wait = "items wait" if row.waiting > 1 else "item waits"
            text = (
                f"{row.waiting} {wait} for it, others do it, and no response says what is done if it is late."
            )
            event = f"{row.title} comes late from outside"
            yield _of_item(row, "external", event, text, row.waiting, category="dependency")


def _bias(facts: PlanFacts) -> Iterator[Roadblock]:
    for record in facts.records:
        ratios = record.ratios
        many = len(ratios)
        if many < RECORD or median(ratios) < BIAS:
            continue
        over = sum(ratio > 1 for ratio in ratios)
        if sum(comb(many, held) for held in range(over, many + 1)) / 2**many <= SURE:
            text = (
                f"Of {many} finished items {over} took longer than estimated, half of them "
                f"{median(ratios):.1f} times as long or more."
            )
            yield Roadblock(
                "bias", record.ref, f"Work of {record.name} takes longer than estimated", text, "operations",
                record.owner, (record.ref,), None, median(ratios),
            )  # fmt: skip


def _scope(facts: PlanFacts) -> Iterator[Roadblock]:
    for row in facts.releases:
        stood = row.items - row.added
        if stood >= STOOD and row.added >= max(ADDED, ADDED_SHARE * stood):
            text = f"{row.added} of its {row.items} items came in within four weeks."
            yield _of_release(row, "scope", f"{row.name} keeps growing", text, row.added, "requirements")


def _falling(facts: PlanFacts) -> Iterator[Roadblock]:
    for row in facts.releases:
        if row.chance is None or row.chance_before is None or row.chance_before - row.chance < FALL:
            continue
        text = f"The chance of its target date fell from {row.chance_before:.0%} to {row.chance:.0%}."
        fall = row.chance_before - row.chance
        yield _of_release(row, "falling", f"{row.name} misses its target date", text, fall, "launch")


def _market(facts: PlanFacts) -> Iterator[Roadblock]:
    for row in facts.market:
        if row.days <= 0:
            continue
        if row.is_support:
            text = f"It missed its service level {_days(row.days)} ago and is not solved."
            kind, event = "support", f"Support takes people from the plan: {row.text}"
        else:
            text = f"What the plan rests on expired {_days(row.days)} ago and was not checked since."
            kind, event = "stale_fact", f"The market is not what the plan takes it for: {row.text}"
        category = "operations" if row.is_support else "market"
        yield Roadblock(kind, row.ref, event, text, category, row.owner, (), None, row.days)


RULES: dict[str, Callable[[PlanFacts], Iterator[Roadblock]]] = {
    "moved": _moved,
    "quiet": _quiet,
    "nobody": _nobody,
    "large": _large,
    "over": _over,
    "held_by_one": _held_by_one,
    "away": _away,
    "wide": _wide,
    "unanswered": _unanswered,
    "external": _external,
    "bias": _bias,
    "scope": _scope,
    "falling": _falling,
    "market": _market,
}
KINDS = (*(kind for kind in RULES if kind != "market"), "stale_fact", "support")


def _of_item(
    row: ItemFacts,
    kind: str,
    event: str,
    evidence: str,
    weight: float,
    *,
    category: str = "operations",
    delay: tuple[float, float, float] | None = None,
) -> Roadblock:
    owner = row.owner or (row.people[0] if row.people else None)
    return Roadblock(
        kind, row.ref, event, f"{row.key}: {evidence}", category, owner, (row.ref,), delay, weight
    )


def _of_release(
    row: ReleaseFacts, kind: str, event: str, evidence: str, weight: float, category: str
) -> Roadblock:
    return Roadblock(kind, row.ref, event, evidence, category, row.owner, (row.ref,), None, weight)


def _days(many: int) -> str:
    return "1 day" if many == 1 else f"{many} days"
