"""Made-up plans without trouble, and the same with one roadblock of every kind planted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from pilothouse.engine.risk.detect.facts import (
    ItemFacts,
    MarketFacts,
    PersonFacts,
    PlanFacts,
    QuestionFacts,
    RecordFacts,
    ReleaseFacts,
)

ITEMS, _PEOPLE, _SKILLS, _RELEASES = 200, 16, 6, 6


def clean(seed: int) -> PlanFacts:
    draw = np.random.default_rng(seed)
    people = []
    for number in range(_PEOPLE):
        skills = tuple(
            (skill, int(draw.integers(3, 6))) for skill in range(_SKILLS) if (number + skill) % 3 == 0
        )
        start = int(draw.integers(0, 250))
        away = ((start, start + int(draw.integers(0, 10))),)
        over = ((int(draw.integers(0, 12)) * 7, float(draw.uniform(0, 0.9))),) if draw.random() < 0.3 else ()
        people.append(PersonFacts(number, f"Person {number}", over, skills, away))
    releases = []
    for number in range(_RELEASES):
        chance = float(draw.uniform(0.5, 0.95))
        before = min(1.0, max(0.0, chance + float(draw.normal(0, 0.04))))
        items = int(draw.integers(20, 45))
        releases.append(
            ReleaseFacts(
                f"r{number}", f"Release {number}", 0, 40 * (number + 1), chance,
                before, items, int(draw.binomial(items, 0.05)),
            )
        )  # fmt: skip
    found = []
    for number in range(ITEMS):
        release = number * _RELEASES // ITEMS
        likely = float(np.clip(draw.lognormal(1.3, 0.6), 0.5, 15))
        wide = float(draw.uniform(1.2, 1.9))
        target = releases[release].target
        finish = int(draw.integers(max(0, target - 38), target - 1))
        start = max(0, finish - int(likely * 1.4))
        free = [
            person.id
            for person in people
            if not any(first <= target and last >= target - 14 for first, last in person.away)
        ]
        owner = int(draw.choice(free))
        started = start <= 3
        needs = ((int(draw.integers(0, _SKILLS)), 3),)
        found.append(
            ItemFacts(
                f"i{number}", f"K-{number}", f"Item {number}", owner, f"r{release}", round(likely, 1),
                round(likely / wide**0.5, 1), round(likely * wide**0.5, 1), started, start, finish, (owner,),
                needs,
                moved=int(min(2, draw.poisson(0.3))), quiet=int(draw.integers(0, 15)) if started else None,
                critical=float(draw.beta(0.5, 3)), waiting=int(draw.poisson(0.8)),
                external=draw.random() < 0.03, answered=True,
            )
        )  # fmt: skip
    questions = tuple(
        QuestionFacts(f"q{number}", "What?", 0, (row.ref,))
        for number, row in enumerate(found)
        if row.start is not None and row.start > 40 and draw.random() < 0.05
    )
    records = tuple(
        RecordFacts(f"p{number}", f"Product {number}", 0, tuple(draw.lognormal(0.05, 0.5, 25)))
        for number in range(3)
    )
    market = tuple(MarketFacts(f"f{n}", "Fact", 0, -int(draw.integers(1, 200))) for n in range(20))
    return PlanFacts(
        tuple(found), tuple(people), tuple(releases), questions, records, market,
        tuple((skill, f"Skill {skill}") for skill in range(_SKILLS)),
    )  # fmt: skip


def planted(facts: PlanFacts, seed: int) -> tuple[PlanFacts, dict[str, str]]:
    """One of every kind, and what each stands at."""
    draw = np.random.default_rng(seed + 10_000)
    items, people, releases = list(facts.items), list(facts.people), list(facts.releases)
    places = [int(place) for place in draw.permutation(ITEMS)[:12]]
    where: dict[str, str] = {}

    def item(kind: str, at: int, **values: Any) -> None:
        items[at] = replace(items[at], **values)
        where[kind] = items[at].ref

    item("moved", places[0], moved=int(draw.integers(3, 7)))
    item("quiet", places[1], started=True, quiet=int(draw.integers(21, 90)))
    item("nobody", places[2], owner=None, people=(), start=int(draw.integers(0, 15)), started=False)
    item("large", places[3], likely=float(draw.uniform(20, 60)), low=None, high=None)
    likely = float(draw.uniform(5, 15))
    item(
        "wide", places[4], likely=likely, low=likely / 2, high=likely * float(draw.uniform(2.05, 4)),
        critical=float(draw.uniform(0.3, 1)),
    )  # fmt: skip
    item("external", places[5], external=True, waiting=int(draw.integers(1, 6)), answered=False)
    asked = items[places[6]] = replace(items[places[6]], start=int(draw.integers(0, 22)))
    question = QuestionFacts("planted", "Who pays?", None, (asked.ref,))
    where["unanswered"] = "planted"
    busy = int(draw.integers(0, _PEOPLE))
    first = int(draw.integers(0, 6)) * 7
    weeks = tuple((first + 7 * n, float(draw.uniform(1, 4))) for n in range(int(draw.integers(2, 5))))
    people[busy] = replace(people[busy], over=weeks)
    where["over"] = f"team.person:{busy}"
    where["held_by_one"] = f"team.skill:{_SKILLS}"
    people[0] = replace(people[0], skills=(*people[0].skills, (_SKILLS, 4)))
    for at in places[7 : 7 + int(draw.integers(2, 5))]:
        items[at] = replace(items[at], skills=((_SKILLS, 3),))
    release = releases[int(draw.integers(0, _RELEASES))]
    last = next(row for row in items if row.release == release.ref and row.people)
    at = items.index(last)
    items[at] = replace(last, finish=release.target - int(draw.integers(0, 12)))
    gone = last.people[0]
    start = release.target - int(draw.integers(4, 12))
    people[gone] = replace(people[gone], away=((start, start + int(draw.integers(3, 10))),))
    where["away"] = f"{release.ref}/{gone}"
    many = int(draw.integers(9, 40))
    record = RecordFacts("planted", "Product", 0, tuple(draw.lognormal(0.6, 0.4, many)))
    where["bias"] = "planted"
    grown, fallen = (int(place) for place in draw.permutation(_RELEASES)[:2])
    row = releases[grown]
    added = int(np.ceil(row.items * draw.uniform(0.2, 0.5))) + 1
    releases[grown] = replace(row, items=row.items + added, added=added)
    where["scope"] = row.ref
    row = releases[fallen]
    releases[fallen] = replace(row, chance=0.4, chance_before=0.4 + float(draw.uniform(0.15, 0.5)))
    where["falling"] = row.ref
    market = (
        MarketFacts("stale", "Fact", 0, int(draw.integers(1, 200))),
        MarketFacts("breached", "Problem", 0, int(draw.integers(1, 30)), is_support=True),
    )
    where |= {"stale_fact": "stale", "support": "breached"}
    return replace(
        facts,
        items=tuple(items),
        people=tuple(people),
        releases=tuple(releases),
        questions=(*facts.questions, question),
        records=(*facts.records, record),
        market=(*facts.market, *market),
        skills=(*facts.skills, (_SKILLS, "Rare skill")),
    ), where
