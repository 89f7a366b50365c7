"""Proposed risks: kept, entered with one click, dismissed for good, over pages and REST."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.risk import models, queries, services
from pilothouse.risk.contracts import FoundReason, FoundRisk, FoundSlip, FoundSlips
from pilothouse.risk.tests.conftest import Shop
from pilothouse.risk.tests.test_pages import text

pytestmark = pytest.mark.django_db


def found(shop: Shop, about: str = "roadmap.item:1", **values: Any) -> FoundRisk:
    given: dict[str, Any] = {
        "kind": "moved", "about": about, "event": "Export is put off again", "evidence": "Put off 3 times.",
        "category": "operations", "owner_id": None, "touches": (f"vision.product:{shop.product_id}",),
        "delay": (1.0, 2.0, 4.0),
    }  # fmt: skip
    return FoundRisk(**(given | values))


def keep(shop: Shop, *rows: FoundRisk) -> list[Any]:
    services.keep_proposals(actor=shop.actor, now=shop.now, found=rows)
    return list(queries.proposals(actor=shop.actor))


def test_one_click_enters_it_with_its_evidence_and_it_is_not_proposed_again(shop: Shop) -> None:
    ana = shop.ana
    (row,) = keep(shop, found(shop, owner_id=ana))
    made = services.enter_proposal(actor=shop.actor, now=shop.now, id=row.id)
    assert (made.event, made.cause, made.owner_id) == ("Export is put off again", "Put off 3 times.", ana)
    assert (made.delay_low, made.delay_likely, made.delay_high) == (1.0, 2.0, 4.0)
    assert made.probability is None
    assert [each.ref for each in made.touches] == [f"vision.product:{shop.product_id}"]
    assert keep(shop, found(shop, owner_id=ana)) == []
    with pytest.raises(Conflict, match="entered already"):
        services.enter_proposal(actor=shop.actor, now=shop.now, id=row.id)
    services.remove_risk(actor=shop.actor, now=shop.now, id=made.id, version=None)
    assert len(keep(shop, found(shop, owner_id=ana))) == 1


def test_without_an_owner_one_is_asked_for(shop: Shop) -> None:
    (row,) = keep(shop, found(shop))
    with pytest.raises(Invalid, match="Nobody is known"):
        services.enter_proposal(actor=shop.actor, now=shop.now, id=row.id)
    ana = shop.ana
    assert services.enter_proposal(actor=shop.actor, now=shop.now, id=row.id, owner_id=ana).owner_id == ana


def test_what_is_dismissed_stays_so_until_it_is_proposed_again(shop: Shop) -> None:
    (row,) = keep(shop, found(shop))
    services.dismiss_proposal(actor=shop.actor, now=shop.now, id=row.id)
    assert keep(shop, found(shop)) == []
    (dismissed,) = queries.proposals(actor=shop.actor, state="dismissed")
    services.propose_again(actor=shop.actor, now=shop.now, id=dismissed.id)
    assert [each.id for each in queries.proposals(actor=shop.actor)] == [row.id]
    with pytest.raises(Conflict, match="not dismissed"):
        services.propose_again(actor=shop.actor, now=shop.now, id=row.id)
    with pytest.raises(NotFound):
        services.dismiss_proposal(actor=shop.actor, now=shop.now, id=row.id + 99)


def test_what_is_found_no_more_is_proposed_no_more_and_what_changed_is_brought_up_to_date(shop: Shop) -> None:
    keep(shop, found(shop), found(shop, "roadmap.item:2"))
    first = models.Proposal.objects.get(key="moved roadmap.item:1").found_at
    services.keep_proposals(
        actor=shop.actor, now=shop.now + timedelta(1), found=[found(shop, evidence="Put off 4 times.")]
    )
    (row,) = queries.proposals(actor=shop.actor)
    assert row.evidence == "Put off 4 times."
    assert models.Proposal.objects.get(pk=row.id).found_at == first


def test_the_page_enters_and_dismisses(shop: Shop, client_for: Any) -> None:
    ana = shop.ana
    one, two = keep(shop, found(shop, owner_id=ana), found(shop, "roadmap.item:2", event="It stalls"))
    said = text(client_for("editor").get("risk/proposals"))
    assert "Put off 3 times." in said
    assert "After the next plan" in said
    client_for("editor").post(f"risk/proposals/{one.id}/enter", {})
    assert queries.risks(actor=shop.actor)[0].owner_id == ana
    client_for("editor").post(f"risk/proposals/{two.id}/dismiss", {})
    assert "No roadblock is seen" in text(client_for("editor").get("risk/proposals"))
    assert "It stalls" in text(client_for("editor").get("risk/proposals?state=dismissed"))
    client_for("editor").post(f"risk/proposals/{two.id}/again", {})
    assert "It stalls" in text(client_for("editor").get("risk/proposals"))


def test_the_page_says_what_history_predicts_and_what_not(shop: Shop, client_for: Any) -> None:
    ref = f"vision.product:{shop.product_id}"
    slips = [
        FoundSlips("long", "Open for more than 30 days", 200, 0.3, 9, 0.2, 0.1, 0.3,
                   (FoundSlip(ref, 0.81, (FoundReason("estimate", 0.32),)),)),
        FoundSlips("due", "Done after its due date", 90, 0.5, 4, 0.02, -0.01, 0.05),
        FoundSlips("stall", "Still open 90 days later", 12, 0.25, 4),
    ]  # fmt: skip
    services.keep_slip_outlook(actor=shop.actor, now=shop.now, found=slips)
    said = " ".join(text(client_for("editor").get("risk/proposals")).split())
    assert "30 % of 200 that are known. Of 9 open ones these hold half" in said
    assert "81 %" in said
    assert "+32 points" in said
    assert "Nothing tells more than this rate for certain" in said
    assert "25 % of 12 that are known. From 60 on chances are stated by item." in said
    assert [row.predicted for row in queries.slip_outlook(actor=shop.actor).questions] == [True, False, False]
