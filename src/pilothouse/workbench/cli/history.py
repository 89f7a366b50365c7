"""`pilothouse backtest` and `pilothouse outlook`: do dates hold, and when will so much be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pilothouse.engine.forecast.history.prior import Prior
    from pilothouse.engine.forecast.history.throughput import Outlook
    from pilothouse.workbench.weeks import Histories

app = typer.Typer()

WorkspaceHistory = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="CSV with weekly counts or dates of completion; the workspace's own history without one.",
    ),
]
HistoryPath = Annotated[
    Path,
    typer.Argument(help="CSV with id, week and count; or one row per item with a date of completion."),
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer.", min=0)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Priors = Annotated[
    Path | None, typer.Option("--priors", help="File of priors made by --refit; the shipped one otherwise.")
]


@app.command()
def backtest(
    file: HistoryPath,
    every: Annotated[int, typer.Option(help="Weeks between origins.", min=1, max=52)] = 4,
    seed: Seed = 0,
    priors: Priors = None,
    refit: Annotated[
        Path | None, typer.Option(help="Fit the priors on these projects and write them to this file.")
    ] = None,
    chart: Annotated[
        Path | None, typer.Option(help="Draw stated against held chances into this PNG file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Forecast the past of every project in FILE from many moments, and tell how often dates held.

    Peers in the same run: weeks resampled from the last 10, 20 and 30, and a straight line at the mean of the
    last 20 weeks.
    """
    from pilothouse.engine.forecast.history import backtest as engine

    found = _read(file)
    prior = _prior(priors)
    if refit is not None:
        fitted = engine.fit_prior(
            found.counts,
            start=prior,
            version=refit.stem,
            fitted_on=f"{len(found.counts)} projects of {file.name}",
        )
        refit.write_text(fitted.to_json())
        typer.echo(f"Wrote {refit}.", err=True)
    result = engine.backtest(found.counts, prior=prior, every=every, seed=seed)
    told = engine.summary(result, seed=seed) | {
        "too_short": sorted(set(found.counts) - set(result.names)),
        "notes": found.notes,
        "reliability": engine.reliability(result),
    }
    if told["cases"] == 0:
        raise _nothing(file)
    if chart is not None:
        from pilothouse.workbench.chart import draw

        draw(told["reliability"], chart)
    if as_json:
        _print_json(told)
    else:
        _print_record(told)


@app.command()
def outlook(
    file: WorkspaceHistory = None,
    project: Annotated[
        str, typer.Option(help="Which project of FILE, or key of the product; needed when there are several.")
    ] = "",
    workspace: Annotated[str | None, typer.Option(help="Slug of the workspace, without FILE.")] = None,
    items: Annotated[list[int] | None, typer.Option(help="When are so many items done? Repeatable.")] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="How many items by this date, or in this many weeks? Repeatable.")
    ] = None,
    seed: Seed = 0,
    priors: Priors = None,
    as_json: AsJson = False,
) -> None:
    """Say when ITEMS are done and how many are done BY a date, from weekly counts alone."""
    from pilothouse.engine.forecast.history.throughput import forecast_throughput

    found = _read(file) if file is not None else _own(workspace, project)
    name = _project(found, project, file)
    first = found.first_monday.get(name)
    end = first + timedelta(weeks=len(found.counts[name])) if first else None
    wanted = items or ([10, 30] if not by else [10])
    weeks = {text: _weeks(text, end) for text in by or ["6", "13"]}
    answer = forecast_throughput(
        found.counts[name],
        items=wanted,
        weeks=sorted(set(weeks.values())),
        first_monday=first,
        prior=_prior(priors),
        seed=seed,
        draws=4_000,
    )
    if as_json:
        _print_json(_outlook_json(name, answer, wanted, weeks, end))
    else:
        _print_outlook(name, answer, wanted, weeks, end)


def _read(file: Path) -> Histories:
    from pilothouse.workbench.weeks import read_histories

    found = read_histories(file)
    if not found.counts:
        raise _nothing(file)
    return found


def _own(workspace: str | None, key: str) -> Histories:
    """The history of the workspace's products, or of the one that `key` names."""
    from pilothouse.kit.shell import django_ready
    from pilothouse.workbench.weeks import Histories

    django_ready()
    from pilothouse.accounts.queries import shell_actor
    from pilothouse.kit import clock
    from pilothouse.roadmap import queries
    from pilothouse.vision import queries as vision

    actor = shell_actor(workspace)
    products = (vision.product_by_key(actor=actor, key=key),) if key else vision.products(actor=actor)
    found = Histories()
    for product in products:
        first, counts = queries.finished_weeks(actor=actor, product_id=product.id, today=clock.today())
        found.counts[product.key], found.first_monday[product.key] = counts, first
    return found


def _nothing(file: Path) -> Exception:
    from pilothouse.kit.errors import Invalid

    return Invalid(
        "No project in the file has enough finished work to look back on.",
        where=str(file),
        cure="Give more than eight weeks with at least ten finished items in all.",
    )


def _prior(path: Path | None) -> Prior | None:
    from pilothouse.engine.errors import InvalidProblem
    from pilothouse.engine.forecast.history.prior import read_prior

    if path is None:
        return None
    try:
        prior = read_prior(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidProblem(
            f"It cannot be read: {error}.", where=str(path), cure="Check the name of the file."
        ) from None
    return replace(prior, version=f"{prior.version} ({path.name})")


def _project(found: Histories, wanted: str, file: Path | None) -> str:
    from pilothouse.kit.errors import Invalid

    names = sorted(found.counts)
    if wanted in found.counts:
        return wanted
    if not wanted and len(names) == 1:
        return names[0]
    said = f"There is no project '{wanted}'." if wanted else f"There are {len(names)} projects."
    raise Invalid(
        said, where=str(file or "project"), cure=f"Name one with --project: {', '.join(names[:12])}."
    )


def _weeks(text: str, end: date | None) -> int:
    """Whole weeks from the end of the history to what `text` names: a number of weeks, or a date."""
    from pilothouse.kit.errors import Invalid

    if text.isdigit() and 1 <= int(text) <= 520:
        return int(text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            f"'{text}' is neither a date nor a number of weeks.",
            where="--by",
            cure="Give a date such as 2027-03-01, or 1 to 520 weeks.",
        ) from None
    if end is None:
        raise Invalid(
            "The history has week numbers and no dates.",
            where="--by",
            cure="Give a number of weeks, or a file whose weeks are dates.",
        )
    if not 7 <= (day - end).days <= 520 * 7:
        raise Invalid(
            f"{day} is less than a week after the end of the history, {end}, or more than ten years.",
            where="--by",
            cure="Give a later date within ten years.",
        )
    return (day - end).days // 7


def _day(weeks: float, end: date | None) -> str | None:
    """The date `weeks` after `end`; None where there are no dates, or none can be given."""
    if end is None or weeks > 5_000:
        return None
    return (end + timedelta(days=-(-weeks * 7 // 1))).isoformat()


_LEVELS = (0.5, 0.8, 0.85, 0.95)


def _outlook_json(
    name: str, answer: Outlook, items: list[int], weeks: dict[str, int], end: date | None
) -> dict[str, Any]:
    def finite(value: float) -> float | None:
        return round(value, 3) if value < 5_000 else None

    dates = {
        str(n): {
            f"{level:.0%}".rstrip("%"): {
                "weeks": finite(answer.when(n, level)), "date": _day(answer.when(n, level), end)
            }
            for level in _LEVELS
        }
        for n in items
    }  # fmt: skip
    counts = {
        text: {"weeks": w, **{f"{level:.0%}".rstrip("%"): answer.at_least(w, level) for level in _LEVELS}}
        for text, w in weeks.items()
    }
    return {
        "project": name,
        "dates": dates,
        "counts": counts,
        "layer": answer.layer,
        "note": answer.note,
        "history_weeks": answer.weeks,
        "history_items": answer.items,
        "prior": answer.prior,
    }


def _print_json(data: dict[str, Any]) -> None:
    from pilothouse.kit.shell import print_json

    print_json(data)


def _print_outlook(
    name: str, answer: Outlook, items: list[int], weeks: dict[str, int], end: date | None
) -> None:
    typer.echo(f"{name}: {answer.note}\n")
    for n in items:
        half, sure = answer.when(n, 0.5), answer.when(n, 0.85)
        if sure > 5_000:
            typer.echo(f"{n} items: no date can be given.")
            continue
        on = f" ({_day(half, end)} and {_day(sure, end)})" if end else ""
        typer.echo(
            f"{n} items: in half of all cases within {half:.1f} weeks, in 85 of 100 within {sure:.1f}{on}."
        )
    for text, w in weeks.items():
        when = f"By {text}" if "-" in text else f"In {w} weeks"
        typer.echo(
            f"{when}: at least {answer.at_least(w, 0.5)} items in half of all cases, "
            f"at least {answer.at_least(w, 0.85)} in 85 of 100."
        )


def _print_record(told: dict[str, Any]) -> None:
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
