"""Estimates as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.kit.editing.values import parse_days, typed_days
from pilothouse.kit.errors import Invalid


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", ()),
        ("5", (5,)),
        ("5d", (5,)),
        ("1 day", (1,)),
        ("2w", (10,)),
        ("1,5 weeks", (7.5,)),
        ("2 / 5 / 9", (2, 5, 9)),
        ("2-5-9d", (2, 5, 9)),
        ("2 to 5 to 9", (2, 5, 9)),
    ],
)
def test_an_estimate_is_read_as_people_write_it(text: str, days: tuple[float, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["soon", "2 / 5", "1/2/3/4", "5 months", "-3", "2 / / 9", "1e9"])
def test_anything_else_is_refused_with_a_cure(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_days(text)
    assert refused.value.cure


@given(st.lists(st.integers(0, 9999), min_size=1, max_size=3).filter(lambda days: len(days) != 2))
def test_what_is_typed_anew_reads_the_same(days: list[int]) -> None:
    found = tuple(float(each) for each in days)

    assert parse_days(typed_days(found)) == found
