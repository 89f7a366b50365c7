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

File = Annotated[Path, typer.Argument(help="A CSV export; .csv.gz is read too.", metavar="FILE")]
Source = Annotated[str, typer.Option("--from", help="Connector: csv or jira. [default: the best fitting]")]
NounName = Annotated[
    str, typer.Option("--noun", help="What a row is: items or people. [default: the best fitting]")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Report on the file and write nothing.")]
ProductKey = Annotated[
    str, typer.Option("--product", help="Key of the product that items go into; made when it is new.")
]
MappingName = Annotated[
    str, typer.Option("--mapping", help="A saved mapping's name, or a JSON file with one.")
]
SaveAs = Annotated[str, typer.Option("--save-mapping", help="Keep the mapping under this name.")]
SkipBroken = Annotated[bool, typer.Option("--skip-broken", help="Leave broken rows out instead of stopping.")]
Encoding = Annotated[str, typer.Option(help="Encoding of the file when it is not UTF-8, such as cp1252.")]
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
    skip_broken: SkipBroken = False,
    encoding: Encoding = "",
    workspace: WorkspaceSlug = None,
    as_json: AsJson = False,
) -> None:
    """Import a table: a tracker's items, or a team's people. A broken file ends with exit code 2."""
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
    force: Annotated[bool, typer.Option("--force", help="Also what was changed since.")] = False,
    workspace: WorkspaceSlug = None,
) -> None:
    """Undo a whole import."""
    from pilothouse.kit.shell import django_ready

    django_ready()
    from pilothouse.connectors.cli.listing import undone

    undone(workspace, number, force=force)
