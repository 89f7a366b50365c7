"""A document comes in, is reviewed, its questions are answered, and it is handed over as a lasting pack."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pilothouse.vision.papers import write_paper
from tests.fixtures import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCUMENT = """# Replay console

## Goals
- G1: Teams restore lost events within one hour without calling us.

## Personas
- Platform engineer: runs the pipeline at night.

## Requirements
- R1: The console must show every replay with its progress. Serves G1.
- R2: The console must load quickly. Serves G1.
- R3: The list must be sorted by start. See R9.

### Acceptance criteria
- Given a running replay, when its page is opened, then its progress is shown.

## User stories
- As a platform engineer, I want to stop a replay, so that live traffic is safe.

## Open questions
- Q1: Can a replay be stopped without a gap?
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "replay console.docx"
    path.write_bytes(write_paper(text=DOCUMENT, title="Replay console", form="docx"))
    return path


def test_a_document_becomes_a_finalised_pack(
    product_with_item: tuple[People, str], document: Path, open_page: Any, screenshot: Any
) -> None:
    from playwright.sync_api import expect

    owner, item = product_with_item
    page = open_page(owner, viewport={"width": 1440, "height": 900})
    page.goto("/w/acme/vision/")
    page.get_by_role("link", name="Atlas", exact=True).click()
    page.get_by_role("link", name="New blueprint").click()
    page.get_by_label("Document").set_input_files(str(document))
    page.get_by_role("button", name="Add the blueprint").click()

    gate = page.locator("[data-gate-summary]")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Replay console")
    expect(gate).to_contain_text("1 flaw in the text: cannot be finalised")
    findings = page.locator(".bp-panel")
    expect(findings).to_contain_text("R3 names R9, and nothing is called so.")
    expect(findings).to_contain_text("'quickly' cannot be measured")
    screenshot(page, "journey-blueprint-imported")

    # The two are mended in the text, and the findings go while it is typed.
    editor = page.get_by_label("Text of the blueprint").and_(page.locator(".cm-content"))
    _replace(page, editor, " See R9.", "")
    _replace(page, editor, "load quickly", "answer 95 of 100 requests within 300 ms")
    expect(gate).to_contain_text("Nothing blocks")
    expect(findings).not_to_contain_text("'quickly' cannot be measured")
    page.get_by_label("What changed and why").fill("Measured instead of quick.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("What changed and why")).to_have_value("")

    # The open question of the text is tracked, and blocks.
    page.get_by_role("link", name="Track it").click()
    expect(page.get_by_role("textbox", name="Question")).to_have_value(
        "Can a replay be stopped without a gap?"
    )
    page.get_by_label("Chance that the answer is bad, %").fill("30")
    page.get_by_label("Items it bears on").fill(item)
    with page.expect_navigation():
        page.get_by_role("button", name="Raise it").click()
    page.get_by_role("link", name="Replay console").click()
    expect(gate).to_contain_text("1 blocking uncertainty: cannot be finalised")

    # A requirement is traced to what delivers it.
    page.get_by_role("link", name="Trace", exact=True).click()
    page.get_by_label("Item or statement that delivers R1").fill(item)
    page.locator("tr#R1").get_by_role("button", name="Trace").click()
    expect(page.locator("tr#R1")).to_contain_text(item)

    # A design review finds something, which blocks until it is settled.
    page.get_by_role("link", name="Design reviews").click()
    page.get_by_label("Name").fill("Review with operations")
    page.get_by_label("Questions").fill("Design: What happens when the broker is gone?")
    page.get_by_role("button", name="Open the review").click()
    page.get_by_label(re.compile("^Answer to")).select_option("finding")
    page.get_by_label(re.compile("^What was found")).fill("The console would hang.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".badge", has_text="blocks")).to_be_visible()
    page.get_by_role("button", name="Close the review").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("closed")
    page.get_by_role("link", name="Replay console").click()
    page.get_by_role("link", name="Text", exact=True).click()
    expect(gate).to_contain_text("1 blocking uncertainty, 1 review finding: cannot be finalised")
    screenshot(page, "journey-blueprint-blocked")

    # It cannot be finalised by force.
    page.get_by_role("button", name="Send into review").click()
    finalise = page.get_by_role("button", name="Finalise")
    expect(finalise).to_be_disabled()
    expect(finalise).to_have_attribute("title", re.compile("1 blocking uncertainty, 1 review finding"))

    # Both are settled.
    page.get_by_role("link", name="Design reviews").click()
    page.get_by_role("link", name="Review with operations").click()
    page.get_by_label(re.compile("^How the finding was settled")).fill("It shows the last known state.")
    with page.expect_navigation():
        page.get_by_role("button", name="Settle").click()
    page.get_by_role("link", name="Replay console").click()
    page.get_by_role("link", name="Text", exact=True).click()
    page.get_by_role("link", name="Can a replay be stopped without a gap?").first.click()
    page.get_by_label("What was found out").fill("Stopped forty times in a row; no event was missing.")
    page.get_by_label("Leans to").select_option("good")
    with page.expect_navigation():
        page.get_by_role("button", name="Add the evidence").click()
    page.get_by_label(re.compile("The answer, or why")).fill("Yes, at the end of a segment.")
    with page.expect_navigation():
        page.get_by_role("button", name="Resolve").click()
    page.get_by_role("link", name="Replay console").click()
    expect(gate).to_contain_text("Nothing blocks")
    page.get_by_role("button", name="Finalise").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("finalised")

    # Handed over, and read.
    page.get_by_role("link", name="Hand over").click()
    page.get_by_role("button", name="Hand over revision 2").click()
    page.get_by_role("link", name="Hand-off 1").click()
    page.get_by_role("button", name="Ingest has read it").click()
    expect(page.get_by_text("waiting")).not_to_be_visible()
    expect(page.get_by_role("table").filter(has_text="R2")).to_contain_text("within 300 ms")
    expect(page.get_by_text("Yes, at the end of a segment.")).to_be_visible()
    screenshot(page, "journey-blueprint-pack")

    # A later change makes what was traced suspect, and the next pack says what differs.
    page.get_by_role("link", name="Replay console").click()
    page.get_by_role("link", name="Text", exact=True).click()
    page.get_by_label("Reopen, because").fill("Operations asked for the reason of a stop.")
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_role("button", name="Send into review")).to_be_visible()
    _replace(page, editor, "with its progress", "with its progress and who stopped it")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Trace", exact=True).click()
    expect(page.locator("tr#R1")).to_contain_text("suspect")
    page.locator("tr#R1").get_by_role("button", name="still delivers").click()
    expect(page.locator("tr#R1")).not_to_contain_text("suspect")
    page.get_by_role("link", name="Text", exact=True).click()
    page.get_by_role("button", name="Send into review").click()
    page.get_by_role("button", name="Finalise").click()
    page.get_by_role("link", name="Hand over").click()
    page.get_by_role("button", name="Hand over revision 3").click()
    page.get_by_role("link", name="Hand-off 2").click()
    expect(page.get_by_role("region", name="What differs from hand-off 1")).to_contain_text("who stopped it")
    screenshot(page, "journey-blueprint-difference")


def _replace(page: Any, editor: Any, old: str, new: str) -> None:
    """Select `old` in the editor and type `new` over it."""
    editor.evaluate(
        """(element, words) => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
            const nodes = []
            let text = ''
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                nodes.push([node, text.length])
                text += node.data
            }
            const at = text.indexOf(words)
            if (at < 0) throw new Error(`not in the text: ${words}`)
            const place = (offset) => {
                const [node, start] = nodes.findLast(([, first]) => first < offset || first === 0)
                return [node, offset - start]
            }
            element.focus()
            getSelection().setBaseAndExtent(...place(at), ...place(at + words.length))
        }""",
        old,
    )
    page.wait_for_timeout(100)
    if new:
        page.keyboard.insert_text(new)
    else:
        page.keyboard.press("Delete")


@pytest.fixture
def product_with_item(people: dict[str, People]) -> tuple[People, str]:
    """The owner of a workspace with one product, one item and one team."""
    from pilothouse.kit import clock
    from pilothouse.roadmap import services as roadmap
    from pilothouse.team import services as team
    from pilothouse.vision import services as vision

    owner = people["owner"]
    now = clock.now()
    product = vision.add_product(actor=owner.actor, now=now, key="ATL", name="Atlas")
    item = roadmap.add_item(actor=owner.actor, now=now, product_id=product.id, title="Replay console")
    team.add_team(actor=owner.actor, now=now, name="Ingest")
    return owner, item.key
