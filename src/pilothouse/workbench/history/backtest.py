"""What `pilothouse backtest` does: forecasts as if in the past, scored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from pilothouse.engine.forecast.history import backtest
from pilothouse.engine.forecast.history.record import USUAL, Record, reliability, summary
from pilothouse.kit.shell import print_json
from pilothouse.kit.text import plural
from pilothouse.workbench.history.chart import check_charts, draw
from pilothouse.workbench.history.reading import nothing_finished, read, read_own_prior

_NOTES = 20


def run(
    file: Path,
    *,
    every: int,
    seed: int,
    priors: Path | None,
    refit: Path | None,
    chart: Path | None,
    words: Sequence[str],
    as_json: bool,
) -> None:
    if chart is not None:
        check_charts()
    found = read(file, words=words)
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
    record, curve = summary(result, seed=seed), reliability(result)
    too_short = sorted(set(found.counts) - set(result.names))
    if record.cases == 0:
        raise nothing_finished(file)
    if chart is not None:
        draw(curve, chart)
    if as_json:
        more = {"too_short": too_short, "notes": found.notes, "reliability": curve}
        print_json(record.to_data() | more)
    else:
        _show(record, [*_left_out(too_short), *found.notes[:_NOTES]])


def _left_out(too_short: list[str]) -> list[str]:
    return [f"\nToo short to look back on: {', '.join(too_short[:_NOTES])}."] if too_short else []


def _show(record: Record, notes: Sequence[str]) -> None:
    typer.echo(f"{plural(record.projects, 'project')}, {plural(record.cases, 'forecast')} of the past.\n")
    typer.echo("Share that held      at 50 %   80 %   85 %   95 %   error   CRPS against the last 20 weeks")
    kinds = (("dates", record.dates, "items"), ("counts", record.counts, "weeks"))
    for kind, rows, noun in kinds:
        for size, row in rows.sizes.items():
            held = "  ".join(f"{100 * share:5.1f}" for share in row.coverage.values())
            low, high = row.crps_ratio_interval
            typer.echo(
                f"{kind:7}{size:>4} {noun:7} {held}  {row.mean_error_pp:5.2f}   "
                f"{row.crps_ratio[USUAL]:.3f} ({low:.3f} to {high:.3f})"
            )
    for kind, rows, _ in kinds:
        if rows.mean_error_pp is not None:
            typer.echo(
                f"\n{kind.capitalize()}: stated and held differ by {rows.mean_error_pp} points on average; "
                f"CRPS is {rows.crps_ratio[USUAL]} of resampling the last 20 weeks."
            )
    for note in notes:
        typer.echo(note)
