"""What became of items, and what was known of them before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isinf

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Days = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Signal:
    """What is known of an item beforehand. `sign`: 1 where more of it can only make the slip likelier, -1
    where it can only make it less likely, 0 where neither is known."""

    name: str
    sign: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """An item as it stood on day `seen_on`: a value for each signal, NaN where it is not known.

    `came` on day `known_on` or not; both None while it is open. Days are numbers of one calendar.
    """

    id: str
    seen_on: int
    values: tuple[float, ...]
    came: bool | None = None
    known_on: int | None = None


@dataclass(frozen=True)
class Table:
    """Cases as arrays; `came` is NaN and `known` -1 while a case is open."""

    signals: tuple[Signal, ...]
    values: Floats
    seen: Days
    known: Days
    came: Floats

    @staticmethod
    def of(signals: Sequence[Signal], cases: Sequence[Case]) -> Table:
        """Raises `InvalidProblem` naming the case whose values do not fit, or are infinite."""
        for signal in signals:
            if signal.sign not in (-1, 0, 1):
                raise InvalidProblem(
                    f"The sign {signal.sign} is unknown.", where=signal.name, cure="Give -1, 0 or 1."
                )
        for case in cases:
            _check(case, len(signals))
        return Table(
            tuple(signals),
            np.array([case.values for case in cases], dtype=np.float64).reshape(len(cases), len(signals)),
            np.array([case.seen_on for case in cases], dtype=np.int64),
            np.array([-1 if case.known_on is None else case.known_on for case in cases], dtype=np.int64),
            np.array([np.nan if case.came is None else case.came for case in cases], dtype=np.float64),
        )

    def known_by(self, day: int) -> NDArray[np.intp]:
        """Which outcomes were known before `day`."""
        return np.flatnonzero((self.known >= 0) & (self.known < day))


def _check(case: Case, many: int) -> None:
    if len(case.values) != many:
        raise InvalidProblem(
            f"It has {len(case.values)} values for {many} signals.",
            where=case.id,
            cure="Give one for each, NaN where it is not known.",
        )
    if any(isinf(value) for value in case.values):
        raise InvalidProblem("A value is infinite.", where=case.id, cure="Give NaN where it is not known.")
    if (case.came is None) != (case.known_on is None):
        raise InvalidProblem(
            "An outcome and the day on which it was known belong together.",
            where=case.id,
            cure="Give both, or none while it is open.",
        )
    if case.known_on is not None and (case.known_on < case.seen_on or case.known_on < 0):
        raise InvalidProblem(
            "Its outcome was known before it was looked at.",
            where=case.id,
            cure="Correct one of the two days, or leave the case out.",
        )
