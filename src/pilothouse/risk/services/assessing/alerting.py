"""Which thresholds of a product are passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pilothouse.kit.dates import day_text
from pilothouse.risk.contracts import (
    AssessedDate,
    AssessedRisk,
    Assessment,
    AssessmentRule,
    RiskAlert,
    RiskMove,
)

_SEEN = ("chance", "reserve", "review")  # what stays passed is new only once


def alerts(
    rule: AssessmentRule,
    before: Assessment | None,
    *,
    today: date,
    dates: Sequence[AssessedDate],
    risks: Sequence[AssessedRisk],
    moves: Iterable[RiskMove],
    kept: float | None,
) -> tuple[RiskAlert, ...]:
    found = [*_chances(rule, dates, kept), *_grown(rule, before, dates), *_new(rule, moves)]
    if rule.overdue:
        found += _overdue(risks, today)
    known = {(row.kind, row.about) for row in before.alerts if row.kind in _SEEN} if before else set()
    return tuple(
        RiskAlert(row.kind, row.about, row.text, is_new=(row.kind, row.about) not in known) for row in found
    )


def _chances(rule: AssessmentRule, dates: Iterable[AssessedDate], kept: float | None) -> Iterator[RiskAlert]:
    if rule.chance_below is None:
        return
    least = rule.chance_below
    for row in dates:
        if row.chance is not None and row.chance < least:
            text = f"{row.name} meets its target date with {_share(row.chance)}, less than {_share(least)}."
            yield RiskAlert("chance", row.ref, text)
    if kept is not None and kept < least:
        text = f"All risks cost no more than their reserve with {_share(kept)}, less than {_share(least)}."
        yield RiskAlert("reserve", rule.ref, text)


def _share(value: float) -> str:
    return f"{value * 100:.0f} %"


def _grown(
    rule: AssessmentRule, before: Assessment | None, dates: Sequence[AssessedDate]
) -> Iterator[RiskAlert]:
    if before is None or rule.grown_days is None:
        return
    days, was = dates[0].days, before.brief.days
    if days - was > rule.grown_days:
        text = (
            f"Risks cost the 85 % date {days:.1f} days, {days - was:.1f} more than in the assessment before."
        )
        yield RiskAlert("exposure", rule.ref, text)


def _new(rule: AssessmentRule, moves: Iterable[RiskMove]) -> Iterator[RiskAlert]:
    if rule.new_days is None:
        return
    for row in moves:
        if row.what == "new" and (row.after or 0.0) > rule.new_days:
            text = f"New risk of {row.after:.1f} days: {row.key} {row.event}"
            yield RiskAlert("new_risk", f"risk.risk:{row.risk_id}", text)


def _overdue(risks: Iterable[AssessedRisk], today: date) -> Iterator[RiskAlert]:
    for row in risks:
        if row.review_on is not None and row.review_on < today:
            since = day_text(row.review_on, this_year=today.year)
            text = f"The review of {row.key} {row.event} is overdue since {since}; its owner is {row.owner}."
            yield RiskAlert("review", f"risk.risk:{row.risk_id}", text)
