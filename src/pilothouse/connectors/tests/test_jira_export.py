"""A Jira export as it is: columns that repeat, parents by number, links in both directions, odd dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.services import source_of
from pilothouse.connectors.tables.checking import check
from pilothouse.kit.tables.aside import Spool

HEADER = (
    "Summary,Issue key,Issue id,Issue Type,Status,Assignee,Created,Due date,Fix Version/s,Fix Version/s,"
    "Labels,Labels,Sprint,Sprint,Outward issue link (Blocks),Outward issue link (Blocks),"
    "Inward issue link (Blocks),Parent id,Custom field (Epic Link),Custom field (Story Points),"
    "Original estimate,Comment,Comment,Wibble\n"
)


def _items(tmp_path: Path, *rows: str) -> dict[str, Any]:
    path = tmp_path / "jira.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    source = source_of(actor=None, path=path, file_name=path.name, source="jira")
    intake = source.noun.intake(None, "jira")
    came = Spool()
    assert check(source, intake, came=came).problems == ()
    return {item.external_id: item for item in came}


ONE = (
    "Log in,P-2,102,Story,In Progress,Ana,12/Jan/26 9:15 AM,30/Jun/26 12:00 AM,1.0,1.1,"
    "web,auth,Sprint 7,Sprint 8,P-3,P-4,P-1,101,,5,57600,"
    '"28/Jan/26 11:00 AM;ana;Works.","29/Jan/26 1:30 PM;ben;Merged; twice.",odd'
)
EPIC = "Portal,P-1,101,Epic,To Do,,12/Jan/26 9:00 AM" + "," * 17
TEXT = "Sign out,P-3,103,Task,Done,Ben,02/Feb/26 4:40 PM" + "," * 11 + ",P-1,,,,,"


def test_columns_that_repeat_become_lists(tmp_path: Path) -> None:
    item = _items(tmp_path, EPIC, ONE)["P-2"]
    assert [version.name for version in item.fix_versions] == ["1.0", "1.1"]
    assert item.labels == ("web", "auth")
    assert [sprint.name for sprint in item.sprints] == ["Sprint 7", "Sprint 8"]


def test_a_parent_is_found_by_its_number_and_an_epic_by_its_key(tmp_path: Path) -> None:
    found = _items(tmp_path, EPIC, ONE, TEXT)
    assert (found["P-2"].parent_external_id, found["P-3"].parent_external_id) == ("P-1", "P-1")
    assert [found[key].level for key in ("P-1", "P-2", "P-3")] == ["initiative", "feature", "task"]


def test_a_parent_is_found_by_its_number_when_it_stands_further_down(tmp_path: Path) -> None:
    assert _items(tmp_path, ONE, EPIC)["P-2"].parent_external_id == "P-1"


def test_links_in_both_directions_say_who_waits(tmp_path: Path) -> None:
    links = _items(tmp_path, EPIC, ONE)["P-2"].links
    assert [(link.target_external_id, link.dependency) for link in links] == [
        ("P-3", "successor"),
        ("P-4", "successor"),
        ("P-1", "predecessor"),
    ]


def test_an_original_estimate_of_seconds_becomes_days_and_stays_one_number(tmp_path: Path) -> None:
    item = _items(tmp_path, EPIC, ONE)["P-2"]
    assert (item.low, item.likely, item.high) == (None, 2.0, None)
    assert item.story_points == 5


def test_jiras_dates_are_read_with_their_halves_of_the_day(tmp_path: Path) -> None:
    item = _items(tmp_path, EPIC, ONE)["P-2"]
    assert item.opened_at == datetime(2026, 1, 12, 9, 15, tzinfo=UTC)
    assert item.deadline == date(2026, 6, 30)
    assert item.comment_dates == (date(2026, 1, 28), date(2026, 1, 29))


def test_what_has_no_meaning_here_is_kept_word_for_word(tmp_path: Path) -> None:
    item = _items(tmp_path, EPIC, ONE)["P-2"]
    assert item.extra["Wibble"] == ["odd"]
    assert [(each.author, each.body) for each in item.comments] == [
        ("ana", "Works."),
        ("ben", "Merged; twice."),
    ]
    assert item.comments[1].at == datetime(2026, 1, 29, 13, 30, tzinfo=UTC)


def test_day_or_month_first_is_a_choice(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("Key,Title,Due\nA-1,One,3/4/2027\n")
    fields = {"Key": "external_id", "Title": "title", "Due": "deadline"}
    for word, wanted in (("day-first", date(2027, 4, 3)), ("month-first", date(2027, 3, 4))):
        columns = Columns("csv", "items", fields, readings={"Due": word})
        source = source_of(actor=None, path=path, file_name=path.name, columns=columns)
        rows = Spool()
        check(source, source.noun.intake(None, "csv"), came=rows)
        assert [row.deadline for row in rows] == [wanted]


def test_markup_becomes_markdown_and_comments_stand_with_the_item(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    from pilothouse.accounts import queries as accounts
    from pilothouse.connectors.tests.test_identity import bring
    from pilothouse.kit.refs import Ref
    from pilothouse.roadmap import queries as roadmap

    path = tmp_path / "jira.csv"
    path.write_text(
        "Issue key,Issue id,Summary,Status,Issue Type,Description,Comment,Comment\n"
        'P-1,1,One,Open,Task,"h2. Why\n*now*",28/Jan/26 11:00 AM;ana;See {{x}},29/Jan/26 9:00 AM;ben;Done\n'
    )
    for _ in range(2):
        bring(editor, now, path, "PRO", source="jira")
    item = roadmap.item(actor=editor, key="P-1")

    assert item.description == "## Why\n**now**"
    said = accounts.talk(actor=editor, about=Ref("roadmap.item", item.id)).comments.rows
    assert [(each.author_name, each.body) for each in said] == [("ana", "See `x`"), ("ben", "Done")]
