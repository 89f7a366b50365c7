"""What headers mean, and what a table holds."""

from __future__ import annotations

import pytest

from pilothouse.connectors.registry import best_for
from pilothouse.connectors.tables.finding import noun
from pilothouse.connectors.tables.guessing import described, field_of, guess_fields
from pilothouse.kit.errors import NotFound

ITEMS = noun("items")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Issue key", "external_id"),
        ("  SUMMARY ", "title"),
        ("Fix Version/s", "fix_versions"),
        ("Custom field (Story Points)", "story_points"),
        ("Outward issue link (Blocks)", "outward_links"),
        ("Inward issue link (Relates)", "inward_links"),
        ("What to do", "title"),
        ("Waits on", "waits_for"),
        ("Guess in days", "likely"),
        ("Aufwand in Tagen", "likely"),
    ],
)
def test_a_header_is_known_in_capitals_and_with_marks(header: str, field: str) -> None:
    found = field_of(ITEMS, header)

    assert found is not None
    assert found.name == field


def test_a_column_called_id_is_the_key_only_where_no_other_is() -> None:
    assert guess_fields(ITEMS, ["ID", "Title"]) == {"ID": "external_id", "Title": "title"}
    assert guess_fields(ITEMS, ["ID", "Issue key", "Title"]) == {"Issue key": "external_id", "Title": "title"}


def test_a_field_with_one_value_goes_to_its_first_column() -> None:
    found = guess_fields(ITEMS, ["Key", "Title", "Name", "Labels", "Tags"])

    assert found == {"Key": "external_id", "Title": "title", "Labels": "labels", "Tags": "labels"}


def test_a_column_is_described_with_its_repetitions_and_samples() -> None:
    header = ["Key", "Labels", "Labels", "Wibble", ""]
    columns = described(ITEMS, header, guess_fields(ITEMS, header), {"Wibble": ["a", "b"]})

    assert [(row.header, row.many, row.field, row.sure) for row in columns] == [
        ("Key", 1, "external_id", True),
        ("Labels", 2, "labels", True),
        ("Wibble", 1, "", False),
    ]
    assert columns[2].samples == ("a", "b")


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (["Issue key", "Issue id", "Summary", "Status", "Issue Type"], ("jira", "items")),
        (["Key", "Title", "Due"], ("csv", "items")),
        (["Name", "E-mail", "Team", "FTE"], ("csv", "people")),
        (["ID", "Name", "Status"], ("csv", "items")),
        (["Employee ID", "Name", "Department"], ("csv", "people")),
        (["Wibble"], ("csv", "items")),
    ],
)
def test_a_table_is_recognised_by_its_header(header: list[str], wanted: tuple[str, str]) -> None:
    name, kind = best_for(header)

    assert (name, kind.name) == wanted


def test_a_choice_leaves_no_choice() -> None:
    header = ["Issue key", "Issue id", "Summary", "Status", "Issue Type", "Name"]

    assert best_for(header, noun_name="people")[0] == "csv"
    assert best_for(header, source="csv")[1].name == "items"
    with pytest.raises(NotFound, match="does not read people"):
        best_for(header, source="jira", noun_name="people")
