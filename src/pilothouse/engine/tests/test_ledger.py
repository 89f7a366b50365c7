"""Stated probabilities are scored, and corrected only where that helps."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.risk.ledger import Ledger, Statement, learn

USUAL = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95])


def world(kind: str, count: int, seed: int, fresh: int = 2_000) -> tuple[list[Statement], list[Statement]]:
    """Eight people state what they think of true chances: statements that are known, and more of theirs."""
    draw = np.random.default_rng(seed)
    shifts, slopes = {
        "optimists": (draw.normal(-0.6, 0.5, 8), draw.normal(0.3, 0.25, 8)),
        "mixed": (draw.normal(0, 0.9, 8), draw.normal(0.2, 0.35, 8)),
        "calibrated": (np.zeros(8), np.zeros(8)),
    }[kind]
    person = draw.integers(0, 8, count + fresh)
    true = np.clip(draw.beta(1.2, 2.8, count + fresh), 1e-3, 1 - 1e-3)
    odds = np.log(true / (1 - true))
    blur = 0.0 if kind == "calibrated" else 0.35
    said = shifts[person] + np.exp(slopes[person]) * odds + draw.normal(0, 1, count + fresh) * blur
    stated = USUAL[np.abs(USUAL[None, :] - (1 / (1 + np.exp(-said)))[:, None]).argmin(axis=1)]
    came = draw.random(count + fresh) < true
    rows = [
        Statement(f"p{who}", float(share), bool(yes))
        for who, share, yes in zip(person, stated, came, strict=True)
    ]
    return rows[:count], rows[count:]


def gain(found: Ledger, fresh: list[Statement]) -> float:
    """By what share the log loss of other statements is lower when they are corrected."""
    plain = np.mean([loss(row.stated, row.came) for row in fresh])
    corrected = np.mean([loss(found.corrected(row.stated, row.person), row.came) for row in fresh])
    return float(1 - corrected / plain)


def loss(share: float, came: bool) -> float:
    return -log(share if came else 1 - share)


@pytest.mark.parametrize(("kind", "count", "least"), [("optimists", 80, 0.05), ("mixed", 160, 0.05)])
def test_statements_of_the_same_people_become_better(kind: str, count: int, least: float) -> None:
    gains = [gain(learn(known), fresh) for known, fresh in (world(kind, count, seed) for seed in range(8))]

    assert np.mean(gains) > least


def test_those_who_are_right_lose_next_to_nothing() -> None:
    gains = [gain(learn(known), fresh) for known, fresh in (world("calibrated", 80, s) for s in range(8))]

    assert np.mean(gains) > -0.01


def test_few_statements_are_shown_and_not_corrected() -> None:
    known, _ = world("optimists", 19, 1)
    found = learn(known)

    assert (found.map, found.statements, found.overall.corrected) == ("as stated", 19, None)
    assert found.corrected(0.2, "p1") == 0.2


def test_scores_are_those_of_what_was_stated() -> None:
    rows = [Statement("ana", 0.8, True), Statement("ana", 0.4, False), Statement("ben", 0.5, True)]
    found = learn(rows)

    ana, ben = found.people
    assert (ana.person, ana.statements, ana.stated, ana.came) == ("ana", 2, pytest.approx(0.6), 0.5)
    assert ana.brier == pytest.approx((0.2**2 + 0.4**2) / 2)
    assert ana.log_loss == pytest.approx(-(log(0.8) + log(0.6)) / 2)
    assert ben.log_loss == pytest.approx(log(2))
    assert found.overall.statements == 3
    assert [(row.low, row.statements, row.came) for row in found.held] == [(0.4, 2, 0.5), (0.8, 1, 1.0)]


def test_one_who_says_too_little_is_corrected_upwards_and_others_are_left() -> None:
    draw = np.random.default_rng(3)
    low = [Statement("low", 0.2, bool(yes)) for yes in draw.random(150) < 0.5]
    low += [Statement("low", 0.4, bool(yes)) for yes in draw.random(150) < 0.75]
    right = [Statement("right", 0.2, bool(yes)) for yes in draw.random(150) < 0.2]
    right += [Statement("right", 0.7, bool(yes)) for yes in draw.random(150) < 0.7]
    found = learn([*low, *right])

    assert found.map == "by person"
    assert found.corrected(0.2, "low") == pytest.approx(0.5, abs=0.08)
    assert found.corrected(0.2, "right") == pytest.approx(0.2, abs=0.06)
    assert 0.2 < found.corrected(0.2, "new") < 0.5
    assert found.overall.corrected is not None
    assert found.overall.corrected < found.overall.log_loss


def test_certain_statements_that_fail_cost_much_and_not_all() -> None:
    found = learn([Statement("ana", 0.0, True), Statement("ana", 1.0, False)])

    assert found.overall.brier == 1.0
    assert found.overall.log_loss == pytest.approx(-log(0.005))


def test_the_same_statements_give_the_same_ledger() -> None:
    known, _ = world("mixed", 60, 2, fresh=1)
    assert learn(known) == learn(known)


@pytest.mark.parametrize(
    ("rows", "words"),
    [([], "No statement"), ([Statement("ana", 1.2, True)], "1.2 lies outside 0 to 1")],
)
def test_what_is_no_record_is_refused_with_a_cure(rows: list[Statement], words: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        learn(rows)

    assert words in caught.value.message
    assert caught.value.cure
