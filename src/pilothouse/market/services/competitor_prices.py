"""What competitors ask for: plans and their prices, and by which rates prices are compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction

from pilothouse.accounts import queries as accounts
from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.money import exponent
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import day, known, line
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import MOST_MONTHS, PER, PERIODS
from pilothouse.market.services.competitors import COMPETITORS
from pilothouse.market.services.fields import one_of, typed_amount
from pilothouse.market.services.trash import Trash

PLANS = Trash(
    models.CompetitorPlan,
    "market.competitor_plan",
    "competitor_plan",
    "plan",
    "See the page of the competitor.",
    lambda row: f"{row.competitor.name}: {row.name}",
)
_SETTINGS = "market.competitor_settings"
_MOST_RATE = Decimal(10) ** 9


@transaction.atomic
def add_plan(
    *, actor: Actor, now: datetime, competitor_id: int, name: str, notes: str = ""
) -> contracts.CompetitorPlan:
    """Add a plan of a competitor. Raises `Invalid`, `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    of = COMPETITORS.find(actor, competitor_id)
    row = models.CompetitorPlan(
        workspace_id=actor.workspace_id, competitor=of, **_plan_fields({"name": name, "notes": notes})
    )
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="competitor_plan.added",
        ref=PLANS.kind,
        title=PLANS.title(row),
        fields=("name", "notes"),
        taken=_taken(row.name),
    )
    return queries.competitor_plan(actor=actor, id=row.pk)


@transaction.atomic
def change_plan(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.CompetitorPlan:
    """Change a plan's name or notes. Raises `Stale`, `Invalid`, `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    row = _plan(actor, id)
    fields = _plan_fields(values)
    try:
        with transaction.atomic():
            rows.change(
                row=row,
                values=fields,
                actor=actor,
                now=now,
                version=version,
                verb="competitor_plan.changed",
                ref=PLANS.kind,
                title=PLANS.title(row),
            )
    except IntegrityError:
        raise _taken(fields["name"]) from None
    return queries.competitor_plan(actor=actor, id=row.pk)


@transaction.atomic
def remove_plan(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Put a plan into the trash, with its prices; returns the entry that restores it."""
    _plan(actor, id)
    return PLANS.remove(actor=actor, now=now, id=id, version=version, kept=("name",))


@transaction.atomic
def add_price(
    *,
    actor: Actor,
    now: datetime,
    plan_id: int,
    amount: str = "",
    amount_cents: int | None = None,
    currency: str = "",
    period: str = "month",
    per: str = "seat",
    from_on: date | None = None,
    source: str = "",
) -> contracts.CompetitorPlan:
    """Note what a plan costs from a day on, today where none is given: `amount` as people type it, such as
    `49 USD`, or minor units of a currency. Raises `Invalid`, `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    plan = _plan(actor, plan_id)
    usual = currency.strip().upper() or accounts.currency(actor=actor)
    if amount_cents is None:
        amount_cents, usual = typed_amount(amount, usual, "amount")
    else:
        exponent(usual)
    if amount_cents is None:
        raise Invalid("The amount is empty.", where="amount", cure="Write it as 49 or 49 USD.")
    on = day({"from_on": from_on}, "from_on") or now.date()
    row = models.Price(
        workspace_id=actor.workspace_id,
        plan=plan,
        amount_cents=amount_cents,
        currency=usual,
        period=one_of({"period": period}, "period", PERIODS),
        per=one_of({"per": per}, "per", PER),
        from_on=on,
        source=line({"source": source}, "source", 500),
        seen_by=actor.name,
    )
    cure = "Remove that price first."
    rows.insert(row, Conflict("There is a price from this day already.", where="from_on", cure=cure))
    _record_price(actor, now, "competitor_plan.price_added", plan, [None, _told(row)])
    return queries.competitor_plan(actor=actor, id=plan.pk)


@transaction.atomic
def remove_price(*, actor: Actor, now: datetime, id: int) -> contracts.CompetitorPlan:
    """Take a price out of the history of its plan. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    row = models.Price.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such price.", cure="It may have been removed; reload the page.")
    plan = _plan(actor, row.plan_id)
    row.delete()
    _record_price(actor, now, "competitor_plan.price_removed", plan, [_told(row), None])
    return queries.competitor_plan(actor=actor, id=plan.pk)


@transaction.atomic
def change_competitor_settings(
    *, actor: Actor, now: datetime, version: int | None, months: int
) -> contracts.CompetitorSettings:
    """Say after how many months facts expire; those that are recorded keep their day. Raises `Invalid`,
    `Stale`."""
    actor.require(Role.EDITOR)
    if not 1 <= months <= MOST_MONTHS:
        cure = f"Give 1 to {MOST_MONTHS}."
        raise Invalid("The number of months lies outside of what can be kept.", where="months", cure=cure)
    row, _ = models.CompetitorSettings.objects.get_or_create(workspace_id=actor.workspace_id)
    changes = versions.apply(row, {"months": months}, expected=version)
    _record_settings(actor, now, "competitor_settings.changed", changes)
    return queries.competitor_settings(actor=actor)


@transaction.atomic
def state_rate(
    *, actor: Actor, now: datetime, currency: str, rate: str, stated_on: date | None = None
) -> contracts.CompetitorSettings:
    """State what one unit of `currency` is worth in the workspace's currency; an earlier rate of it is
    replaced. Raises `Invalid`."""
    actor.require(Role.EDITOR)
    code, own = currency.strip().upper(), accounts.currency(actor=actor)
    exponent(code)
    if code == own:
        cure = "Give the rate of another currency."
        raise Invalid(f"{own} is the currency of the workspace.", where="currency", cure=cure)
    on = day({"stated_on": stated_on}, "stated_on") or now.date()
    fields = {"rate": _rate(rate), "stated_on": on, "stated_by": actor.name}
    row = models.ExchangeRate.objects.filter(workspace_id=actor.workspace_id, currency=code).first()
    if row is None:
        models.ExchangeRate.objects.create(workspace_id=actor.workspace_id, currency=code, **fields)
        pair: list[Any] = [None, str(fields["rate"])]
    else:
        pair = versions.apply(row, fields, expected=None).get("rate", [])
    _record_settings(
        actor, now, "competitor_settings.rate_stated", {f"1 {code} in {own}": pair} if pair else {}
    )
    return queries.competitor_settings(actor=actor)


@transaction.atomic
def remove_rate(*, actor: Actor, now: datetime, id: int) -> contracts.CompetitorSettings:
    """State no rate of a currency any more; its prices stand beside the others. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    row = rows.find(models.ExchangeRate, actor, id, "exchange rate")
    row.delete()
    own = accounts.currency(actor=actor)
    changes: dict[str, list[Any]] = {f"1 {row.currency} in {own}": [f"{row.rate.normalize():f}", None]}
    _record_settings(actor, now, "competitor_settings.rate_removed", changes)
    return queries.competitor_settings(actor=actor)


def _rate(text: str) -> Decimal:
    try:
        found = Decimal(text.strip().replace(",", "."))
        if not found.is_finite() or not 0 < found < _MOST_RATE:
            raise InvalidOperation
    except InvalidOperation:
        cure = "Write it as 0.92: what one unit is worth in your currency."
        raise Invalid(f"'{text[:40]}' is not an exchange rate.", where="rate", cure=cure) from None
    rounded = round(found, 8)
    if not rounded:
        raise Invalid("The rate is too small to be kept.", where="rate", cure="Give at least 0.00000001.")
    return rounded


def _plan(actor: Actor, id: int) -> models.CompetitorPlan:
    row: models.CompetitorPlan = PLANS.find(actor, id)
    if row.competitor.removed_at is not None:
        raise NotFound("There is no such plan.", cure="Its competitor lies in the trash.")
    return row


def _plan_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    known(values, ("name", "notes"))
    found = {}
    if "name" in values:
        found["name"] = line(values, "name", 200, needed="Give the plan a name.")
    if "notes" in values:
        found["notes"] = line(values, "notes", 500)
    return found


def _taken(name: str) -> Conflict:
    said = f"There is a plan called '{name[:60]}' already."
    return Conflict(said, where="name", cure="Choose another name.")


def _told(row: models.Price) -> str:
    shown = queries.shown_prices((row,))[0]
    return f"{shown.amount} {shown.terms}, from {shown.from_on.isoformat()}"


def _record_price(
    actor: Actor, now: datetime, verb: str, plan: models.CompetitorPlan, pair: list[Any]
) -> None:
    journal.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=Ref(PLANS.kind, plan.pk),
        title=PLANS.title(plan),
        changes={"price": pair},
    )


def _record_settings(actor: Actor, now: datetime, verb: str, changes: Mapping[str, list[Any]]) -> None:
    if changes:
        journal.record(
            actor=actor,
            now=now,
            verb=verb,
            subject=Ref(_SETTINGS, actor.workspace_id),
            title="Competitor settings",
            changes=dict(changes),
        )
