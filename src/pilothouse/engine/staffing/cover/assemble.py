"""The least team that covers all needs, with a reason for each of its people."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.stopwatch import Stopwatch
from pilothouse.engine.staffing.cover.cells import UNITS, Cells, Flags, Floats
from pilothouse.engine.staffing.cover.explain import why_not
from pilothouse.engine.staffing.cover.flow import Flow
from pilothouse.engine.staffing.cover.front import front
from pilothouse.engine.staffing.cover.moving import best_moving, least_moves
from pilothouse.engine.staffing.cover.problem import Cover
from pilothouse.engine.staffing.cover.result import Assembled, Member, Short, Status, Without
from pilothouse.engine.staffing.cover.teams import CLOSE, Search, Team

SECONDS = 20.0
BACKFILL_SECONDS = 1.0
_ABOVE = 2.0  # levels more than asked


def assemble(
    cover: Cover,
    *,
    seconds: float = SECONDS,
    gap: float = 0.0,
    reasons: bool = True,
    fronted: bool = False,
) -> Assembled:
    """The team of least cost that does all work, or why there is none.

    Same problem, same team, unless `seconds` (of the processor) ran out first. `reasons`: who would come in
    for each person, all others kept. `fronted`: cheaper teams that cover less as well.
    """
    cells = Cells.of(cover)
    why = why_not(cover, cells)
    if why is not None:
        return Assembled("infeasible", 0.0, 0.0, 0.0, (), why=why)
    question = _Question(cover, cells)
    team = question.best(seconds=seconds, gap=gap)
    if team.chosen is None:
        if np.isinf(team.bound):
            return Assembled("infeasible", 0.0, 0.0, 0.0, (), why=question.too_many(seconds))
        return Assembled("unknown", 0.0, team.bound, 0.0, ())
    days, flow = _work(cells, team.chosen, cover.move_price)
    status: Status = "optimal" if team.gap <= CLOSE else "feasible"
    members = _members(question, team, days, flow, reasons=reasons)
    points = front(cover, cells, team.chosen) if fronted else ()
    return Assembled(status, team.cost, team.bound, team.gap, members, _moved(cells, days, flow), points)


class _Question:
    def __init__(self, cover: Cover, cells: Cells) -> None:
        self.cover, self.cells = cover, cells
        asked = cells if cover.move_price is None else cells.only(np.zeros(cells.need.size, dtype=np.bool_))
        self.search = Search(asked, cover.least, cover.most)

    def best(
        self, *, seconds: float, gap: float = 0.0, fixed: Flags | None = None, without: int | None = None
    ) -> Team:
        price = self.cover.move_price
        if price is None or not self.cells.need.size:
            return self.search.best(seconds=seconds, gap=gap, fixed=fixed, without=without)
        barred = np.zeros(self.cells.cost.size, dtype=np.bool_)
        low = self.cells.kept.copy() if fixed is None else self.cells.kept | fixed
        if without is not None:
            barred[without], low[without] = True, False
        return best_moving(
            self.cells, self.search.hall.rows(), price, seconds=seconds, fixed=low, barred=barred
        )

    def too_many(self, seconds: float) -> Short:
        """The number of people is what is in the way, or all conditions together."""
        cover = self.cover
        if cover.most is not None:
            free = Search(self.cells, cover.least, None) if cover.move_price is None else None
            least = free.best(seconds=seconds, cost=np.ones(self.cells.cost.size)) if free else None
            if least is not None and least.chosen is not None:
                count = int(np.ceil(least.bound - 1e-6))
                people = "person" if cover.most == 1 else "people"
                return Short(
                    f"At least {count} people are needed, and the team may have {cover.most} {people}."
                )
        return Short("Each condition can be met, but not all of them by one team.")


def _work(cells: Cells, chosen: Flags, price: float | None) -> tuple[list[Floats], Flow]:
    """Days on each arc of each part."""
    if price is not None and cells.need.size:
        days, flow = least_moves(cells, chosen, price)
        return [days], flow
    flow = Flow(cells)
    return [flow.serve(part, chosen.astype(np.float64)).given / UNITS for part in flow.parts], flow


def _members(
    question: _Question, team: Team, days: list[Floats], flow: Flow, *, reasons: bool
) -> tuple[Member, ...]:
    cover, cells = question.cover, question.cells
    assert team.chosen is not None
    work: dict[int, list[tuple[str, float, int, float]]] = {}
    for part, given in zip(flow.parts, days, strict=True):
        for arc in np.flatnonzero(given > CLOSE).tolist():
            skill, level, _ = cells.names[part.cells[part.cell[arc]]]
            row = (skill, level, int(part.month[arc]), round(float(given[arc]), 4))
            work.setdefault(int(part.person[arc]), []).append(row)
    found, watch = [], Stopwatch()
    for person in np.flatnonzero(team.chosen).tolist():
        own, each = tuple(sorted(work.get(person, ()))), cover.people[person]
        above = sum(row[3] for row in own if each.skills[row[0]] >= row[1] + _ABOVE)
        with watch.running():
            without = _without(question, team, flow, person) if reasons and not each.kept else None
        free = float(cells.free[person].sum()) / UNITS
        spent = sum(row[3] for row in own)
        found.append(Member(each.id, each.cost, spent, free, own, above, without))
    return tuple(found)


def _without(question: _Question, team: Team, flow: Flow, person: int) -> Without:
    cover, cells = question.cover, question.cells
    assert team.chosen is not None
    rest = team.chosen.copy()
    rest[person] = False
    lost = flow.short(rest) / UNITS
    label = cover.people[person].label
    barred = np.zeros(cells.cost.size, dtype=np.bool_)
    barred[person] = True
    why = why_not(cover, cells, barred=barred)
    if why is not None:
        return Without((), None, lost, f"No one can take over from {label}. {why.text}")
    other = question.best(seconds=BACKFILL_SECONDS, fixed=rest, without=person)
    if other.chosen is None:
        return Without((), None, lost, f"With all others kept, no one can take over from {label}.")
    more = other.cost - team.cost
    instead = np.flatnonzero(other.chosen & ~rest)
    names = " and ".join(cover.people[one].label for one in instead) or "No one else"
    price = f"costs {more:,.0f} more" if more >= 0.5 else "costs as much"
    days = f"{lost:g} days would not be done" if lost else "a condition would not be kept"
    text = f"Without {label} {days}. {names} instead {price}."
    return Without(tuple(cover.people[one].id for one in instead), more, lost, text)


def _moved(cells: Cells, days: list[Floats], flow: Flow) -> tuple[tuple[str, float, int, float], ...]:
    """Days by need that are done a month later."""
    found: dict[int, float] = {}
    for part, given in zip(flow.parts, days, strict=True):
        for arc in np.flatnonzero(given > CLOSE).tolist():
            cell = int(part.cells[part.cell[arc]])
            if part.month[arc] != cells.month[cell]:
                found[cell] = found.get(cell, 0.0) + float(given[arc])
    return tuple((*cells.names[cell], round(amount, 4)) for cell, amount in sorted(found.items()))
