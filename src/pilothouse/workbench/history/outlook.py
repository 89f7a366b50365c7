"""What `pilothouse outlook` does: when so much is done, and how much by a date, from weekly counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import typer

from pilothouse.engine.dates import day_text
from pilothouse.engine.forecast.history.throughput import Outlook, forecast_throughput
from pilothouse.kit import clock
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.workbench.history.reading import read, read_own_prior, stored
from pilothouse.workbench.history.weeks import Histories

_DRAWS = 4_000
_LEVELS = (0.5, 0.8, 0.85, 0.95)


def run(
    file: Path | None,
    *,
    project: str,
    workspace: str | None,
    items: list[int] | None,
    by: list[str] | None,
    seed: int,
    priors: Path | None,
    words: Sequence[str],
    as_of: str | None,
    as_json: bool,
) -> None:
    day = _as_of(as_of)
    found = read(file, words=words, as_of=day) if file is not None else stored(workspace, project)
    name = _project(found, project, file)
    first = found.first_monday.get(name)
    end = _begin(found, name, day)
    wanted = items or ([10, 30] if not by else [10])
    weeks = {text: _weeks(text, end) for text in by or ["6", "13"]}
    answer = forecast_throughput(
        found.counts[name],
        items=wanted,
        weeks=sorted(set(weeks.values())),
        first_monday=first,
        prior=read_own_prior(priors),
        seed=seed,
        draws=_DRAWS,
    )
    if as_json:
        print_json(_as_data(name, answer, wanted, weeks, end) | {"notes": found.notes})
    else:
        _show(name, answer, wanted, weeks, end)
        for note in found.notes:
            typer.echo(note)


def _as_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(f"'{text}' is not a date.", where="--as-of", cure="Write it as 2027-01-31.") from None


def _begin(found: Histories, name: str, as_of: date | None) -> date | None:
    """The Monday from which weeks ahead count: where the history ends, or of this week where it ended before;
    None without dates."""
    first = found.first_monday.get(name)
    if first is None:
        return None
    end = first + timedelta(weeks=len(found.counts[name]))
    today = clock.today()
    this_week = today - timedelta(days=today.weekday())
    if as_of is not None or end >= this_week:
        return end
    quiet = (this_week - end).days // 7
    found.notes.append(
        f"{name}: the history ends with {day_text(end - timedelta(days=1))}, and dates count from this week. "
        f"If nothing was finished in the {quiet:,} {'week' if quiet == 1 else 'weeks'} since, "
        f"say so with --as-of {today.isoformat()}."
    )
    return this_week


def _project(found: Histories, wanted: str, file: Path | None) -> str:
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
            f"{day_text(day)} is less than a week after {day_text(end)}, from which weeks count, "
            "or more than ten years.",
            where="--by",
            cure="Give a later date within ten years.",
        )
    return (day - end).days // 7


def _day(weeks: float, end: date | None) -> str | None:
    """The date `weeks` after `end`; None where there are no dates, or none can be given."""
    if end is None or weeks > 5_000:
        return None
    return (end + timedelta(days=-(-weeks * 7 // 1))).isoformat()


def _as_data(
    name: str, answer: Outlook, items: list[int], weeks: dict[str, int], end: date | None
) -> dict[str, object]:
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


def _show(name: str, answer: Outlook, items: list[int], weeks: dict[str, int], end: date | None) -> None:
    typer.echo(f"{name}: {answer.note}\n")
    for n in items:
        half, sure = answer.when(n, 0.5), answer.when(n, 0.85)
        if sure > 5_000:
            typer.echo(f"{_items(n)}: no date can be given.")
            continue
        on = f" ({_day(half, end)} and {_day(sure, end)})" if end else ""
        typer.echo(f"{_items(n)}: {half:.1f} weeks (median, p50), {sure:.1f} weeks in 85 % (p85){on}.")
    for text, w in weeks.items():
        when = f"By {text}" if "-" in text else f"In {w} week{'s' if w > 1 else ''}"
        half, sure = answer.at_least(w, 0.5), answer.at_least(w, 0.85)
        typer.echo(f"{when}: at least {_items(half)} in half of the simulations, at least {sure} in 85 %.")


def _items(number: int) -> str:
    return f"{number} item{'' if number == 1 else 's'}"
