"""What `pilothouse backtest` does: forecasts as if in the past, scored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from pilothouse.engine.forecast.history import backtest
from pilothouse.kit.shell import print_json
from pilothouse.workbench.history.chart import check_charts, draw
from pilothouse.workbench.history.reading import nothing_finished, read, read_own_prior


def run(
    file: Path,
    *,
    every: int,
    seed: int,
    priors: Path | None,
    refit: Path | None,
    chart: Path | None,
    as_json: bool,
) -> None:
    if chart is not None:
        check_charts()
    found = read(file)
    prior = read_own_prior(priors)
    if refit is not None:
        fitted = backtest.fit_prior(
            found.counts,
            start=prior,
            version=refit.stem,
            fitted_on=f"{len(found.counts)} projects of {file.name}",
        )
        refit.write_text(fitted.to_json())
        typer.echo(f"Wrote {refit}.", err=True)
    result = backtest.backtest(found.counts, prior=prior, every=every, seed=seed)
    told = backtest.summary(result, seed=seed) | {
        "too_short": sorted(set(found.counts) - set(result.names)),
        "notes": found.notes,
        "reliability": backtest.reliability(result),
    }
    if told["cases"] == 0:
        raise nothing_finished(file)
    if chart is not None:
        draw(told["reliability"], chart)
    if as_json:
        print_json(told)
    else:
        _show(told)


def _show(told: dict[str, Any]) -> None:
    typer.echo(f"{told['projects']} projects, {told['cases']:,} forecasts of the past.\n")
    typer.echo("Share that held      at 50 %   80 %   85 %   95 %   error   CRPS against the last 20 weeks")
    for kind, key, noun in (("dates", "by_items", "items"), ("counts", "by_weeks", "weeks")):
        for size, row in told[kind][key].items():
            held = "  ".join(f"{100 * share:5.1f}" for share in row["coverage"].values())
            low, high = row["crps_ratio_interval"]
            typer.echo(
                f"{kind:7}{size:>4} {noun:7} {held}  {row['mean_error_pp']:5.2f}   "
                f"{row['crps_ratio_bootstrap20']:.3f} ({low:.3f} to {high:.3f})"
            )
    for kind in ("dates", "counts"):
        row = told[kind]
        if row["mean_error_pp"] is not None:
            typer.echo(
                f"\n{kind.capitalize()}: stated and held differ by {row['mean_error_pp']} points on average; "
                f"CRPS is {row['crps_ratio_bootstrap20']} of resampling the last 20 weeks."
            )
    if told["too_short"]:
        typer.echo(f"\nToo short to look back on: {', '.join(told['too_short'][:20])}.")
    for note in told["notes"][:20]:
        typer.echo(note)
