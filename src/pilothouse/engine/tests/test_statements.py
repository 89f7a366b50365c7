"""Statements: a blueprint is cut where a reader would cut it, and a statement keeps its key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.statements import KINDS, Known, Statement, keyed, statements

BLUEPRINT = """# Checkout interface

We sell to people who come back.

## Goals
- Cut the time to pay from 90 s to 30 s.
- **G2**: Half of the returning customers pay with one touch.

## Non-goals
- We do not sell gift cards.

## Personas
Two kinds of people matter:

- Returning customer
- Support agent

## Requirements
- R1: The checkout must take a saved card. Serves G2.
- The page must answer within 300 ms for 95 % of requests (R1).
  - a detail of that

### Acceptance criteria
- Given a saved card, when the customer confirms, then the order is placed.

| Id | Requirement | Priority |
| --- | --- | --- |
| R7 | The basket must keep 30 days | high |
| R8 | The basket depends on R7 and must sync | low |

## User stories
As a returning customer, I want to pay with one touch, so that I save time.

## Assumptions
- Cards stay valid for a year (owner: Ana).

## Open questions
- Does the bank allow storing the token?

## Alternatives
We must not do this. It must be done in other ways.
"""


def cut(text: str = BLUEPRINT) -> list[Statement]:
    return statements(Document(text, "b.md"))


def keys(text: str, known: list[Known] | None = None) -> dict[str, str]:
    found = cut(text)
    return dict(zip(keyed(found, known or []), (row.text for row in found), strict=True))


def known(text: str) -> list[Known]:
    found = cut(text)
    return [Known(key, row.kind, row.text) for key, row in zip(keyed(found, []), found, strict=True)]


def test_a_blueprint_is_cut_by_heading_and_form() -> None:
    kinds = [row.kind for row in cut()]

    assert kinds == [
        "goal", "goal", "non_goal", "persona", "persona", "requirement", "requirement", "criterion",
        "requirement", "requirement", "story", "assumption", "question",
    ]  # fmt: skip


def test_the_title_of_the_document_says_nothing_about_its_parts() -> None:
    assert cut("# The payment API\n\nIt began in 2019 with a talk.\n") == []
    assert [row.kind for row in cut("# Shop\n\n## Interfaces\n- Orders over HTTP, version 2.\n")] == [
        "interface"
    ]


def test_places_are_those_of_the_text() -> None:
    for row in cut():
        assert row.text.split()[-1].rstrip(".") in BLUEPRINT[row.start : row.end]


def test_a_criterion_belongs_to_the_requirement_above_it() -> None:
    found = cut()
    criterion = next(row for row in found if row.kind == "criterion")

    assert criterion.parent is not None
    assert found[criterion.parent].text.startswith("The page must answer")


def test_mentions_and_dependencies_are_read_from_the_words() -> None:
    by_key = {row.written: row for row in cut() if row.written}

    assert by_key["R1"].mentions == ("G2",)
    assert by_key["R1"].needs == ()
    assert by_key["R8"].needs == ("R7",)


def test_written_keys_are_kept_and_others_are_numbered_after_them() -> None:
    told = keys(BLUEPRINT)

    assert told["G2"].startswith("Half of the returning")
    assert told["G3"].startswith("Cut the time")
    assert told["R9"].startswith("The page must answer")


def test_a_statement_keeps_its_key_when_it_moves_or_changes_a_little() -> None:
    before = known(BLUEPRINT)
    changed = BLUEPRINT.replace("from 90 s to 30 s", "from 80 s to 20 s").replace(
        "## Goals\n", "## Goals\n- Be the first that a customer thinks of.\n"
    )
    told = keys(changed, before)

    assert told["G3"] == "Cut the time to pay from 80 s to 20 s."
    assert told["G4"].startswith("Be the first")


def test_the_number_of_a_removed_statement_is_not_used_again() -> None:
    before = [*known("## Goals\n- Pay within 30 s.\n"), Known("G9", "goal", "Something else entirely")]

    assert list(keys("## Goals\n- Pay within 30 s.\n- Sell abroad in ten languages.\n", before)) == [
        "G1",
        "G10",
    ]


def test_a_key_that_is_written_twice_stays_with_the_first() -> None:
    told = keys("## Requirements\n- R1: It must open.\n- R1: It must close again.\n")

    assert told == {"R1": "It must open.", "R2": "It must close again."}


@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.text("abc de", min_size=1), st.sampled_from(["", "R1", "G7"])),
        max_size=12,
    ),
    st.lists(st.tuples(st.sampled_from(["R1", "R2", "G7", "A1"]), st.sampled_from(KINDS)), max_size=4),
)
def test_every_statement_has_a_key_of_its_own(
    rows: list[tuple[str, str, str]], earlier: list[tuple[str, str]]
) -> None:
    found = [Statement(kind, text, 0, 1, written) for kind, text, written in rows]
    told = keyed(found, [Known(key, kind, "abc de") for key, kind in dict(earlier).items()])

    assert len(set(told)) == len(found)


@pytest.mark.parametrize("text", ["", "\n", "| a |\n", "- \n", "## Goals\n- R1:\n", "As a , I want"])
def test_broken_text_is_read_all_the_same(text: str) -> None:
    cut(text)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Personas", "persona"),
        ("Our users", "persona"),
        ("Target users and audience", "persona"),
        ("Personal data", None),
        ("Personalisation", None),
        ("Migrating users", None),
    ],
)
def test_a_heading_is_about_personas_only_where_it_says_so(title: str, kind: str | None) -> None:
    found = statements(Document(f"# Store\n\n## {title}\n\n- Visitor: buys things\n"))

    assert [row.kind for row in found] == ([kind] if kind else [])
