"""The least team of a cover problem: bound and team approach each other until one is proved."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pilothouse.engine.schedule.stopwatch import Stopwatch
from pilothouse.engine.staffing.cover.cells import Cells, Flags, Floats
from pilothouse.engine.staffing.cover.exact import least_cost
from pilothouse.engine.staffing.cover.hall import Hall

CLOSE = 1e-6


class Team(NamedTuple):
    """`chosen` is None where there is none (`bound` infinite) or none was found in time."""

    chosen: Flags | None
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        return 0.0 if self.cost <= self.bound + CLOSE else self.cost / max(self.bound, CLOSE) - 1.0


class Search:
    """Teams of one problem. Inequalities that were found are kept for the next question."""

    def __init__(self, cells: Cells, least: int = 0, most: int | None = None) -> None:
        self.cells, self.least = cells, least
        self.most = cells.cost.size if most is None else most
        self.hall = Hall(cells, least, most)
        self._root: float | None = None
        self._is_rooted = False

    def best(
        self,
        *,
        seconds: float,
        gap: float = 0.0,
        fixed: Flags | None = None,
        without: int | None = None,
        cost: Floats | None = None,
    ) -> Team:
        """The least team that has all of `fixed` and not `without`, to `gap`, or the best that was found."""
        people, watch = self.cells.cost.size, Stopwatch()
        price = self.cells.cost if cost is None else cost
        low, high = np.zeros(self.hall.size), np.ones(self.hall.size)
        low[:people] = self.cells.kept if fixed is None else self.cells.kept | fixed
        if without is not None:
            low[without] = high[without] = 0.0
        with watch.running():
            if not self._is_rooted:
                self._root, self._is_rooted = self.hall.relaxed(), True
        if self._root is None:
            return Team(None, np.inf, np.inf)
        padded = np.concatenate((price, np.zeros(self.hall.size - people)))
        found = Team(None, np.inf, 0.0 if cost is not None else self._root)
        with watch.running():
            start = self.greedy(high[:people] > 0, low[:people] > 0, price)
        if start is not None:
            found = found._replace(chosen=start, cost=float(price[start].sum()))
        while watch.spent < seconds and not (found.chosen is not None and found.gap <= CLOSE):
            with watch.running():
                left = (seconds - watch.spent) * watch.slowness  # SCIP goes by the clock
                answer = least_cost(self.hall.rows(), padded, low, high, seconds=left)
                bound = max(found.bound, answer.bound)
                if answer.chosen is None:
                    return found._replace(bound=bound)
                people_of = answer.chosen[:people]
                if not self.hall.separate(people_of.astype(np.float64), whole=True):
                    total = float(price[people_of].sum())
                    if total < found.cost:
                        found = Team(people_of, total, min(bound, total))
                    return found._replace(bound=min(bound, found.cost))
                better = self.completed(people_of, high[:people] > 0, low[:people] > 0, price)
                total = float(price[better].sum()) if better is not None else np.inf
                if better is not None and total < found.cost:
                    found = Team(better, total, bound)
                found = found._replace(bound=bound)
                if found.chosen is not None and found.gap <= max(gap, CLOSE):
                    break
        return found

    def greedy(self, may: Flags, must: Flags, price: Floats) -> Flags | None:
        """The cheapest holders of critical skills, then whoever gives the most days for the cost; of all
        windows the best. None where that finds no team."""
        best: Flags | None = None
        for window in self.cells.windows if self.cells.windows.size else [np.ones_like(may)]:
            team, inside = must.copy(), may & window
            if (must & ~window).any():
                continue
            for row, wanted in zip(self.cells.holders, self.cells.wanted.tolist(), strict=True):
                able = np.flatnonzero(row & inside & ~team)
                lacking = max(0, wanted - int((row & team).sum()))
                team[able[np.argsort(price[able], kind="stable")][:lacking]] = True
            found = self.completed(team, inside, must, price)
            if found is None or not self.is_enough(found):
                continue
            if best is None or price[found].sum() < price[best].sum():
                best = found
        return best

    def completed(self, chosen: Flags, may: Flags, must: Flags, price: Floats) -> Flags | None:
        """People added until all is covered, then those dropped who are not needed; None where that fails."""
        hall, cells = self.hall, self.cells
        allowed = may & self._window_of(chosen)
        team = chosen.copy()
        while not hall.flow.does(team):
            gain = np.zeros(cells.cost.size)
            for part in hall.flow.parts:
                served = hall.flow.serve(part, team.astype(np.float64))
                if served.short:
                    can = cells.able[:, served.cut].astype(np.int64) @ cells.need[served.cut]
                    free = cells.free[:, cells.month[served.cut[0]]]
                    gain += np.minimum(np.minimum(can, free), served.short)
            worth = np.where(allowed & ~team, gain / np.maximum(price, CLOSE), 0.0)
            if worth.max(initial=0.0) <= 0:
                return None
            team[int(worth.argmax())] = True
        for person in np.argsort(-price, kind="stable").tolist():
            team[person] = team[person] and (must[person] or not self.is_whole(team, person))
        return team if team.sum() <= self.most else None

    def is_whole(self, team: Flags, without: int) -> bool:
        """Whether `team` would do without that person."""
        rest = team.copy()
        rest[without] = False
        return self.is_enough(rest) and self.hall.flow.does(rest)

    def is_enough(self, team: Flags) -> bool:
        """Whether enough people, and enough with each critical skill, are in it."""
        holders = self.cells.holders @ team.astype(np.int64)
        return bool((holders >= self.cells.wanted).all()) and int(team.sum()) >= self.least

    def _window_of(self, chosen: Flags) -> Flags:
        for window in self.cells.windows:
            if not (chosen & ~window).any():
                return np.array(window, dtype=np.bool_)
        return np.ones(self.cells.cost.size, dtype=np.bool_)
