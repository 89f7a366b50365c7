"""The weekly brief says what changed in a week and what to decide, on a page, as Markdown and as PDF."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit.errors import NotFound, Unavailable
from pilothouse.kit.printed import Part, Printed, Said, as_markdown, as_pdf, as_typst
from pilothouse.risk import services
from pilothouse.risk.tests.conftest import Shop
from pilothouse.risk.tests.test_assessing import LARGER, WEEK, late, measured
from pilothouse.risk.tests.test_exposure_page import SURE
from pilothouse.risk.tests.test_pages import text
from pilothouse.risk.tests.test_register import change

HOSTILE = 'A | "quoted" #name \\ <b>*x*</b>'
SMALL = Printed(
    "Risks of Shop",
    "12 Jan",
    (("Open risks", "2"),),
    (
        Part(
            "Table", ("What", "Days"), ((Said(HOSTILE, "risk.risk:1"), Said("3.0")),), right=frozenset((1,))
        ),
        Part("List", lines=(Said("One\n# Two"),)),
        Part("Nothing here", empty="None."),
    ),
)


def brief_of(shop: Shop) -> Any:
    return services.risk_brief(actor=shop.actor)


@pytest.mark.django_db
def test_a_week_is_compared_whatever_was_assessed_in_between(shop: Shop) -> None:
    with pytest.raises(NotFound, match="Nothing has been assessed"):
        brief_of(shop)
    row = late(shop, review_on=shop.now.date() + timedelta(days=2))
    measured(shop, (row, SURE), run=7)
    services.assess_run(actor=shop.actor, now=shop.now, run=7)
    assert (brief_of(shop).since, brief_of(shop).moves) == (None, ())
    change(shop, row, probability=0.6)
    measured(shop, (row, LARGER), run=8)
    services.assess_run(actor=shop.actor, now=shop.now + WEEK / 2, run=8)
    values = {"title": "Second vendor", "chance_left": 0.5, "days": 3.0, "state": "chosen"}
    services.add_response(actor=shop.actor, now=shop.now, risk_id=row.id, values=values)
    services.assess(actor=shop.actor, now=shop.now + WEEK)
    found = brief_of(shop)

    assert found.since == shop.now
    assert (found.days_before, found.days) == (3.0, 9.0)
    (move,) = found.moves
    assert (move.what, move.before, move.after) == ("grown", 3.0, 9.0)
    assert move.reason == (
        "Probability 30 % → 60 % by Edda Editor. Response chosen by Edda Editor: Second vendor."
    )
    assert [(each.title, each.work) for each in found.responses] == [("Second vendor", "not in the plan")]
    told = " ".join(each.text for each in found.decisions)
    assert "'Second vendor' is chosen, and its work is not in the plan." in told
    assert "Ana Ruiz reviews it; it was due on" in told
    assert "has no response" not in told


@pytest.mark.django_db
def test_the_page_and_its_files_say_the_same(shop: Shop, client_for: Any, api_for: Any) -> None:
    client = client_for("viewer")
    assert "Nothing to report yet" in text(client.get("risk/brief"))
    assert client.get("risk/brief?format=md").status_code == 404
    row = late(shop)
    measured(shop, (row, SURE), run=7)
    services.assess_run(actor=shop.actor, now=shop.now, run=7)
    html = " ".join(text(client.get("risk/brief?product=SHP")).split())
    assert "Risks of Shop" in html
    assert "R-1 Vendor late: it costs 3.0 days, and has no response." in html
    sent = client.get("risk/brief?product=SHP&format=md")
    assert sent.headers["Content-Type"].startswith("text/markdown")
    assert b"# Risks of Shop" in sent.content
    assert b"R-1 Vendor late: it costs 3.0 days, and has no response." in sent.content
    assert client.get("risk/brief?format=docx").status_code == 422
    answer = api_for("viewer").get(f"/risks/brief?scope={shop.scope}").json()
    assert (answer["name"], answer["top"][0]["days"]) == ("Shop", 3.0)


def test_what_people_wrote_changes_nothing_of_the_form() -> None:
    lines = as_markdown(SMALL).splitlines()
    assert lines[0] == "# Risks of Shop"
    (row,) = (line for line in lines if "quoted" in line)
    assert row == '| A \\| "quoted" \\#name \\\\ \\<b\\>\\*x\\*\\</b\\> | 3.0 |'
    assert "- One \\# Two" in lines
    assert 'text("A | \\"quoted\\" #name \\\\ <b>*x*</b>")' in as_typst(SMALL)


def test_a_pdf_is_made_here_and_its_absence_says_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("typst", reason="comes with pilothouse[documents]")
    assert as_pdf(SMALL).startswith(b"%PDF-")
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Unavailable) as caught:
        as_pdf(SMALL)
    assert "pip install 'pilothouse[documents]'" in caught.value.cure
