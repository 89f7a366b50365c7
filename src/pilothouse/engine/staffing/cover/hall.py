"""Least teams over people alone: what the flow of work asks of them is added as inequalities.

For a set S of the needs of a month, all that each chosen person could do of S together is no less than S:
sum over i of min(free days of i, days of S that i can do) x_i >= days of S. These inequalities for all S say
as much as the flow with all its links, in a fiftieth of the variables (Benders 1962; Hall 1935). First they
are found for shares of people, by linear programmes, then for whole ones, by branching.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from pilothouse.engine.staffing.cover.cells import UNITS, Cells, Floats, Ints
from pilothouse.engine.staffing.cover.flow import Flow

_ROUNDS = 60


class Rows(NamedTuple):
    """least <= matrix @ (people, then windows) <= most."""

    matrix: csr_array
    least: Floats
    most: Floats


class Hall:
    """Inequalities of one problem, found as they are needed."""

    def __init__(self, cells: Cells, least: int, most: int | None) -> None:
        self.cells = cells
        self.flow = Flow(cells)
        self.size = cells.cost.size + cells.windows.shape[0]
        self._rows: list[Floats] = []
        self._least: list[float] = []
        self._most: list[float] = []
        self._seen: set[tuple[int, ...]] = set()
        self._fixed_rows(least, most)
        self._first()

    def _row(self, values: Floats, least: float, most: float = np.inf) -> None:
        row = np.zeros(self.size)
        row[: values.size] = values
        self._rows.append(row)
        self._least.append(least)
        self._most.append(most)

    def _fixed_rows(self, least: int, most: int | None) -> None:
        cells, people = self.cells, self.cells.cost.size
        for holders, wanted in zip(cells.holders, cells.wanted, strict=True):
            self._row(holders.astype(np.float64), float(wanted))
        if least > 0 or most is not None:
            self._row(np.ones(people), float(least), np.inf if most is None else float(most))
        if self.size > people:
            windows = np.zeros(self.size)
            windows[people:] = 1.0
            self._row(windows, 1.0, 1.0)
            for person in range(people):
                row = np.zeros(self.size)
                row[person], row[people:] = -1.0, cells.windows[:, person]
                self._row(row, 0.0)

    def _first(self) -> None:
        """A skill and level with all above it, and each month as a whole."""
        names, month = self.cells.names, self.cells.month
        for skill, level, when in names:
            above = [row for row in range(len(names)) if names[row][0] == skill and names[row][1] >= level]
            self.add(np.array([row for row in above if names[row][2] == when], dtype=np.int64))
        for when in np.unique(month):
            self.add(np.flatnonzero(month == when))

    def add(self, cut: Ints) -> bool:
        """The inequality of these needs of a month; whether it is new."""
        key = tuple(cut.tolist())
        if not key or key in self._seen:
            return False
        self._seen.add(key)
        cells = self.cells
        need = int(cells.need[cut].sum())
        can = cells.able[:, cut].astype(np.int64) @ cells.need[cut]
        most = np.minimum(np.minimum(cells.free[:, cells.month[cut[0]]], can), need)
        self._row(most / UNITS, need / UNITS)
        return True

    def separate(self, chosen: Floats, *, whole: bool) -> int:
        """New inequalities that these people break; how many."""
        cuts = [self.flow.serve(part, chosen, whole=whole).cut for part in self.flow.parts]
        return sum(self.add(cut) for cut in cuts)

    def rows(self) -> Rows:
        matrix = np.array(self._rows).reshape(len(self._rows), self.size)
        return Rows(csr_array(matrix), np.array(self._least), np.array(self._most))

    def relaxed(self) -> float | None:
        """The least cost with shares of people, all inequalities that matter found; None where there is
        none."""
        cells, people = self.cells, self.cells.cost.size
        cost = np.concatenate((cells.cost, np.zeros(self.size - people)))
        low = np.zeros(self.size)
        low[:people] = cells.kept
        found: float | None = None
        for _ in range(_ROUNDS if self._rows else 0):
            matrix, least, most = self.rows()
            capped = np.isfinite(most)
            below = np.concatenate((-matrix.toarray(), matrix.toarray()[capped]))
            right = np.concatenate((-least, most[capped]))
            answer = linprog(cost, A_ub=below, b_ub=right, bounds=np.stack((low, np.ones(self.size)), axis=1))
            if answer.x is None:
                return None
            found = float(answer.fun)
            if not self.separate(answer.x[:people], whole=False):
                break
        return float(cells.cost[cells.kept].sum()) if found is None else found
