"""The words of trackers in ours."""

from __future__ import annotations

import pytest

from pilothouse.roadmap.intake import words


@pytest.mark.parametrize(
    ("issue_type", "level", "kind"),
    [
        ("Epic", "initiative", "build"),
        ("User Story", "feature", "build"),
        ("Spike", "task", "research"),
        ("Documentation", "task", "launch"),
        (" test ", "task", "test"),
        ("Wibble", "task", "build"),
    ],
)
def test_a_type_of_issue_says_level_and_kind(issue_type: str, level: str, kind: str) -> None:
    assert (words.level_of(issue_type), words.kind_of(issue_type)) == (level, kind)


@pytest.mark.parametrize(
    ("status", "category", "resolution", "resolved", "wanted"),
    [
        ("To Do", "", "", False, "ready"),
        ("In Review", "", "", False, "in_progress"),
        ("Parked", "", "", False, "backlog"),
        ("Parked", "In Progress", "", False, "in_progress"),
        ("Shipped", "Done", "", False, "done"),
        ("Shipped", "", "", True, "done"),
        ("Shipped", "To Do", "", True, "backlog"),
        ("Closed", "", "Won't Fix", False, "cancelled"),
        ("Closed", "", "Fixed", False, "done"),
        ("Rejected", "Done", "", False, "cancelled"),
    ],
)
def test_a_status_follows_category_date_and_resolution(
    status: str, category: str, resolution: str, resolved: bool, wanted: str
) -> None:
    assert words.status_of(status, category, resolution, resolved=resolved) == wanted


@pytest.mark.parametrize(
    ("name", "outward", "verb", "side"),
    [
        ("Blocks", True, "blocks", "successor"),
        ("Blocks", False, "is blocked by", "predecessor"),
        ("Dependency", True, "depends on", "predecessor"),
        ("Relates", False, "relates to", None),
        ("Wibble", True, "Wibble", None),
        ("Wibble", False, "Wibble (inward)", None),
    ],
)
def test_a_type_of_link_reads_by_direction_and_says_who_waits(
    name: str, outward: bool, verb: str, side: str | None
) -> None:
    found = words.verb_of(name, outward=outward)

    assert found == verb
    assert words.link(found, " A-1 ").dependency == side
    assert words.link(found, " A-1 ").target_external_id == "A-1"


@pytest.mark.parametrize("field", sorted(words.CHOICES))
@pytest.mark.parametrize("word", ["Wibble", "", "None", "Done", "High", "Epic"])
def test_what_a_word_is_taken_as_is_one_of_its_choices(field: str, word: str) -> None:
    """A page that lacks it would preselect the first choice, and the next click would choose that."""
    assert words.meaning(field, word)[0] in dict(words.CHOICES[field])


def test_no_priority_is_a_known_word_and_no_priority_of_ours() -> None:
    assert words.meaning("priority", "None") == (words.NOTHING, True)
    assert words.meaning("priority", "Wibble") == (words.NOTHING, False)
    assert words.priority_of(words.NOTHING) is None
