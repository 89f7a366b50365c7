"""The activity page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string

from pilothouse.accounts import services as accounts
from pilothouse.journal import queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Part
from pilothouse.kit.refs import Ref
from pilothouse.site.templatetags import record
from tests.reading import html


@pytest.fixture
def filled(people: dict[str, Any], now: Any) -> dict[str, Any]:
    actor = people["editor"].actor
    for key in range(60):
        journal.record(
            actor=actor,
            now=now,
            verb="token.made",
            subject=Ref("accounts.token", key),
            title=f"=Token {key}",
            changes={"scope": [None, "read"]},
            why="Because",
        )
    journal.record(actor=actor, now=now, verb="thing.done", subject=Ref("nowhere.thing", 1), title="Unknown")
    return people


def test_activity_shows_changes_with_their_objects_and_values(
    filled: dict[str, Any], client_for: Any
) -> None:
    page = html(client_for("viewer").get("activity"))

    assert '<a href="/w/acme/accounts/tokens">=Token 59</a>' in page
    assert "<dt>scope</dt><dd><ins>read</ins></dd>" in page
    assert "Unknown" in page
    assert "1–50 of 62" in page


@pytest.mark.parametrize(
    ("currency", "amount"), [("JPY", "125,050 JPY"), ("JOD", "125.050 JOD"), ("EUR", "1,250.50 EUR")]
)
def test_an_amount_is_shown_in_the_currency_and_not_in_its_minor_units(
    currency: str, amount: str, owner: Any, client_for: Any, now: Any
) -> None:
    accounts.change_workspace(actor=owner, now=now, currency=currency)
    journal.record(
        actor=owner,
        now=now,
        verb="item.changed",
        subject=Ref("nowhere.thing", 1),
        title="Page",
        changes={"cost_of_delay_cents": [None, 125_050]},
    )
    page = html(client_for("viewer").get("activity"))

    assert "<dt>cost of delay</dt>" in page
    assert f"<ins>{amount}</ins>" in page


def test_filters_stand_in_the_address(filled: dict[str, Any], client_for: Any) -> None:
    answer = client_for("viewer").get("activity?verb=workspace.founded&since=2026-01-12")
    rows = [line.entry.title for line, _ in answer.context["rows"]]

    assert rows == ["Acme"]
    assert '<option value="workspace.founded" selected>' in answer.content.decode()
    assert client_for("viewer").get("activity?since=2026-01-13").context["rows"] == []


def test_a_second_page_keeps_the_filter(filled: dict[str, Any], client_for: Any) -> None:
    answer = client_for("viewer").get("activity?verb=token.made&page=2")

    assert len(answer.context["rows"]) == 10
    assert "?verb=token.made&amp;page=1" in answer.content.decode()


@pytest.mark.parametrize("query", ["since=soon", "page=-1", "page=x"])
def test_a_filter_that_makes_no_sense_is_refused(client_for: Any, query: str) -> None:
    assert client_for("viewer").get(f"activity?{query}").status_code == 422


def test_activity_asks_the_database_no_more_for_more_rows(
    filled: dict[str, Any], client_for: Any, django_assert_max_num_queries: Any
) -> None:
    viewer = client_for("viewer")
    with django_assert_max_num_queries(10):
        viewer.get("activity")


def test_activity_is_exported_whole_and_no_cell_is_a_formula(filled: dict[str, Any], client_for: Any) -> None:
    answer = client_for("viewer").get("activity?verb=token.made&format=csv&page=2")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert lines[0] == "at,who,channel,did,object,title,changes,why,batch"
    assert len(lines) == 61
    assert ",token.made,accounts.token:59,'=Token 59,scope: – → read,Because," in lines[1]


def test_activity_is_exported_as_a_workbook_too(filled: dict[str, Any], client_for: Any) -> None:
    answer = client_for("viewer").get("activity?format=xlsx")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="activity.xlsx"'
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert client_for("viewer").get("activity?format=pdf").status_code == 422


def test_a_field_may_be_called_items(client_for: Any, owner: Any, now: Any) -> None:
    journal.record(
        actor=owner,
        now=now,
        verb="plan.imported",
        subject=Ref("accounts.workspace", 1),
        title="atlas.toml",
        changes={"items": [0, 41]},
    )

    assert "<dt>items</dt><dd><del>0</del> → <ins>41</ins></dd>" in html(client_for("viewer").get("activity"))
    history = render_to_string(
        "_history.html", {"entries": queries.activity(actor=owner).rows, "actor": owner}
    )
    assert "<ins>41</ins>" in history


def _bulk(actor: Any, now: Any, many: int) -> None:
    changes = [
        Change("item.changed", Ref("roadmap.item", at), f"ATL-{at}", {"status": ["ready", "done"]})
        for at in range(1, many + 1)
    ]
    journal.record_many(actor=actor, now=now, changes=changes, batch="bulk1")


def test_a_bulk_act_is_one_line_and_opens_page_by_page(editor: Any, client_for: Any, now: Any) -> None:
    _bulk(editor, now, 120)
    viewer = client_for("viewer")
    whole = viewer.get("activity?kind=roadmap.item")
    part = viewer.get("activity?batch=bulk1&page=3")

    assert [line.done for line, _ in whole.context["rows"]] == ["120 items changed"]
    assert '<a href="?kind=roadmap.item&amp;batch=bulk1">120 items changed</a>' in html(whole)
    assert [line.entry.title for line, _ in part.context["rows"]][-1] == "ATL-1"
    assert len(part.context["rows"]) == 20


def test_a_batch_is_one_line_on_today_too(editor: Any, client_for: Any, now: Any) -> None:
    journal.record(actor=editor, now=now, verb="thing.done", subject=Ref("nowhere.thing", 1), title="Before")
    _bulk(editor, now, 450)
    journal.record(actor=editor, now=now, verb="thing.done", subject=Ref("nowhere.thing", 2), title="After")
    acts = queries.recent(actor=editor, limit=3)

    assert [(row.entry.title, row.many) for row in acts] == [("After", 0), ("ATL-450", 450), ("Before", 0)]


def test_the_record_of_one_day_is_asked_for(editor: Any, client_for: Any, now: Any) -> None:
    for day in (-1, 0, 1):
        journal.record(
            actor=editor,
            now=now + timedelta(days=day),
            verb="thing.done",
            subject=Ref("nowhere.thing", 1),
            title=f"Day {day}",
        )
    rows = client_for("viewer").get(f"activity?verb=thing.done&day={now:%Y-%m-%d}").context["rows"]

    assert [line.entry.title for line, _ in rows] == ["Day 0"]
    assert client_for("viewer").get("activity?day=9999-12-31").status_code == 200


def test_a_long_text_is_shortened_and_its_changed_lines_open(editor: Any, client_for: Any, now: Any) -> None:
    before = "\n".join(f"Line {at} of a long description." for at in range(20))
    number = journal.record(
        actor=editor,
        now=now,
        verb="item.changed",
        subject=Ref("roadmap.item", 1),
        title="ATL-1",
        changes={"description": [before, before.replace("Line 7 ", "Line seven ")]},
    )
    viewer = client_for("viewer")

    assert "Line 19" not in html(viewer.get("activity"))
    assert f'href="/w/acme/activity/{number}"' in html(viewer.get("activity"))
    page = html(viewer.get(f"activity/{number}"))
    assert "Line seven of a long description." in page
    assert "Line 19" not in page
    assert client_for("stranger").get(f"activity/{number}").status_code == 404


@pytest.mark.parametrize(
    ("kind", "verb", "many", "told"),
    [
        ("roadmap.item", "item.imported", 24_187, "24,187 items imported"),
        ("roadmap.item", "item.imported_again", 3, "3 items imported again"),
        ("roadmap.item", "item.dependency_imported", 660, "660 dependencies imported"),
        ("roadmap.item", "item.dependency_added", 1, "1 dependency added"),
        ("roadmap.item", "item.people_chosen", 2, "people of 2 items chosen"),
        ("vision.blueprint", "blueprint.handed_over", 2, "2 blueprints handed over"),
    ],
)
def test_an_act_says_of_what_it_did_something(kind: str, verb: str, many: int, told: str) -> None:
    assert record.done((Part(kind, verb, many),)) == told
