"""Sets to start a search from, which take what gains the most alone."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.risk.judged import Judged
from pilothouse.engine.risk.limits import NEARLY, NOTHING, Chosen

_NODES = 20_000  # of the search for the fullest knapsack


def greedy(judged: Judged, *, per_cost: bool) -> Chosen:
    """Add what gains the most, or the most for its cost, while anything gains.

    Gains seldom grow as the set does, so that those of before are tried in their order, and no further
    than to one that was no better than the best is now (lazy greedy: Minoux 1978)."""
    chosen = NOTHING
    price = {number: judged.limits.share(number) if per_cost else 1.0 for number in judged.singles}
    last = {number: gain / price[number] for number, gain in judged.singles.items()}
    while True:
        best, most = -1, NEARLY
        for number in sorted(last, key=lambda each: (-last[each], each)):
            if last[number] <= most:
                break
            if number in chosen or not judged.limits.fits(chosen | {number}):
                continue
            gain = judged.of(chosen) - judged.of(chosen | {number})
            last[number] = gain / price[number]
            if last[number] > most:
                best, most = number, last[number]
        if best < 0:
            return chosen
        chosen |= {best}


def knapsack(judged: Judged) -> Chosen:
    """The set whose single gains are the most together, as far as a bounded search finds it."""
    useful = [number for number, gain in judged.singles.items() if gain > NEARLY]
    useful.sort(key=lambda number: (-judged.singles[number] / judged.limits.share(number), number))
    rest = np.append(np.cumsum([judged.singles[number] for number in useful][::-1])[::-1], 0.0)
    best, most, waiting, nodes = NOTHING, 0.0, [(NOTHING, 0, 0.0)], 0
    while waiting and nodes < _NODES:
        chosen, place, gain = waiting.pop()
        nodes += 1
        if gain > most:
            best, most = chosen, gain
        if place == len(useful) or gain + rest[place] <= most:
            continue
        number = useful[place]
        waiting.append((chosen, place + 1, gain))
        if judged.limits.fits(chosen | {number}):
            waiting.append((chosen | {number}, place + 1, gain + judged.singles[number]))
    return best
