"""The brief of a product's risks, put into the parts of a document."""

from __future__ import annotations

from datetime import date

from pilothouse.kit.dates import day_text
from pilothouse.kit.money import major
from pilothouse.kit.printed import Part, Printed, Said
from pilothouse.risk.contracts import BriefDate, RiskBrief

_NUMBERS = frozenset((1, 2, 3))


def brief_document(found: RiskBrief, currency: str) -> Printed:
    """What it says, in the order in which it is decided."""
    year = found.taken_at.year
    since = f", compared with {day_text(found.since.date(), this_year=year)}" if found.since else ""
    figures = [
        ("85 % date (p85)", day_text(found.p85, this_year=year)),
        ("Risks cost it", _changed(found.days, found.days_before)),
        ("Open risks", f"{found.open}"),
    ]
    if found.money is not None:
        figures.insert(2, ("And money, on average", _money(found.money, currency)))
    return Printed(
        f"Risks of {found.name}",
        f"{day_text(found.taken_at.date(), this_year=year)}, plan run {found.run}{since}",
        tuple(figures),
        (
            Part(
                "To decide",
                lines=tuple(Said(row.text, row.about) for row in found.decisions),
                empty="Nothing waits for a decision.",
            ),
            Part(
                "Alerts",
                lines=tuple(Said(row.text, row.about) for row in found.alerts),
                empty="No threshold is passed.",
            ),
            _moves(found),
            _dates(found, year),
            _top(found, currency),
            _responses(found, currency),
        ),
    )


def _money(amount: float, currency: str) -> str:
    """Whole units: averages of simulations warrant no more."""
    return f"{major(round(amount), currency):,.0f} {currency}"


def _changed(days: float, before: float | None) -> str:
    return f"{days:.1f} days" if before is None else f"{before:.1f} → {days:.1f} days"


def _moves(found: RiskBrief) -> Part:
    return Part(
        "What changed",
        ("Risk", "Days before", "Days now", "Why"),
        tuple(
            (
                Said(f"{row.key} {row.event} ({row.what})", f"risk.risk:{row.risk_id}"),
                Said("–" if row.before is None else f"{row.before:.1f}"),
                Said("–" if row.after is None else f"{row.after:.1f}"),
                Said(row.reason),
            )
            for row in found.moves
        ),
        empty="Every risk is as it was."
        if found.since
        else "There is no earlier assessment to compare with.",
        right=frozenset((1, 2)),
    )


def _dates(found: RiskBrief, year: int) -> Part:
    return Part(
        "Dates",
        ("Date", "85 % date", "Chance of the target date", "Risks cost it, days"),
        tuple(
            (Said(row.name, row.ref), Said(_day(row, year)), Said(_chance(row)), Said(f"{row.days:.1f}"))
            for row in found.dates
        ),
        right=_NUMBERS,
    )


def _day(row: BriefDate, year: int) -> str:
    def said(day: date) -> str:
        return day_text(day, this_year=year)

    if row.p85_before is None or row.p85_before == row.p85:
        return said(row.p85)
    return f"{said(row.p85_before)} → {said(row.p85)}"


def _chance(row: BriefDate) -> str:
    if row.chance is None:
        return "–"
    now = f"{row.chance * 100:.0f} %"
    return now if row.chance_before is None else f"{row.chance_before * 100:.0f} → {now}"


def _top(found: RiskBrief, currency: str) -> Part:
    return Part(
        "Top risks",
        ("Risk", "Probability", "Days", "Money", "Owner"),
        tuple(
            (
                Said(f"{row.key} {row.event}", f"risk.risk:{row.risk_id}"),
                Said("–" if row.left is None else f"{row.left * 100:.0f} %"),
                Said(f"{row.weight:.1f}"),
                Said(_money(row.money, currency) if row.money else "–"),
                Said(row.owner),
            )
            for row in found.top
        ),
        empty="No open risk costs days or money.",
        right=_NUMBERS,
    )


def _responses(found: RiskBrief, currency: str) -> Part:
    return Part(
        "Responses in progress",
        ("Response", "Cost", "Work, days", "Of the risk", "Work"),
        tuple(
            (
                Said(row.title, f"risk.risk:{row.risk_id}"),
                Said(_money(row.cost_cents, currency) if row.cost_cents else "–"),
                Said(f"{row.days:g}" if row.days else "–"),
                Said(row.risk),
                Said(row.work),
            )
            for row in found.responses
        ),
        empty="None is chosen.",
        right=frozenset((1, 2)),
    )
