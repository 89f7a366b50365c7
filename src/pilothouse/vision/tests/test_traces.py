"""Traces: what delivers a statement, and which of them are suspect after a change."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Invalid, NotFound, Stale
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import queries, services
from pilothouse.vision.tests.conftest import TEXT, Shop

pytestmark = pytest.mark.django_db


def suspects(shop: Shop, id: int) -> dict[str, bool]:
    rows = queries.statements(actor=shop.actor, id=id, removed=True)
    return {row.key: row.suspect for row in rows if row.traces}


def test_an_item_and_a_statement_can_be_traced_to(shop: Shop) -> None:
    made = shop.blueprint()
    row = shop.trace(made.id, "R1", shop.first.lower())
    shop.trace(made.id, "R1", "G1")

    assert [each.subject.key for each in row.traces] == [shop.first]
    assert row.traces[0].subject.ref.startswith("roadmap.item:")
    found = queries.statement(actor=shop.actor, id=made.id, key="R1")
    assert [each.subject.key for each in found.traces] == [shop.first, "G1"]


def test_what_is_not_there_or_already_traced_is_refused(shop: Shop) -> None:
    made = shop.blueprint()
    shop.trace(made.id, "R1", shop.first)

    with pytest.raises(Conflict, match="already"):
        shop.trace(made.id, "R1", shop.first)
    with pytest.raises(NotFound, match="Nothing is called SHP-99"):
        shop.trace(made.id, "R1", "SHP-99")
    with pytest.raises(NotFound, match="no statement R9"):
        shop.trace(made.id, "R9", shop.first)
    with pytest.raises(Invalid, match="itself"):
        shop.trace(made.id, "R1", "R1")


def test_a_trace_is_suspect_once_its_statement_says_something_else(shop: Shop) -> None:
    made = shop.blueprint()
    shop.trace(made.id, "R1", shop.first)
    shop.trace(made.id, "R2", shop.second)

    shop.save(made.id, TEXT.replace("a saved card", "a saved card or a voucher"))
    assert suspects(shop, made.id) == {"R1": True, "R2": False}
    assert queries.suspects(actor=shop.actor, product_id=shop.product_id) == 1

    shop.save(made.id, TEXT)
    assert suspects(shop, made.id) == {"R1": False, "R2": False}


def test_moving_a_statement_or_setting_it_in_bold_makes_nothing_suspect(shop: Shop) -> None:
    made = shop.blueprint()
    shop.trace(made.id, "R1", shop.first)
    moved = TEXT.replace("- R1: The checkout must take a saved card. Serves G1.\n", "")
    shop.save(made.id, f"{moved}- **R1**: The checkout must take a *saved* card. Serves G1.\n")

    assert suspects(shop, made.id) == {"R1": False}


def test_confirming_says_that_it_still_holds(shop: Shop) -> None:
    made = shop.blueprint()
    trace = shop.trace(made.id, "R1", shop.first).traces[0]
    shop.save(made.id, TEXT.replace("a saved card", "two saved cards"))
    read = {"id": made.id, "version": queries.blueprint(actor=shop.actor, id=made.id).version}
    shop.save(made.id, TEXT.replace("a saved card", "three saved cards"))
    with pytest.raises(Stale):
        services.confirm_trace(actor=shop.actor, now=shop.now, trace_id=trace.id, **read)
    read["version"] += 1
    row = services.confirm_trace(actor=shop.actor, now=shop.now, trace_id=trace.id, **read)

    assert not row.suspect
    assert "three saved cards" in row.traces[0].checked_text


def test_a_statement_that_was_taken_out_is_shown_while_something_is_traced_to_it(shop: Shop) -> None:
    made = shop.blueprint()
    trace = shop.trace(made.id, "R2", shop.second).traces[0]
    shop.save(made.id, TEXT.replace("- R2: The page must answer within 300 ms for 95 % of requests.\n", ""))

    assert suspects(shop, made.id) == {"R2": True}
    services.untrace_statement(actor=shop.actor, now=shop.now, id=made.id, trace_id=trace.id)
    assert suspects(shop, made.id) == {}


def test_a_trace_to_an_item_that_was_removed_says_so(shop: Shop) -> None:
    made = shop.blueprint()
    shop.trace(made.id, "R1", shop.first)
    roadmap.remove_item(actor=shop.actor, now=shop.now, key=shop.first, version=None)
    (trace,) = queries.statement(actor=shop.actor, id=made.id, key="R1").traces

    assert (trace.subject.key, trace.subject.open) == ("gone", False)
    told = [row.code for row in services_review(shop, made.id)]
    assert "TRC001" in told


def services_review(shop: Shop, id: int) -> Any:
    from pilothouse.vision import planning

    return planning.reviewed(actor=shop.actor, id=id).findings


def test_an_item_knows_the_statements_that_it_delivers(shop: Shop) -> None:
    made = shop.blueprint()
    trace = shop.trace(made.id, "R1", shop.first).traces[0]

    (row,) = queries.statements_of(actor=shop.actor, ref=trace.subject.ref)
    assert (row.blueprint_id, row.key, row.suspect) == (made.id, "R1", False)
    assert row.text.startswith("The checkout")


def test_another_workspace_and_another_blueprint_reach_no_trace(shop: Shop, stranger: Any) -> None:
    made, other = shop.blueprint(), shop.blueprint(title="Other")
    trace = shop.trace(made.id, "R1", shop.first).traces[0]

    with pytest.raises(NotFound):
        services.confirm_trace(actor=stranger, now=shop.now, id=made.id, version=None, trace_id=trace.id)
    with pytest.raises(NotFound, match="no such trace"):
        services.untrace_statement(actor=shop.actor, now=shop.now, id=other.id, trace_id=trace.id)
