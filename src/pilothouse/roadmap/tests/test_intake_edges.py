"""Predecessors as plans write them."""

from __future__ import annotations

import pytest

from pilothouse.kit.tables.durations import Week
from pilothouse.roadmap.intake.edges import Edge, edge


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2", Edge("2")),
        ("TEAM-2", Edge("TEAM-2")),
        ("2FS-1d", Edge("2", "FS", -1)),
        ("1-FS=P-2D", Edge("1", "FS", -2)),
        ("V-1FS+2d", Edge("V-1", "FS", 2)),
        ("3SS", Edge("3", "SS")),
        ("3 FF + 1w", Edge("3", "FF", 5)),
        ("12EA+2 Tage", Edge("12", "FS", 2)),
        ("5AA-1,5t", Edge("5", "SS", -1.5)),
        ("4+3", Edge("4", "FS", 3)),
        ("2FS+50%", Edge("2", "FS", None)),
        ("2FS+soon", Edge("2", "FS", None)),
        ("PROOFS", Edge("PROOFS")),
        ("Write the FS", Edge("Write the FS")),
    ],
)
def test_a_predecessor_has_a_key_a_type_and_a_lag(text: str, wanted: Edge) -> None:
    assert edge(text) == wanted


def test_a_lag_in_weeks_counts_the_days_of_a_week() -> None:
    assert edge("2FS+1w", week=Week(days_a_week=4)).lag == 4
