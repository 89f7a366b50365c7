"""What risks cost: one date at a time, ranked, and what all of them cost together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from pilothouse.accounts import queries as accounts
from pilothouse.kit import jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.doors import page, request_actor
from pilothouse.kit.export import table_response
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.money import exponent, major, stepped, warranted
from pilothouse.kit.products import ProductChoice, product_choice
from pilothouse.risk import charts, queries
from pilothouse.risk.contracts import DateEffect, ExposedDate, Exposure, Risk, RiskExposure
from pilothouse.risk.queries import RiskFilter

_MADE_BY = ("roadmap.plan", "roadmap.expose")
_CHANCES = (0.95, 0.75, 0.5, 0.25, 0.15, 0.05)  # of the table beside the curve
_COLUMNS = (
    "date", "key", "event", "came", "days", "days_error", "p50_days", "p85_days", "p85_error", "chance",
    "cost", "cost_error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A risk in the ranking: what it costs the date, and the bars that show it."""

    risk: RiskExposure
    effect: DateEffect
    days: charts.Bar
    money: charts.Bar | None
    step: int

    @property
    def moves(self) -> bool:
        """Whether it moves the date at all, in any simulation that was kept."""
        return bool(self.effect.error or self.effect.p85)

    @property
    def minor(self) -> int | None:
        """What it costs or gains, minor units, as precisely as its margin warrants."""
        return None if self.risk.money is None else stepped(abs(self.risk.money), self.step)

    @property
    def margin(self) -> int:
        return stepped(self.risk.money_margin, self.step)


@page()
def exposure(request: HttpRequest) -> HttpResponseBase:
    """What each risk costs a date of the newest plan, in days and money, with errors."""
    actor, choice = request_actor(request), product_choice(request)
    found = queries.exposure(actor=actor)
    open_ones = queries.risks(actor=actor, narrow=RiskFilter(scopes=choice.refs, status="open"))
    currency = accounts.currency(actor=actor)
    date = _date(request, found, choice)
    shown = _shown(found, date, choice, open_ones) if found and date else ()
    if (wanted := request.GET.get("format", "")) and date:
        return _exported(request, shown, date, currency, wanted)
    context: dict[str, Any] = {
        "found": found,
        "date": date,
        "open_ones": open_ones,
        "unused": [row for row in open_ones if row.unused],
        "currency": currency,
        "job": _job(actor),
        "may_edit": actor.may(Role.EDITOR),
    }
    if found and date:
        context |= _drawn(found, date, shown, currency)
    return render(request, "risk/exposure.html", context)


def _date(request: HttpRequest, found: Exposure | None, choice: ProductChoice) -> ExposedDate | None:
    """The date that the address names, else that of the products chosen."""
    if found is None:
        return None
    asked = request.GET.get("date", "")
    named = found.date_of(asked) if asked else None
    together = choice.together.id if choice.together else None
    return named or found.date_of(queries.date_ref(choice.refs, together))


def _shown(
    found: Exposure, date: ExposedDate, choice: ProductChoice, open_ones: Sequence[Risk]
) -> tuple[RiskExposure, ...]:
    """Risks that move the date, and those of the products chosen that only cost money."""
    within = {row.id for row in open_ones} if choice.key else None
    return tuple(
        row
        for row in found.ranked(date.ref)
        if date.ref in row.effects or (row.money and (within is None or row.risk_id in within))
    )


def _job(actor: Actor) -> JobStatus | None:
    """What is being computed of this page now, or failed last."""
    mine = [row for row in jobs.recent(actor=actor, limit=5) if row.name in _MADE_BY]
    going = next((row for row in mine if row.state in ("waiting", "running")), None)
    if going is not None or not mine:
        return going
    return mine[0] if mine[0].name == "roadmap.expose" and mine[0].state in ("failed", "cancelled") else None


def _drawn(
    found: Exposure, date: ExposedDate, shown: Sequence[RiskExposure], currency: str
) -> dict[str, Any]:
    """The ranking and the pictures."""
    longest, dearest = charts.longest(shown, date)
    unit = 10.0 ** exponent(currency)
    lines = [
        Line(
            row,
            row.on(date.ref),
            charts.bar(row.on(date.ref).days, row.on(date.ref).margin, longest),
            None if row.money is None else charts.bar(row.money, row.money_margin, dearest),
            warranted(row.money_margin, currency),
        )
        for row in shown
    ]
    step = warranted(found.money_margin, currency)
    joint = date.joint
    return {
        "lines": lines,
        "dates": found.dates,
        "beside": len(found.risks) - len(shown),
        "priced": found.money is not None,
        "all_money": None if found.money is None else stepped(found.money, step),
        "all_money_margin": stepped(found.money_margin, step),
        "tornado": charts.tornado(shown, date.ref),
        "curve": charts.curve_plot(date.curve),
        "curve_rows": charts.losses_at(date.curve, _CHANCES),
        "money_curve": charts.curve_plot(found.money_curve, unit) if found.money_curve else None,
        "money_rows": [
            (chance, stepped(loss, step)) for chance, loss in charts.losses_at(found.money_curve, _CHANCES)
        ]
        if found.money_curve
        else [],
        "cloud": charts.cloud_plot(joint, unit, [day_text(day) for day in joint.days]) if joint else None,
        "joint_heads": [stepped(amount, step) for amount in joint.money] if joint else [],
        "joint_rows": list(zip(joint.days, joint.chances, strict=True)) if joint else [],
    }


def _exported(
    request: HttpRequest, shown: Sequence[RiskExposure], date: ExposedDate, currency: str, wanted: str
) -> HttpResponseBase:
    def amount(value: float | None) -> Any:
        return None if value is None else major(round(value), currency)

    effects = ((row, row.on(date.ref)) for row in shown)
    return table_response(
        request,
        rows=(
            [
                date.name, row.key, row.event, row.came, effect.days, effect.error, effect.p50, effect.p85,
                effect.p85_error, effect.chance, amount(row.money), amount(row.money_error),
            ]
            for row, effect in effects
        ),
        columns=_COLUMNS,
        name="exposure",
        format=wanted,
    )  # fmt: skip
