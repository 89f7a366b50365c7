"""`pilothouse import` and `pilothouse imports`: files in from the shell, and back.

The work is in modules of its own, loaded when a command runs: `pilothouse --help` does not wait for Django.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
imports = typer.Typer(help="List imports, or undo one.", no_args_is_help=True)
app.add_typer(imports, name="imports")

File = Annotated[Path, typer.Argument(help="A table: CSV (also .gz), XLSX or HTML.", metavar="FILE")]
Source = Annotated[str, typer.Option("--from", help="Connector: csv or jira. [default: the best fitting]")]
NounName = Annotated[
    str,
    typer.Option(
        "--noun", help="What a row is, such as items, people or releases. [default: the best fitting]"
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Report on the file and write nothing.")]
ProductKey = Annotated[
    str, typer.Option("--product", help="Key of the product that items go into; made when it is new.")
]
MappingName = Annotated[
    str, typer.Option("--mapping", help="A saved mapping's name, or a JSON file with one.")
]
SaveAs = Annotated[str, typer.Option("--save-mapping", help="Keep the mapping under this name.")]
SkipBroken = Annotated[
    bool,
    typer.Option(
        "--skip-broken/--stop-at-broken",
        help="Leave cells that cannot be read empty and rows without a title out, or stop at the first.",
    ),
]
Encoding = Annotated[str, typer.Option(help="Encoding of the file when it is not UTF-8, such as cp1252.")]
Read = Annotated[
    list[str] | None,
    typer.Option(
        "--read",
        metavar="[COLUMN=]WORD",
        help="How a column is read where the file leaves it open, or every column: day-first, month-first, "
        "decimal-point, decimal-comma, days, hours, minutes, seconds, weeks or months. Repeatable.",
    ),
]
HoursADay = Annotated[
    float, typer.Option("--hours-a-day", help="Hours of a day of work, for 4h.", min=0.5, max=24)
]
DaysAWeek = Annotated[
    float, typer.Option("--days-a-week", help="Days of a week of work, for 2w.", min=0.5, max=7)
]
MapColumns = Annotated[
    list[str] | None,
    typer.Option("--map", help="What a column means, as 'Header=title'; as often as there are columns."),
]
MapValues = Annotated[
    list[str] | None,
    typer.Option("--values", help="What a word means, as 'status:On hold=backlog'; as often as needed."),
]
MapPeople = Annotated[
    list[str] | None,
    typer.Option("--people", help="Who a name is, as 'jdoe=Jane Doe', '=new' or '=no one'; repeatable."),
]
WorkspaceSlug = Annotated[str | None, typer.Option("--workspace", help="Slug of the workspace.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("import")
def import_file(
    file: File,
    source: Source = "",
    noun: NounName = "",
    dry_run: DryRun = False,
    product: ProductKey = "",
    mapping: MappingName = "",
    save_mapping: SaveAs = "",
    skip_broken: SkipBroken = True,
    encoding: Encoding = "",
    read: Read = None,
    columns: MapColumns = None,
    values: MapValues = None,
    people: MapPeople = None,
    hours_a_day: HoursADay = 8.0,
    days_a_week: DaysAWeek = 5.0,
    workspace: WorkspaceSlug = None,
    as_json: AsJson = False,
) -> None:
    """Import a table: a tracker's items, or a team's people. An unreadable file ends with exit code 2."""
    from pilothouse.kit.shell import django_ready

    django_ready()
    from pilothouse.connectors.cli.bringing import Wanted, bring

    bring(
        Wanted(
            file=file,
            source=source,
            noun=noun,
            dry_run=dry_run,
            product=product,
            mapping=mapping,
            save_mapping=save_mapping,
            skip_broken=skip_broken,
            encoding=encoding,
            read=tuple(read or ()),
            columns=tuple(columns or ()),
            values=tuple(values or ()),
            people=tuple(people or ()),
            hours_a_day=hours_a_day,
            days_a_week=days_a_week,
            workspace=workspace,
            as_json=as_json,
        )
    )


@imports.command("list")
def list_imports(workspace: WorkspaceSlug = None, as_json: AsJson = False) -> None:
    """The imports of a workspace, newest first."""
    from pilothouse.kit.shell import django_ready

    django_ready()
    from pilothouse.connectors.cli.listing import listed

    listed(workspace, as_json=as_json)


@imports.command()
def undo(
    number: Annotated[int, typer.Argument(help="Number of the import.")],
    force: Annotated[bool, typer.Option("--force", help="Lose what was edited since.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep what was edited since.")] = False,
    workspace: WorkspaceSlug = None,
) -> None:
    """Undo a whole import."""
    from pilothouse.kit.shell import django_ready

    django_ready()
    from pilothouse.connectors.cli.listing import undone

    undone(workspace, number, force=force, keep=keep)
