"""Why no team can meet all needs: the smallest set of them, and who is short, in a sentence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pilothouse.engine.staffing.cover.cells import UNITS, Cells, Flags, Ints
from pilothouse.engine.staffing.cover.flow import Flow
from pilothouse.engine.staffing.cover.problem import Cover
from pilothouse.engine.staffing.cover.result import Short

_CHUNKS = (16, 4, 1)
_NAMED = 4


def why_not(cover: Cover, cells: Cells, *, barred: Flags | None = None) -> Short | None:
    """A reason that holds for everyone together, or for everyone of any group with enough common hours.

    None where none of these is the reason: then it is the number of people, or a mix of conditions.
    """
    may = np.ones(cells.cost.size, dtype=np.bool_) if barred is None else ~barred
    return _in_group(cover, cells, may, "") or _in_windows(cover, cells, may)


def _in_group(cover: Cover, cells: Cells, may: Flags, where: str) -> Short | None:
    for row, holders in zip(cover.critical, cells.holders & may, strict=True):
        if holders.sum() < row.holders:
            names = tuple(cover.people[one].label for one in np.flatnonzero(holders))
            text = (
                f"{where}{row.holders} people must have {row.skill} at level {row.level:g}; "
                f"{_who_has(names)}."
            )
            return Short(_capital(text), people=names)
    flow = Flow(cells, moves=cover.move_price is not None)
    for part in flow.parts:
        cut = flow.serve(part, may.astype(np.float64)).cut
        if cut.size:
            return _sentence(cover, cells, _smallest(cells, cut, may, flow.moves), may, where)
    return None


def _in_windows(cover: Cover, cells: Cells, may: Flags) -> Short | None:
    found = []
    for window in cells.windows:
        zones = sorted({cover.people[one].zone for one in np.flatnonzero(window)})
        where = f"among people of UTC{zones[0]:+g} to UTC{zones[-1]:+g}, "
        short = _in_group(cover, cells, may & window, where)
        if short is None:
            return None
        found.append(short)
    if not found:
        return None
    least = min(found, key=lambda row: row.asked - row.free)
    text = f"With {cover.overlap:g} hours in common no group can do it. The nearest: {least.text}"
    return Short(text, least.needs, least.people, least.asked, least.free)


def _smallest(cells: Cells, cut: Ints, may: Flags, moves: bool) -> Ints:
    """What is left of a cut when all is dropped that need not be there (deletion filter, in chunks)."""

    def is_short(rows: Ints) -> bool:
        wanted = np.zeros(cells.need.size, dtype=np.bool_)
        wanted[rows] = True
        return not Flow(cells.only(wanted), moves=moves).does(may)

    return _filtered(cut, is_short)


def _filtered(rows: Ints, is_short: Callable[[Ints], bool]) -> Ints:
    for chunk in _CHUNKS:
        place = 0
        while place < rows.size:
            rest = np.concatenate((rows[:place], rows[place + chunk :]))
            if rest.size and is_short(rest):
                rows = rest
            else:
                place += chunk
    return rows


def _sentence(cover: Cover, cells: Cells, rows: Ints, may: Flags, where: str) -> Short:
    able = np.flatnonzero(may & cells.able[:, rows].any(axis=1))
    months = np.unique(cells.month[rows])
    last = min(int(months[-1]) + (1 if cover.move_price is not None else 0), len(cover.months) - 1)
    asked = float(cells.need[rows].sum()) / UNITS
    free = float(cells.free[able][:, months[0] : last + 1].sum()) / UNITS
    names = tuple(cover.people[one].label for one in able)
    skills = dict.fromkeys(f"{cells.names[row][0]} at level {cells.names[row][1]:g}" for row in rows.tolist())
    shown = list(skills)[:_NAMED]
    more = f" and {len(skills) - _NAMED} more" if len(skills) > _NAMED else ""
    when = (
        cover.months[months[0]] if last == months[0] else f"{cover.months[months[0]]} to {cover.months[last]}"
    )
    text = f"{where}in {when} the work in {_listed(shown)}{more} takes {asked:g} days; {_has(names, free)}."
    needs = tuple((*cells.names[row], float(cells.need[row]) / UNITS) for row in rows.tolist())
    return Short(_capital(text), needs, names, asked, free)


def _has(names: tuple[str, ...], free: float) -> str:
    if not names:
        return "no one can do it"
    if len(names) > _NAMED:
        return f"all {len(names)} who can do it have {free:g} together"
    verb = "has" if len(names) == 1 else "have"
    return f"{_listed(list(names))}, all who can do it, {verb} {free:g}"


def _who_has(names: tuple[str, ...]) -> str:
    if not names:
        return "no one has"
    return f"only {_listed(list(names[:_NAMED]))} {'has' if len(names) == 1 else 'have'}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
