"""How the risks of one product stand, of what is stored now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject, named
from pilothouse.risk import queries
from pilothouse.risk.contracts import (
    TAKEN,
    AssessedDate,
    AssessedRisk,
    Exposure,
    LossCurve,
    OpenRisk,
    Risk,
    RiskExposure,
    RiskResponse,
)
from pilothouse.risk.queries import RiskFilter
from pilothouse.risk.queries.register import held_in

_RELEASE = "roadmap.release"


@dataclass(frozen=True)
class Present:
    """All that assessments of a workspace rest on, read once."""

    exposure: Exposure
    risks: Sequence[Risk]
    left: Mapping[int, OpenRisk]
    taken: Mapping[int, tuple[str, ...]]
    measured: Mapping[int, RiskExposure]
    releases: Mapping[str, Subject]


def present(actor: Actor, exposure: Exposure) -> Present:
    rows = queries.risks(actor=actor, narrow=RiskFilter(status="open"))
    refs = [row.ref for row in exposure.dates if row.ref.startswith(_RELEASE)]
    return Present(
        exposure,
        rows,
        {row.id: row for row in queries.open_risks(actor=actor)},
        _taken(queries.responses(actor=actor)),
        {row.risk_id: row for row in exposure.risks},
        named(actor=actor, refs=refs),
    )


def _taken(rows: Sequence[RiskResponse]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        if row.state in TAKEN:
            found[row.risk_id] = (*found.get(row.risk_id, ()), row.title)
    return found


def dates_of(now: Present, ref: str) -> tuple[AssessedDate, ...]:
    """The date of the whole itself first, then those of its releases."""
    return tuple(
        AssessedDate(
            row.ref, row.name, row.p50, row.p85, row.p85_without, row.chance, round(row.together.p85, 4)
        )
        for row in now.exposure.dates
        if row.ref == ref or _is_part(now, row.ref, ref)
    )


def _is_part(now: Present, date: str, ref: str) -> bool:
    """Whether it is the date of an open release of the whole."""
    release = now.releases.get(date)
    return release is not None and release.open and (not ref or release.within == ref)


def risks_of(now: Present, ref: str) -> tuple[AssessedRisk, ...]:
    """Open risks that touch the product or cost its date something; those first that cost it most. What
    touches finished things only is no risk any more."""
    found = [_assessed(now, row, ref) for row in now.risks if _concerns(now, row, ref)]
    return tuple(sorted(found, key=lambda row: (-abs(row.weight), -abs(row.money or 0.0), row.risk_id)))


def _concerns(now: Present, row: Risk, ref: str) -> bool:
    if row.touches and not any(each.open for each in row.touches):
        return False
    measured = now.measured.get(row.id)
    moves = measured is not None and ref in measured.effects
    return not ref or moves or held_in(row.touches, [Ref.parse(ref)])


def _assessed(now: Present, row: Risk, ref: str) -> AssessedRisk:
    measured, left = now.measured.get(row.id), now.left.get(row.id)
    effect = measured.on(ref) if measured else None
    taken = now.taken.get(row.id, ())
    probability = left.probability if left else (None if not taken else 0.0)
    return AssessedRisk(
        risk_id=row.id,
        key=row.key,
        event=row.event,
        owner=row.owner_name,
        probability=row.probability,
        left=row.probability if not taken else probability,
        delay=row.delay_likely,
        work=row.work,
        cost_cents=row.cost_likely_cents,
        days=round(effect.p85, 4) if effect else 0.0,
        margin=round(effect.p85_margin, 4) if effect else 0.0,
        expected=None if row.expected_days is None else round(row.expected_days, 4),
        money=measured.money if measured else None,
        review_on=row.review_on,
        taken=taken,
        touches=tuple(each.ref for each in row.touches if not each.gone),
        open=sum(each.open for each in row.touches),
    )


def kept_with(curve: LossCurve | None, reserve: int) -> float | None:
    """Chance that all risks together cost no more than `reserve`, minor units; None where nothing has a
    price."""
    if curve is None:
        return None
    beyond = [chance for loss, chance in zip(curve.losses, curve.chances, strict=True) if loss <= reserve]
    return round(1.0 - min(beyond, default=1.0), 4)
