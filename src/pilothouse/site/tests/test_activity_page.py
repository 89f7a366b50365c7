"""The activity page."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string

from pilothouse.accounts import services as accounts
from pilothouse.journal import queries
from pilothouse.journal import services as journal
from pilothouse.kit.refs import Ref
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
    assert "<del>–</del> → <ins>read</ins>" in page
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
    assert f"<del>–</del> → <ins>{amount}</ins>" in page


def test_filters_stand_in_the_address(filled: dict[str, Any], client_for: Any) -> None:
    answer = client_for("viewer").get("activity?verb=workspace.founded&since=2026-01-12")
    rows = [entry.title for entry, _, _ in answer.context["rows"]]

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
    with django_assert_max_num_queries(9):
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
    history = render_to_string("_history.html", {"entries": queries.activity(actor=owner).rows})
    assert "<ins>41</ins>" in history
