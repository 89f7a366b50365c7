"""A small roadmap as the engine sees it: parts, the ends of their parent, and what waits for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Problem
from pilothouse.roadmap.planning.problem import Inputs, pose
from pilothouse.roadmap.planning.weights import weight
from pilothouse.roadmap.queries.snapshot import (
    Colleague,
    Link,
    OpenItem,
    OpenProduct,
    OpenRelease,
    SkillNeed,
    Snapshot,
    WorkingDays,
)
from tools.docs.algorithms.drawing import Picture, row

_MONDAY = date(2027, 1, 4)
_PRODUCT, _RELEASE, _GO = 1, 1, 1


def _item(number: int, title: str, **given: object) -> OpenItem:
    blank = OpenItem(
        id=number, product_id=_PRODUCT, key=f"ATL-{number}", title=title, parent_id=None, release_id=None,
        is_started=False, started_on=None, milestone=False, low=None, likely=None, high=None,
        story_points=None, progress=0.0, earliest_start=None, deadline=None, deadline_hard=False,
        cost_of_delay=None, value=None, priority=None, mandatory=False, owner_id=None, team_id=None,
    )  # fmt: skip
    return replace(blank, **given)  # type: ignore[arg-type]


def _person(number: int, name: str, **given: object) -> Colleague:
    blank = Colleague(number, name, 1.0, None, None, "", "", 0, ((_GO, 4),), (), None, None)
    return replace(blank, **given)  # type: ignore[arg-type]


_SNAPSHOT = Snapshot(
    mode="balanced",
    products=(OpenProduct(_PRODUCT, "ATL", "Atlas"),),
    allocations=(),
    team_shares=(),
    items=(
        _item(1, "Streaming", release_id=_RELEASE, value=50),
        _item(
            2, "Collector", parent_id=1, low=2.0, likely=4.0, high=8.0, progress=0.25, cost_of_delay=200_000,
            needs=(SkillNeed(_GO, 3, 1),),
        ),
        _item(3, "Storage", parent_id=1, priority="high", needs=(SkillNeed(_GO, 3, 1),)),
        _item(4, "Guide", low=1.0, likely=2.0, high=3.0, value=80, owner_id=2),
        _item(5, "Launch", milestone=True, release_id=_RELEASE),
    ),
    links=(Link(1, 4, "FS", 0.0), Link(4, 5, "FS", 0.0)),
    since=(),
    finished_parents=(),
    releases=(OpenRelease(_RELEASE, _PRODUCT, "2.0", date(2027, 1, 29), False),),
    people=(_person(1, "Ana", ramp_weeks=2, joins_on=_MONDAY), _person(2, "Ben", availability=0.8)),
    calendar=WorkingDays("", "", (0, 1, 2, 3, 4), ()),
    histories=(),
    skills=((_GO, "Go"),),
)  # fmt: skip


@cache
def _inputs() -> Inputs:
    return pose(_SNAPSHOT, today=_MONDAY)


def _columns(problem: Problem) -> dict[str, int]:
    """How many steps lie before each item."""
    found = {item.id: 0 for item in problem.items}
    for _ in problem.items:
        for edge in problem.dependencies:
            found[edge.successor] = max(found[edge.successor], found[edge.predecessor] + 1)
    return found


def _size(effort: Effort | None) -> str:
    return f"{effort.low:g} / {effort.likely:g} / {effort.high:g}" if effort else ""


def draw() -> str:
    problem = _inputs().problem
    picture = Picture(
        "A roadmap as the engine sees it",
        "A parent that something waits for becomes a start and an end around its parts; the guide waits for "
        "the end. The release is the group of what it carries.",
        192,
    )
    columns = _columns(problem)
    carried = {name for group in problem.groups if group.id.startswith("r") for name in group.members}
    wide, places = 112.0, {}
    for item in problem.items:
        beside = [other.id for other in problem.items if columns[other.id] == columns[item.id]]
        x = 28 + 148 * columns[item.id]
        y = 84 + (beside.index(item.id) - (len(beside) - 1) / 2) * 74
        places[item.id] = (x, y)
        name = {"s": "starts", "e": "ends"}.get(item.id[-1], "")
        work = (
            f"{item.effort.low:g} / {item.effort.likely:g} / {item.effort.high:g}"
            if item.effort
            else "no time"
        )
        colour = "blue" if item.id in carried else "line"
        picture.box(x, y, wide, 48, [f"{item.title} {name}".strip(), work], colour=colour)
    for edge in problem.dependencies:
        (x, y), (right, down) = places[edge.predecessor], places[edge.successor]
        picture.arrow((x + wide + 2, y + 24), (right - 3, down + 24))
    picture.text(
        28, 30, "days of work left: low / likely / high; blue: carried by release 2.0", colour="mute"
    )
    return picture.svg()


def worked() -> list[str]:
    inputs, lines = _inputs(), []
    sources = {
        2: "cost of delay 2,000.00 a week",
        3: "priority high",
        4: "value 80",
        5: "nothing said",
    }
    for work in inputs.problem.items:
        if (item := inputs.item(work.id)) is None:
            continue
        told = _size(work.effort) or "milestone"
        who = ", ".join(inputs.people[name].name for name in work.people)
        who = who or ", ".join(f"{need.skill} {need.level:g}" for need in work.needs)
        lines.append(row(item.title, told, who or "no one", sources[item.id], f"{weight(item):.2f}"))
    ana = inputs.problem.people[0].capacity
    steps = ", ".join(f"{share:.3f}" for _, share in ana[:3])
    group = next(group for group in inputs.problem.groups if group.id.startswith("r"))
    lines.append(f"deadline {group.deadline:g}")
    lines.append(f"{steps} of a day on her first three days")
    return lines
