"""Fields of support problems that are changed where they are shown."""

from __future__ import annotations

from typing import Any

from pilothouse.kit.editing import Editable, trash
from pilothouse.kit.forms import words
from pilothouse.market import queries, services
from pilothouse.market.contracts import PROBLEM_STATES, SEVERITIES, STATE_NAMES, SupportProblem
from pilothouse.market.editables import companies, contacts, editable_field, number_of, people

STATES = [(word, STATE_NAMES.get(word, name)) for word, name in words(PROBLEM_STATES)]


def _field(field: str, label: str, kind: Any, **more: Any) -> Editable:
    return editable_field(
        "market.support_problem",
        (SupportProblem,),
        queries.problem,
        lambda row: f"“{row.title[:60]}”",
        services.change_problem,
        field,
        label,
        kind,
        **more,
    )


editables = (
    _field("title", "Problem", "line", needed=True, key="t"),
    _field(
        "state",
        "State",
        "choice",
        choices=lambda *, actor, row: STATES,
        text=lambda row: row.state_name,
        key="s",
        needed=True,
    ),
    _field(
        "severity",
        "Severity",
        "choice",
        choices=lambda *, actor, row: words(SEVERITIES),
        text=lambda row: row.severity.capitalize(),
        key="v",
        needed=True,
    ),
    _field(
        "assignee",
        "Assignee",
        "reference",
        column="assignee_id",
        of=number_of,
        text=lambda row: row.assignee_name,
        choices=people,
        picks="team.person",
        key="a",
        many=True,
    ),
    _field(
        "company",
        "Company",
        "reference",
        column="company_id",
        of=number_of,
        text=lambda row: row.company_name,
        choices=companies,
        picks="market.company",
        key="o",
        many=True,
    ),
    _field(
        "contact",
        "Contact",
        "reference",
        column="contact_id",
        of=number_of,
        text=lambda row: row.contact_name,
        choices=contacts,
        picks="market.contact",
    ),
    _field("words", "In their words", "area"),
    _field("workaround", "Workaround", "area"),
)

acts = (trash("market.support_problem", services.remove_problem, "problem"),)
