"""The gate by itself: what it counts, in which words, for each reason alone and for all together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pilothouse.kit.subjects import Subject
from pilothouse.risk.contracts import Uncertainty
from pilothouse.vision.contracts import Check, DesignReview, Finding
from pilothouse.vision.planning import gate_of

NOW = datetime(2026, 1, 12, tzinfo=UTC)
ASKED = Uncertainty(
    id=1, scope=Subject("vision.product:1", "SHP", "Shop"), about=None, part=None, question="Does it scale?",
    detail="", owner_id=None, owner_name="", due_on=None, blocking=True, state="open", subjects=(),
    chance=None, wrong="", wrong_days=0, wrong_cents=0, instead="", instead_days=None, instead_cents=None,
    test="", test_days=0, test_cents=0, resolution="", resolved_at=None, resolved_by="", worth=None,
    evidence=(), version=1,
)  # fmt: skip
FLAW = Finding("TRC007", "unknown-key", "error", "R3 names R9.", "Checkout", 9, 1, 80, 90, "R9", "R3", None)
LATE = Finding("PLN001", "late", "error", "Spring is late.", "plan", 1, 1, 0, 0, "", "SHP-1", None)
FOUND = Check(1, "", "Who attacks?", "finding", "Anybody.", "", 1)
CLOSED = DesignReview(1, 1, "Security", date(2026, 1, 12), "", NOW, "Ana", 1, (FOUND,), 1)


def test_nothing_blocks_what_is_clean() -> None:
    assert gate_of([], [], [], 3).may_finalise


@pytest.mark.parametrize(
    "asked",
    [
        replace(ASKED, blocking=False),
        replace(ASKED, state="resolved", resolution="Yes"),
        replace(ASKED, state="accepted", resolution="It is small."),
    ],
)
def test_a_question_that_does_not_block_or_was_settled_lets_it_pass(asked: Uncertainty) -> None:
    assert gate_of([], [asked], [], 1).may_finalise


@pytest.mark.parametrize("severity", ["warning", "note"])
def test_only_errors_are_flaws(severity: str) -> None:
    assert gate_of([replace(FLAW, severity=severity)], [], [], 1).may_finalise  # type: ignore[arg-type]


def test_a_settled_finding_of_a_closed_review_lets_it_pass() -> None:
    settled = replace(CLOSED, checks=(replace(FOUND, settled="Cards are checked by the bank."),))

    assert not gate_of([], [], [CLOSED], 1).may_finalise
    assert gate_of([], [], [settled], 1).may_finalise


def test_a_review_that_is_open_blocks_even_without_findings() -> None:
    still = replace(CLOSED, checks=(), closed_at=None)

    assert gate_of([], [], [still], 1).reasons == ("Design review 'Security' is not closed.",)


def test_everything_that_blocks_is_counted_and_told_in_order() -> None:
    still = replace(CLOSED, id=2, title="Privacy", checks=(), closed_at=None)
    gate = gate_of([LATE, FLAW], [ASKED, replace(ASKED, id=2, question="Who pays?")], [CLOSED, still], 0)

    assert gate.reasons == (
        "Open question: Does it scale?",
        "Open question: Who pays?",
        "In the text, TRC007: R3 names R9.",
        "In the plan, PLN001: Spring is late.",
        "Design review 'Security': Anybody.",
        "Design review 'Privacy' is not closed.",
        "The text states no goal, requirement or story.",
    )
    assert gate.summary == (
        "2 blocking uncertainties, 1 flaw in the text, 1 obstacle in the plan, "
        "1 review finding, 1 open review, 1 empty text: "
        "cannot be finalised"
    )
    assert not gate.may_finalise
