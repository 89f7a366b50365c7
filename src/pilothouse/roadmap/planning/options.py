"""Proposed responses as the engine weighs them, and why some cannot compete."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pilothouse.engine.schedule.effort import Effort
from pilothouse.kit.refs import Ref
from pilothouse.risk.contracts import AdvisedResponse, RiskResponse
from pilothouse.roadmap.planning.problem import Inputs
from pilothouse.roadmap.planning.striking import risk_name, touched
from pilothouse.roadmap.planning.workforce import product_name

if TYPE_CHECKING:
    from pilothouse.engine.risk.response import Response


@dataclass(frozen=True)
class Options:
    """`given` compete, by the engine's name of each in `rows`; `excluded` do not, each with its reason."""

    given: tuple[Response, ...]
    rows: Mapping[str, RiskResponse]
    excluded: tuple[AdvisedResponse, ...]


def options_of(inputs: Inputs, strike: Collection[str], rows: Iterable[RiskResponse]) -> Options:
    """Of the proposed ones among `rows` those whose risk is among `strike`, the engine's names of risks that
    strike the plan. Work that is in the plan already is not done once more."""
    given: list[Response] = []
    known: dict[str, RiskResponse] = {}
    excluded = []
    for row in rows:
        if row.state != "proposed":
            continue
        if reason := _excluded(inputs, strike, row):
            excluded.append(as_advised(row, chosen=False, reason=reason))
            continue
        option = _option(inputs, row)
        given.append(option)
        known[option.id] = row
    return Options(tuple(given), known, tuple(excluded))


def as_advised(
    row: RiskResponse,
    *,
    chosen: bool,
    gain: float | None = None,
    error: float | None = None,
    reason: str = "",
) -> AdvisedResponse:
    return AdvisedResponse(
        response_id=row.id,
        title=row.title,
        kind=row.kind,
        risk_id=row.risk_id,
        risk_key=row.risk_key,
        risk_event=row.risk_event,
        cost_cents=row.cost_cents,
        days=work_of(row),
        skill_name=row.skill_name,
        chosen=chosen,
        gain=gain,
        error=error,
        reason=reason,
        based_on=row.version,
    )


def work_of(row: RiskResponse) -> float:
    """Person-days that it adds to the plan."""
    return 0.0 if row.is_in_plan else row.days


def _excluded(inputs: Inputs, strike: Collection[str], row: RiskResponse) -> str:
    if row.unused:
        return row.unused
    if row.kind == "accept":
        return "It accepts the risk, which changes nothing."
    if risk_name(row.risk_id) not in strike:
        return "Its risk delays nothing that is still open."
    if work_of(row) and not _able(inputs, row):
        return f"No one is there for its work{f' in {row.skill_name}' if row.skill_name else ''}."
    return ""


def _able(inputs: Inputs, row: RiskResponse) -> bool:
    product = _product(inputs, row)
    return any(
        person.works_for(product) and (not row.skill_name or person.skills.get(row.skill_name, 0.0) >= 1)
        for person in inputs.problem.people
    )


def _option(inputs: Inputs, row: RiskResponse) -> Response:
    from pilothouse.engine.risk.response import Response

    days = work_of(row)
    return Response(
        id=f"response {row.id}",
        title=row.title,
        kind=row.kind,  # type: ignore[arg-type]
        risks=(risk_name(row.risk_id),),
        chance=row.chance_left,
        impact=row.impact_left,
        cost=float(row.cost_cents),
        work=((row.skill_name, Effort(days, days, days)),) if days else (),
        before=tuple(_leaves(inputs, [each.ref for each in row.before])) if days else (),
        product=_product(inputs, row),
    )


def _leaves(inputs: Inputs, refs: Sequence[str]) -> list[str]:
    """Open items without parts that are called by `refs`, each once."""
    there = {item.id for item in inputs.problem.items}
    return [name for name in dict.fromkeys(n for ref in refs for n in touched(inputs, ref)) if name in there]


def _product(inputs: Inputs, row: RiskResponse) -> str:
    """That of the items before which it is done, else of what its risk touches, else the first."""
    risks = (risk.touches for risk in inputs.snapshot.risks if risk.id == row.risk_id)
    for ref in (*(each.ref for each in row.before), *next(risks, ())):
        if (found := _of_ref(inputs, Ref.parse(ref))) is not None:
            return product_name(found)
    return product_name(inputs.snapshot.products[0].id)


def _of_ref(inputs: Inputs, ref: Ref) -> int | None:
    if ref.kind == "roadmap.item":
        item = inputs.structure.items.get(ref.id)
        return item.product_id if item else None
    if ref.kind == "roadmap.release":
        release = inputs.releases.get(ref.id)
        return release.product_id if release else None
    return ref.id if ref.id in {row.id for row in inputs.snapshot.products} else None
