"""Weekly counts of finished items, as far as weeks are over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

Week = tuple[date, int]


def whole_weeks(weeks: Sequence[Week], today: date) -> tuple[date, list[int]]:
    """Monday of the first of `weeks`, and items finished in each week from it to the last one that is over.

    `weeks` are Mondays in order with their counts, gaps as 0; quiet weeks since the last of them count as 0
    too. This week's Monday and no counts where none of them is over.
    """
    this_week = today - timedelta(days=today.weekday())
    over = [row for row in weeks if row[0] < this_week]
    if not over:
        return this_week, []
    quiet = (this_week - over[-1][0]).days // 7 - 1
    return over[0][0], [many for _, many in over] + [0] * quiet
