"""What differs between two hand-offs, part by part, from their stored contents alone."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pilothouse.vision.planning import difference


def content() -> dict[str, Any]:
    """A content with everything that is compared."""
    return {
        "blueprint": {"text": "# Checkout\n\nOne\nTwo\n"},
        "statements": [
            {"key": "G1", "kind": "goal", "text": "Cut the time."},
            {"key": "R1", "kind": "requirement", "text": "Take a card."},
        ],
        "uncertainties": [
            {"question": "Does it scale?", "state": "resolved", "answer": "Yes."},
            {"question": "Who pays?", "state": "open", "answer": ""},
        ],
        "plan": {
            "releases": [{"name": "Spring", "p85": "2026-03-01"}],
            "items": [{"key": "SHP-1", "title": "Cards", "p85": "2026-02-01"}],
        },
    }


def changed(**parts: Any) -> dict[str, Any]:
    return deepcopy(content()) | parts


def test_equal_contents_differ_in_nothing() -> None:
    assert difference(content(), content()).is_empty


def test_statements_are_changed_added_and_taken_out() -> None:
    now = [
        {"key": "G1", "kind": "goal", "text": "Cut the time by half."},
        {"key": "R2", "kind": "story", "text": "As a buyer I pay."},
    ]
    told = difference(content(), changed(statements=now)).statements

    assert [(row.key, row.kind, row.before, row.after) for row in told] == [
        ("G1", "goal", "Cut the time.", "Cut the time by half."),
        ("R2", "story", "", "As a buyer I pay."),
        ("R1", "requirement", "Take a card.", ""),
    ]


def test_answers_that_came_changed_or_were_taken_back_are_told() -> None:
    now = [
        {"question": "Does it scale?", "state": "open", "answer": ""},
        {"question": "Who pays?", "state": "accepted", "answer": "We do."},
        {"question": "Since when?", "state": "open", "answer": ""},
    ]

    assert difference(content(), changed(uncertainties=now)).answers == (
        "Does it scale? open",
        "Who pays? We do.",
        "Since when? open",
    )


def test_dates_that_moved_came_or_went_are_told_by_name() -> None:
    plan = {
        "releases": [{"name": "Spring", "p85": "2026-04-01"}, {"name": "Summer", "p85": None}],
        "items": [{"key": "SHP-2", "title": "Vouchers", "p85": "2026-05-01"}],
    }

    assert difference(content(), changed(plan=plan)).dates == (
        ("Spring", "2026-03-01", "2026-04-01"),
        ("SHP-2 Vouchers", "", "2026-05-01"),
        ("SHP-1 Cards", "2026-02-01", ""),
    )


def test_lines_of_the_text_are_told_with_those_around_them() -> None:
    now = changed(blueprint={"text": "# Checkout\n\nOne\nThree\n"})

    assert difference(content(), now).lines == (
        ("@", "…"), ("", ""), ("", "One"), ("-", "Two"), ("+", "Three"),
    )  # fmt: skip
