"""Where something went wrong is said by the names that people know."""

from __future__ import annotations

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit.errors import Invalid, Stale, from_engine, problem_document


@pytest.mark.parametrize("where", ["items", "from_on", "cost_cents", "p85"])
def test_the_name_of_a_field_is_for_programs_alone(where: str) -> None:
    error = Invalid("That is too late.", where=where, cure="Give an earlier day.")
    assert str(error) == "That is too late. Give an earlier day."
    assert problem_document(error)["where"] == where


def test_no_id_of_a_row_is_told() -> None:
    error = Stale("Someone else changed this.", where="roadmap.item:42")
    assert str(error) == "Someone else changed this."


@pytest.mark.parametrize("where", ["APP-3", "Rename the page", "backlog.csv", "row 3", "Billing", "--by"])
def test_the_name_of_a_thing_is_told(where: str) -> None:
    assert str(Invalid("This is closed.", where=where)) == f"{where}: This is closed."


def test_the_engine_names_things_even_in_small_letters() -> None:
    error = from_engine(InvalidProblem("It needs 2 people.", where="billing", cure="Lower the need."))
    assert str(error) == "billing: It needs 2 people. Lower the need."
