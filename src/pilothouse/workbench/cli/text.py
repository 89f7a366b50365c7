"""`pilothouse themes`, `kinds`, `duplicates`, `search`, `trend`, `need`: what people wrote, from tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

Table = Annotated[Path, typer.Argument(help="CSV or XLSX with one row a record.")]
Text = Annotated[str, typer.Option("--text", metavar="COLUMN", help="Column of the text.")]
Title = Annotated[
    str, typer.Option("--title", metavar="COLUMN", help="Column of the title, where there is one.")
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer.", min=0)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def themes(
    file: Table,
    text: Text,
    before: Annotated[
        Path | None,
        typer.Option(
            "--before",
            help="An earlier answer (--json): its themes stay, new rows are assigned, changes are proposed.",
        ),
    ] = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Group the rows of FILE by what they are about. A row may have no theme; no number of themes is
    asked for.

    In JSON the rows of a theme are counted from 1 below the header.
    """
    from pilothouse.workbench.text.themes import run

    run(file, text=text, before=before, seed=seed, as_json=as_json)


@app.command()
def kinds(
    train: Annotated[Path, typer.Option("--train", help="CSV or XLSX with labelled rows.")],
    test: Annotated[
        Path, typer.Option("--test", help="Rows whose kind is asked for; scored where labelled.")
    ],
    text: Text,
    label: Annotated[str, typer.Option("--label", metavar="COLUMN", help="Column of the kind.")],
    title: Title = "",
    as_json: AsJson = False,
) -> None:
    """Learn kinds, such as bug or request, from labelled rows and say those of others."""
    from pilothouse.workbench.text.kinds import run

    run(train, test, text=text, label=label, title=title, as_json=as_json)


@app.command()
def duplicates(
    file: Table,
    key: Annotated[str, typer.Option("--key", metavar="COLUMN", help="Column that names each row.")],
    text: Text,
    title: Title = "",
    created: Annotated[
        str,
        typer.Option(
            "--created", metavar="COLUMN", help="Column of the date; then only earlier rows are offered."
        ),
    ] = "",
    group: Annotated[
        str,
        typer.Option("--group", metavar="COLUMN", help="Column of components or areas, several by comma."),
    ] = "",
    pairs: Annotated[
        Path | None,
        typer.Option("--pairs", help="CSV with two keys a row that are known to be the same: scored."),
    ] = None,
    most: Annotated[int, typer.Option(help="Candidates a row.", min=1, max=50)] = 5,
    as_json: AsJson = False,
) -> None:
    """Offer for each row of FILE those that may say the same, likeliest first."""
    from pilothouse.workbench.text.duplicates import run

    run(
        file,
        key=key,
        text=text,
        title=title,
        created=created,
        group=group,
        pairs=pairs,
        most=most,
        as_json=as_json,
    )


@app.command()
def search(
    file: Table,
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help='Words, a sentence, or a "phrase" in quotes.')
    ],
    text: Text,
    most: Annotated[int, typer.Option(help="Rows to show.", min=1, max=1000)] = 10,
    meaning: Annotated[
        bool, typer.Option("--meaning/--words", help="Also rows near in meaning, or by their words only.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Find the rows of FILE that answer QUESTION, the best first; words may be in any form or mistyped.

    In JSON rows are counted from 1 below the header.
    """
    from pilothouse.workbench.text.search import run

    run(file, question, text=text, most=most, meaning=meaning, as_json=as_json)


@app.command()
def trend(
    file: Annotated[
        Path, typer.Argument(help="CSV with week, theme, count; volume of the week where known.")
    ],
    as_json: AsJson = False,
) -> None:
    """Say which themes are written about more often than their past and the volume lead to expect."""
    from pilothouse.workbench.text.trend import run

    run(file, as_json=as_json)


@app.command()
def need(
    file: Annotated[
        Path, typer.Argument(help="CSV with company, need; also segment, revenue, wrote, weight where known.")
    ],
    companies: Annotated[
        Path | None,
        typer.Option(
            "--companies", help="All companies, also those that never wrote: company, segment, revenue."
        ),
    ] = None,
    by_revenue: Annotated[bool, typer.Option("--by-revenue", help="Rank by share of revenue.")] = False,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Estimate which share of all companies has each need, with intervals, and rank in tiers."""
    from pilothouse.workbench.text.need import run

    run(file, companies=companies, by_revenue=by_revenue, seed=seed, as_json=as_json)
