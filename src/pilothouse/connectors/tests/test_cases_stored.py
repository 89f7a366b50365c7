"""Cases whose right value shows only once their rows are stored: by the shell, as anyone brings them in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from typer.testing import CliRunner

from pilothouse.connectors.cli import app
from pilothouse.connectors.tests.test_cases import CASES
from pilothouse.roadmap import queries as roadmap
from pilothouse.roadmap import services as planning
from pilothouse.team import services as team


def _bring(name: str, product: str, *more: str) -> str:
    words = ["import", "--from", "csv", str(CASES / name), "--product", product, "--workspace", "acme", *more]
    result = CliRunner().invoke(app, words)
    if result.exception is not None:
        raise result.exception
    return result.output


def _titles(actor: Any) -> dict[str, str]:
    return {row.key: row.title for row in roadmap.items_page(actor=actor, size=100).rows}


def test_the_number_501_of_another_repository_is_another_item(editor: Any) -> None:
    """63a and 63b."""
    assert "2 items made, 0 changed, 0 as they were." in _bring("63a-repo-one.csv", "ONE")
    before = roadmap.item(actor=editor, key="ONE-501")

    assert "2 items made, 0 changed, 0 as they were." in _bring("63b-repo-two.csv", "TWO")

    assert _titles(editor) == {
        "ONE-501": "Crash on save",
        "ONE-502": "Dark mode",
        "TWO-501": "Rename the API",
        "TWO-503": "Docs",
    }
    assert roadmap.item(actor=editor, key="ONE-501") == before
    assert "0 items made, 0 changed, 2 as they were." in _bring("63a-repo-one.csv", "ONE")


def test_what_is_no_estimate_is_said_and_leaves_a_plan_that_can_be_made(editor: Any, now: Any) -> None:
    """15: no number, no infinity and nothing of millions of years reaches a plan."""
    told = _bring("15-zero.csv", "ZED", "--skip-broken")

    assert "7 items made" in told
    assert [line.split(",")[0].strip() for line in told.splitlines() if line.startswith("  row")] == [
        f"row {number}" for number in range(3, 9)
    ]
    assert "row 5, column 'Low': No estimate is taken: one end is no range." in told
    assert "row 8, column 'Estimate': '999999999' is 999,999,999 days of work; 10,000 are the most." in told
    items = roadmap.items_page(actor=editor, size=100).rows
    stored = {row.key: (row.low, row.likely, row.high) for row in items}
    assert stored == {"Z-1": (None, 0.0, None)} | {f"Z-{n}": (None, None, None) for n in range(2, 8)}

    team.add_person(actor=editor, now=now, name="Ana Ruiz")
    run = planning.make_plan(actor=editor, now=now, draws=500)

    assert run.items == 7
    assert run.p85 is not None
    assert run.p85 < now.date() + timedelta(days=365)
