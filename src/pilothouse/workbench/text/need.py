"""What `pilothouse need` does: which share of all companies has each need."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import typer

from pilothouse.engine.text.need import Market, Need, Ranking, Share, rank
from pilothouse.kit.shell import print_json
from pilothouse.workbench.printing import short, table
from pilothouse.workbench.text.columns import Columns, read_columns

_NO = {"no", "n", "false", "0"}


@dataclass
class _Company:
    segment: str = ""
    revenue: float = 0.0
    wrote: bool = False
    needs: dict[str, float] = field(default_factory=dict)


def run(file: Path, *, companies: Path | None, by_revenue: bool, seed: int, as_json: bool) -> None:
    known: dict[str, _Company] = {}
    if companies is not None:
        _take(
            read_columns(companies, ["company"], optional=["segment", "revenue", "wrote"]), known, silent=True
        )
    _take(read_columns(file, ["company", "need"], optional=["segment", "revenue", "wrote", "weight"]), known)
    names = sorted({need for row in known.values() for need in row.needs})
    market, listed = _market(known, names)
    ranking = rank(market, seed=seed, by_revenue=by_revenue)
    if as_json:
        print_json(
            {
                "companies": len(known),
                "wrote": int(market.wrote.sum()),
                "segments": [row._asdict() for row in ranking.heard],
                "needs": [_told(row, names, listed) for row in ranking.needs],
            }
        )
    else:
        _show(ranking, names, listed)


def _take(columns: Columns, known: dict[str, _Company], *, silent: bool = False) -> None:
    """One row a company and need, or a company alone; a company with a need wrote."""
    for row, name in enumerate(columns.of("company")):
        if not name:
            raise columns.wrong(row, "company", "It is empty.", "Name the company, or remove the row.")
        company = known.setdefault(name, _Company())
        company.segment = columns.of("segment")[row] or company.segment
        company.revenue = columns.number(row, "revenue") or company.revenue
        need, wrote = columns.of("need")[row], columns.of("wrote")[row].lower()
        if need:
            weight = columns.number(row, "weight") if columns.of("weight")[row] else 1.0
            if weight > 1:
                raise columns.wrong(
                    row, "weight", f"{weight:g} is above 1.", "Give 1, or less for what is old."
                )
            company.needs[need] = max(weight, company.needs.get(need, 0.0))
        company.wrote |= bool(need) or (wrote not in _NO if wrote else not silent)


def _market(known: dict[str, _Company], names: list[str]) -> tuple[Market, list[str]]:
    listed = sorted(known)
    segments = sorted({row.segment for row in known.values()})
    voiced = np.zeros((len(listed), len(names)))
    place = {name: at for at, name in enumerate(names)}
    for row, name in enumerate(listed):
        for need, weight in known[name].needs.items():
            voiced[row, place[need]] = weight
    market = Market(
        segment=np.array([segments.index(known[name].segment) for name in listed]),
        revenue=np.array([known[name].revenue for name in listed]),
        wrote=np.array([known[name].wrote for name in listed]),
        voiced=voiced,
        segments=tuple(segment or "no segment" for segment in segments),
    )
    return market, listed


def _told(row: Need, names: list[str], companies: list[str]) -> dict[str, Any]:
    return {
        "need": names[row.number],
        "companies": row.companies,
        "raw_share": row.raw,
        "share": _interval(row.share),
        "revenue_share": None if row.revenue is None else _interval(row.revenue),
        "tier": row.tier,
        "why": row.why,
        "largest_company": None if row.heaviest is None else companies[row.heaviest],
    }


def _interval(share: Share) -> dict[str, float]:
    return {"mean": share.mean, "low": share.low, "high": share.high}


def _show(ranking: Ranking, names: list[str], companies: list[str]) -> None:
    for heard in ranking.heard:
        typer.echo(f"{heard.segment}: {heard.wrote} of {heard.companies} companies wrote.")
    typer.echo("")
    table(
        ["tier", "need", "companies", "share of all", "of revenue", "largest that said so"],
        [
            [
                str(row.tier or "-"),
                short(names[row.number]),
                str(row.companies),
                _words(row.share),
                "" if row.revenue is None else _words(row.revenue),
                row.why or ("" if row.heaviest is None else companies[row.heaviest]),
            ]
            for row in ranking.needs
        ],
    )


def _words(share: Share) -> str:
    return f"{share.mean:.0%} ({share.low:.0%} to {share.high:.0%})"
