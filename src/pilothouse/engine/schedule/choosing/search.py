"""The best choices of one part, by iterated local search (Lourenço, Martin and Stützle 2003).

One choice or two are changed, the problem so settled is planned, and the change is kept unless the plan is
worth less. Where there are not many more combinations than tries, all are tried. What breaks a budget of some
days is put off until after them.
"""

from __future__ import annotations

from collections.abc import Callable

from pilothouse.engine.schedule.choosing.moves import Moves
from pilothouse.engine.schedule.choosing.part import Part
from pilothouse.engine.schedule.choosing.trials import Trials, Tried
from pilothouse.engine.schedule.objective import Objective
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.stopwatch import Stopwatch
from pilothouse.engine.schedule.ways import Choice

_SECONDS = 10.0
_LEAST_TRIES, _MOST_TRIES = 40, 400
_TRIES_PER_CHOICE = 12


class Search:
    """Choices tried so far, and the best of them. How many are tried depends on the part alone."""

    def __init__(
        self, part: Part, objective: Objective, seed: int, limit: Limit, watch: Stopwatch | None = None
    ) -> None:
        self.watch = watch or Stopwatch()
        self.limit, self.trials = limit, Trials(part, objective, seed, self.watch)
        self.until = self.watch.spent + (_SECONDS if limit.seconds is None else limit.seconds)
        self.moves = Moves(part, seed)
        many = len(self.moves.open)
        self.tries = min(_MOST_TRIES, max(_LEAST_TRIES, _TRIES_PER_CHOICE * many))
        budget = limit.passes if limit.passes is not None else 40 * self.tries
        self.quick = Limit(passes=max(8, budget // (2 * self.tries)), workers=limit.workers)
        self.seen: dict[Choice, Tried] = {}

    def run(self, progress: Callable[[int, int], None] | None) -> Tried:
        if not self.moves.open:
            # As if nothing were to be chosen anywhere: what is chosen below changes nothing here.
            return self.trials.within_budgets(self.moves.firsts()[0], self.limit)
        best = min((self.plan(choice) for choice in self.moves.firsts()), key=lambda tried: tried.worth)
        if self.limit.seconds is None:
            # Loading compiled code for the first plan is not searching.
            self.until = self.watch.spent + _SECONDS
        everything = self.moves.everything(2 * self.tries)
        for number in range(len(everything) or self.tries):
            if self.watch.spent > self.until and self.limit.passes is None:
                break
            fresh = self.plan(everything[number] if everything else self.moves.changed(best.choice, number))
            if fresh.worth <= best.worth:
                best = fresh
            if progress is not None:
                progress(number + 1, len(everything) or self.tries)
        left = max(0.0, self.until - self.watch.spent)
        last = Limit(self.limit.passes, None if self.limit.seconds is None else left, self.limit.workers)
        full = self.trials.within_budgets(best.choice, last)
        return best if full.worth > best.worth else full

    def plan(self, choice: Choice) -> Tried:
        if choice not in self.seen:
            self.seen[choice] = self.trials.within_budgets(choice, self.quick)
        return self.seen[choice]
