"""How much of the needs a team can do, and where it falls short: a flow from needs to people's months.

Where not all needs can be met, the source's side of a minimum cut names needs of which there is more than
their people can do (Hall 1935).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from ortools.graph.python import max_flow  # type: ignore[import-untyped]

from pilothouse.engine.staffing.cover.cells import UNITS, Cells, Flags, Floats, Ints

_PARTS = 1_000  # of a hundredth of a day, for shares of people


class Part(NamedTuple):
    """Needs that share no people's time with other parts: a month, or all months where work may move."""

    cells: Ints
    cell: Ints  # (arcs,) place in `cells`
    person: Ints  # (arcs,)
    month: Ints  # (arcs,)
    node: Ints  # (arcs,) of the person's month
    own: Ints  # (nodes,) person
    room: Ints  # (nodes,) hundredths of a day
    link: Ints  # (arcs,) the most that one can do of the need


class Served(NamedTuple):
    short: int  # in hundredths of a day
    cut: Ints  # cells of which there is too much; empty where nothing is short
    given: Ints  # (arcs,)


class Flow:
    """Flows of one problem. `moves`: work may be done one month later."""

    def __init__(self, cells: Cells, *, moves: bool = False) -> None:
        self.cells = cells
        self.moves = moves
        months = [np.arange(cells.need.size)] if moves else _by_month(cells)
        self.parts = [self._part(rows) for rows in months if rows.size]

    def _part(self, rows: Ints) -> Part:
        cells = self.cells
        person, cell, month = [], [], []
        for later in (0, 1) if self.moves else (0,):
            when = np.minimum(cells.month[rows] + later, cells.free.shape[1] - 1)
            there = cells.able[:, rows] & (cells.free[:, when] > 0)
            there &= (cells.month[rows] + later < cells.free.shape[1])[None, :]
            one, other = np.nonzero(there)
            person.append(one)
            cell.append(other)
            month.append(when[other])
        who, which, at = np.concatenate(person), np.concatenate(cell), np.concatenate(month)
        keys, node = np.unique(who * cells.free.shape[1] + at, return_inverse=True)
        own, room = keys // cells.free.shape[1], cells.free.reshape(-1)[keys]
        link = np.minimum(cells.need[rows][which], cells.free[who, at])
        return Part(rows, which, who, at, node, own, room, link)

    def serve(self, part: Part, chosen: Floats, *, whole: bool = True) -> Served:
        """What is short in `part` for the people chosen; shares of people where they are not `whole`."""
        if not part.room.size:
            return Served(int(self.cells.need[part.cells].sum()), part.cells, np.zeros(0, dtype=np.int64))
        parts = 1 if whole else _PARTS
        need = self.cells.need[part.cells] * parts
        link, room = part.link * parts, part.room * parts
        if not whole:
            link = np.ceil(link * chosen[part.person] - 1e-6).astype(np.int64)
            room = np.ceil(room * chosen[part.own] - 1e-6).astype(np.int64)
        else:
            room = np.where(chosen[part.own] > 0.5, room, 0)
        size = need.size
        source, sink = size + room.size, size + room.size + 1
        flow = max_flow.SimpleMaxFlow()
        flow.add_arcs_with_capacity(np.full(size, source), np.arange(size), need)
        arcs = flow.add_arcs_with_capacity(part.cell, size + part.node, link)
        flow.add_arcs_with_capacity(size + np.arange(room.size), np.full(room.size, sink), room)
        flow.solve(source, sink)
        short = int(need.sum()) - int(flow.optimal_flow())
        cut = np.zeros(0, dtype=np.int64)
        if short > (0 if whole else UNITS * parts // 50):
            side = np.array(flow.get_source_side_min_cut(), dtype=np.int64)
            cut = part.cells[np.sort(side[side < size])]
        return Served(
            short, cut, np.array(flow.flows(arcs)) if whole and arcs.size else np.zeros(0, np.int64)
        )

    def short(self, chosen: Flags) -> int:
        """Hundredths of a day that the team cannot do."""
        return sum(self.serve(part, chosen.astype(np.float64)).short for part in self.parts)

    def does(self, chosen: Flags) -> bool:
        return all(self.serve(part, chosen.astype(np.float64)).short == 0 for part in self.parts)


def _by_month(cells: Cells) -> list[Ints]:
    return [np.flatnonzero(cells.month == month) for month in range(cells.free.shape[1])]
