from __future__ import annotations

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history.boarding import Planned, in_order, targets_of
from pilothouse.engine.forecast.history.trains import Target

ORDER = ["1", "2", "3", "4", "5"]


def test_trains_are_ordered_by_the_numbers_in_their_names() -> None:
    assert in_order(["1.10", "1.9", "1.10", "2.0"]) == ["1.9", "1.10", "2.0"]
    assert in_order(["2027-Q1", "2026-Q4", "2026-Q2"]) == ["2026-Q2", "2026-Q4", "2027-Q1"]
    assert in_order(["PI 11", "PI 9"]) == ["PI 9", "PI 11"]


def test_a_record_of_plans_becomes_targets_with_distance_slips_and_outcome() -> None:
    rows = [
        Planned("A", at="1", train="2", arrived="3", stage="beta"),
        Planned("A", at="2", train="3", arrived="3", stage="beta", confirmed=True),
        Planned("A", at="3", train="3", arrived="", stage="beta", confirmed=True),
        Planned("B", at="2", train="4"),
        Planned("B", at="4", train="5"),
    ]

    assert targets_of(rows, order=ORDER, now="4") == [
        Target("A", "2", 1, 1, 1, 0, "beta", False),
        Target("A", "3", 1, 0, 0, 1, "beta", True),
        Target("A", "3", 0, 0, 0, 1, "beta", True),
        Target("B", "4", 2, None, -1, 0, "", False),
        Target("B", "5", 1, None, -1, 1, "", False),
    ]


def test_slips_are_those_known_at_the_freeze_in_any_order_of_rows() -> None:
    rows = [Planned("A", at, train) for at, train in (("4", "5"), ("1", "2"), ("2", "3"), ("3", "3"))]

    assert [target.slips for target in targets_of(rows, order=ORDER, now="4")] == [2, 0, 1, 1]


def test_a_train_that_is_taken_earlier_is_made() -> None:
    rows = [Planned("A", at="1", train="3", arrived="2")]

    assert targets_of(rows, order=ORDER, now="5")[0].late == 0


@pytest.mark.parametrize(
    ("rows", "now", "words"),
    [
        ([Planned("A", "1", "9", where="row 2")], "4", "'9' is not among the trains"),
        ([Planned("A", "3", "2", where="row 2")], "4", "had left by the freeze of 3"),
        ([Planned("A", "1", "2", "4", where="row 2")], "4", "which has not left"),
        (
            [Planned("A", "1", "2", "2", where="row 2"), Planned("A", "1", "2", "3", where="row 3")],
            "4",
            "came with 2 and with 3",
        ),
        ([], "9", "'9' is not a train"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(rows: list[Planned], now: str, words: str) -> None:
    with pytest.raises(InvalidProblem, match=words) as caught:
        targets_of(rows, order=ORDER, now=now)

    assert caught.value.where in ("row 2", "row 3", "now")
    assert caught.value.cure
