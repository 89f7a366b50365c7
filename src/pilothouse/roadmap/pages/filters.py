"""Filters above lists of items: what each offers to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from pilothouse.kit.actor import Actor
from pilothouse.kit.forms import words
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import KINDS, LEVELS, PRIORITIES, CustomField
from pilothouse.roadmap.pages.shared import Choice, filter_of
from pilothouse.team import queries as team


def filters_of(actor: Actor, narrow: queries.ItemFilter, releases: list[tuple[object, str]]) -> list[Choice]:
    """The filters above a list of items; `releases` are those to choose from."""
    people = sorted(team.names(actor=actor).items(), key=lambda pair: pair[1])
    teams = [(row.id, row.name) for row in team.teams(actor=actor)]
    labels = [(name, name) for name in queries.label_names(actor=actor)]
    fields = queries.custom_fields(actor=actor)
    own = [(row.value, row.name) for row in queries.statuses(actor=actor)]
    found = [
        filter_of("status", "Open", [(queries.ANY, "Any status"), *own], narrow.status, title="Status"),
        filter_of("owner", "Any owner", people, narrow.owner, title="Owner"),
        filter_of("release", "Any release", releases, narrow.release, title="Release"),
        filter_of(
            "priority",
            "Any priority",
            [*words(PRIORITIES), ("none", "No priority")],
            narrow.priority,
            title="Priority",
        ),
        _seldom("kind", "Kind", words(KINDS), narrow.kind),
        _seldom("level", "Level", words(LEVELS), narrow.level),
        _seldom("assignee", "Assignee", people, narrow.assignee),
        _seldom("team", "Team", teams, narrow.team),
        _seldom("label", "Label", labels, narrow.label),
        _seldom("without", "Missing", [(word, f"Has no {word}") for word in queries.LACKS], narrow.without),
    ]
    given = dict(narrow.custom)
    found += [
        _seldom(f"custom_{row.id}", row.name, words_of(row), given.get(row.id))
        for row in fields
        if row.kind == "choice"
    ]
    return [row for row in found if row.options]


def _seldom(name: str, title: str, options: Iterable[tuple[object, str]], value: object) -> Choice:
    return filter_of(name, "Any", options, value, title=title, seldom=True)


def words_of(field: CustomField) -> list[tuple[object, str]]:
    """The choices of a custom field."""
    return [(word, word) for word in field.choices]
