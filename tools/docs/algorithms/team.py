"""Four people, three needs: who is chosen, why, and what no team could do."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pilothouse.engine.staffing.cover.assemble import assemble
from pilothouse.engine.staffing.cover.problem import Candidate, Cover, Critical, Demand
from pilothouse.engine.staffing.cover.result import Assembled
from tools.docs.algorithms.drawing import Picture, Scale, row

_COVER = Cover(
    ("March", "April"),
    (
        Candidate("ana", "Ana", "staff", {"Go": 4.0}, (15.0, 15.0), 4.0),
        Candidate("ben", "Ben", "candidate", {"Go": 3.0, "Kafka": 3.0}, (12.0, 18.0), 9.0),
        Candidate("cleo", "Cleo", "contractor", {"Kafka": 4.0}, (18.0, 18.0), 6.0),
        Candidate("dev", "Dev", "contractor", {"Go": 2.0, "Kafka": 2.0}, (18.0, 18.0), 8.0),
    ),
    (Demand("Go", 3.0, 0, 14.0), Demand("Kafka", 3.0, 0, 10.0), Demand("Kafka", 2.0, 1, 20.0)),
    (Critical("Kafka", 2.0, 2),),
)


@cache
def _found() -> Assembled:
    return assemble(_COVER, fronted=True)


def draw() -> str:
    found = _found()
    names = {person.id: person.label for person in _COVER.people}
    picture = Picture(
        "Who does what of the chosen team",
        f"{' and '.join(names[member.person] for member in found.team)} are chosen; "
        f"bars are their days of work within their free days.",
        60 + 44 * len(found.team),
    )
    days = Scale(0, 40, 110, 700)
    bottom = 24 + 44 * len(found.team)
    picture.across(days, bottom, [(day, str(day)) for day in range(0, 41, 10)], up_to=14)
    picture.text(700, bottom + 32, "days in March and April", colour="mute", at="end", small=True)
    for place, member in enumerate(found.team):
        y = 18 + 44 * place
        picture.text(96, y + 18, names[member.person], at="end")
        picture.bar(days.at(0), y, days.at(member.free) - days.at(0), 24, faint=0.2)
        picture.bar(days.at(0), y, days.at(member.days) - days.at(0), 24)
    return picture.svg()


def worked() -> list[str]:
    found = _found()
    names = {person.id: person.label for person in _COVER.people}
    lines = [
        row(
            names[member.person],
            f"{member.cost:g}",
            f"{member.days:g}",
            member.without.text if member.without else "",
        )
        for member in found.team
    ]
    short = assemble(replace(_COVER, demands=(*_COVER.demands, Demand("Kafka", 3.0, 0, 25.0))))
    assert short.why is not None
    lines.append(f"The cost is {found.cost:g}, and no team costs less.")
    lines += [f"{100 * point.coverage:.0f} % for {point.cost:g}" for point in found.front[1:]]
    return [*lines, short.why.text]
