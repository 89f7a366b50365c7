"""`pilothouse import`: files in from the shell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pilothouse.connectors.contracts import Columns, Report
    from pilothouse.kit.actor import Actor

app = typer.Typer()
imports = typer.Typer(
    help="Bring a backlog in from a file, list imports, take one back.", no_args_is_help=True
)
app.add_typer(imports, name="import")

File = Annotated[Path, typer.Argument(help="A CSV export; .csv.gz is read too.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Report on the file and write nothing.")]
ProductKey = Annotated[str, typer.Option("--product", help="Key of the product; made when it is not there.")]
MappingName = Annotated[
    str, typer.Option("--mapping", help="A saved mapping's name, or a JSON file with one.")
]
SaveAs = Annotated[str, typer.Option("--save-mapping", help="Keep the mapping under this name.")]
SkipBroken = Annotated[bool, typer.Option("--skip-broken", help="Leave broken rows out instead of stopping.")]
Encoding = Annotated[str, typer.Option(help="Encoding of the file when it is not UTF-8, such as cp1252.")]
WorkspaceSlug = Annotated[str | None, typer.Option("--workspace", help="Slug of the workspace.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@imports.command()
def jira(
    file: File,
    dry_run: DryRun = False,
    product: ProductKey = "",
    mapping: MappingName = "",
    save_mapping: SaveAs = "",
    skip_broken: SkipBroken = False,
    encoding: Encoding = "",
    workspace: WorkspaceSlug = None,
    as_json: AsJson = False,
) -> None:
    """Import a Jira CSV export (all fields), or an archive of one. A broken file ends with exit code 2."""
    _import("jira", file, dry_run, product, mapping, save_mapping, skip_broken, encoding, workspace, as_json)


@imports.command()
def csv(
    file: File,
    dry_run: DryRun = False,
    product: ProductKey = "",
    mapping: MappingName = "",
    save_mapping: SaveAs = "",
    skip_broken: SkipBroken = False,
    encoding: Encoding = "",
    workspace: WorkspaceSlug = None,
    as_json: AsJson = False,
) -> None:
    """Import any table that has a key and a title. A broken file ends with exit code 2."""
    _import("csv", file, dry_run, product, mapping, save_mapping, skip_broken, encoding, workspace, as_json)


@imports.command("list")
def list_imports(workspace: WorkspaceSlug = None, as_json: AsJson = False) -> None:
    """The imports of a workspace."""
    actor = _actor(workspace)
    from dataclasses import asdict

    from pilothouse.connectors import queries
    from pilothouse.kit.shell import print_json

    found = queries.imports_page(actor=actor, size=200).rows
    if as_json:
        print_json([asdict(row) for row in found])
        return
    for row in found:
        made = row.counts.get("created", 0)
        typer.echo(
            f"{row.number:4}  {row.created_at:%Y-%m-%d %H:%M}  "
            f"{row.state:8}  {made:7,} items  {row.file_name}"
        )


@imports.command()
def undo(
    number: Annotated[int, typer.Argument(help="Number of the import.")],
    force: Annotated[bool, typer.Option("--force", help="Also what was changed since.")] = False,
    workspace: WorkspaceSlug = None,
) -> None:
    """Take a whole import back."""
    actor = _actor(workspace)
    from pilothouse.connectors import services
    from pilothouse.kit import clock

    counts = services.undo_import(actor=actor, now=clock.now(), number=number, force=force)
    typer.echo(
        f"Import {number} undone: {counts['removed']:,} items removed, {counts['restored']:,} restored."
    )


def _actor(workspace: str | None) -> Actor:
    from pilothouse.kit.shell import django_ready

    django_ready()
    from pilothouse.accounts.queries import shell_actor

    return shell_actor(workspace)


def _import(
    source: str,
    file: Path,
    dry_run: bool,
    product: str,
    mapping: str,
    save_mapping: str,
    skip_broken: bool,
    encoding: str,
    workspace: str | None,
    as_json: bool,
) -> None:
    from pilothouse.kit.shell import django_ready

    django_ready()
    from pilothouse.connectors import services
    from pilothouse.kit import clock

    now = clock.now()
    if dry_run and not save_mapping and not mapping and _no_workspace():
        report = services.check_file(
            actor=None, path=file, file_name=file.name, source=source, encoding=encoding
        )
        _judge(report, skip_broken, as_json)
        _show(report, as_json)
        return
    actor = _actor(workspace)
    columns = _mapping(actor, source, mapping) if mapping else None
    report = services.check_file(
        actor=actor, path=file, file_name=file.name, source=source, columns=columns, encoding=encoding
    )
    if save_mapping:
        services.save_mapping(actor=actor, now=now, name=save_mapping, columns=report.columns)
    _judge(report, skip_broken, as_json)
    if dry_run:
        _show(report, as_json)
        return
    _run(actor, file, report, product, skip_broken, as_json)


def _no_workspace() -> bool:
    """A file can be looked at before anything is set up."""
    from pilothouse.accounts.queries import all_workspaces

    return not all_workspaces()


def _judge(report: Report, skip_broken: bool, as_json: bool) -> None:
    """Raise `Invalid` for a file with broken rows, after showing them all."""
    from pilothouse.connectors import services

    if report.problem_count and not skip_broken:
        if not as_json:
            _print_report(report)
        raise services.broken(report)


def _mapping(actor: Actor, source: str, name: str) -> Columns:
    import json

    from pilothouse.connectors import queries
    from pilothouse.connectors.contracts import Columns
    from pilothouse.kit.errors import Invalid

    if not name.endswith(".json"):
        return queries.mapping(actor=actor, source=source, name=name)
    try:
        data = json.loads(Path(name).read_text(encoding="utf-8"))
        return Columns(**({"connector": source} | data))
    except (OSError, ValueError, TypeError) as error:
        raise Invalid(
            f"The mapping cannot be read: {error}.",
            where=name,
            cure='Write {"fields": {"Header": "title", …}}.',
        ) from None


def _run(actor: Actor, file: Path, report: Report, product: str, skip_broken: bool, as_json: bool) -> None:
    from dataclasses import asdict

    from pilothouse.connectors import queries, services
    from pilothouse.kit import clock
    from pilothouse.kit.shell import print_json

    now = clock.now()
    chosen = _product(actor, product, report)
    digest, size = services.copy_file(actor=actor, path=file)
    run = services.register_import(
        actor=actor, now=now, digest=digest, size=size, file_name=file.name, report=report, product_id=chosen
    )
    services.begin_import(actor=actor, number=run.number, product_id=chosen, job_id=None)
    outcome = services.perform_import(actor=actor, now=now, number=run.number, skip_broken=skip_broken)
    if as_json:
        print_json(asdict(queries.import_run(actor=actor, number=run.number)) | {"outcome": asdict(outcome)})
        return
    typer.echo(
        f"Import {run.number}: {outcome.created:,} items made, {outcome.updated:,} changed, "
        f"{outcome.unchanged:,} as they were; "
        f"{outcome.links:,} links, {outcome.dependencies:,} dependencies, "
        f"{outcome.sprints:,} sprints, {outcome.versions:,} versions."
    )
    for note in outcome.warnings[:20]:
        typer.echo(f"  row {note.row}, {note.key}: {note.text}")
    if len(outcome.warnings) > 20:
        typer.echo(f"  and {len(outcome.warnings) - 20:,} more; see the import's page.")
    typer.echo(f"Take it back with: pilothouse import undo {run.number}")


def _product(actor: Actor, key: str, report: Report) -> int:
    """The product named, or the only one; the first product takes its key from the keys of the items."""
    from pilothouse.kit import clock
    from pilothouse.kit.errors import Invalid
    from pilothouse.vision import queries as vision
    from pilothouse.vision import services

    if key:
        return services.ensure_product(actor=actor, now=clock.now(), key=key, name=key.upper()).id
    found = vision.products(actor=actor)
    if len(found) == 1:
        return found[0].id
    if not found:
        first = re.sub(r"[^A-Z0-9]", "", report.preview[0].key.rpartition("-")[0].upper())[:10]
        key = first if len(first) > 1 and first[0].isalpha() else "APP"
        return services.ensure_product(actor=actor, now=clock.now(), key=key, name=key).id
    names = ", ".join(each.key for each in found)
    raise Invalid("The product is open.", where="--product", cure=f"Name its key; there are: {names}.")


def _show(report: Report, as_json: bool) -> None:
    from dataclasses import asdict

    from pilothouse.kit.shell import print_json

    if as_json:
        print_json(asdict(report))
    else:
        _print_report(report)


def _print_report(report: Report) -> None:
    typer.echo(f"{report.file}: {report.rows:,} rows read, {report.problem_count:,} broken.")
    for name, many in sorted(report.counts.items()):
        typer.echo(f"  {name:20} {many:9,}")
    kept = [guess.header for guess in report.guesses if not guess.field]
    typer.echo("Columns:")
    for guess in report.guesses:
        if guess.field:
            times = f" ({guess.many} columns)" if guess.many > 1 else ""
            typer.echo(f"  {guess.header}{times} -> {guess.field}")
    if kept:
        typer.echo(f"  kept as they are: {', '.join(kept)}")
    rows: list[Any] = list(report.preview[:10])
    if rows:
        typer.echo("First rows:")
    for row in rows:
        typer.echo(f"  row {row.row}: {row.key}  {row.title[:60]}  [{row.level}, {row.status}]")
    for problem in report.problems:
        typer.echo(str(problem))
    if report.problem_count > len(report.problems):
        typer.echo(f"and {report.problem_count - len(report.problems):,} more broken rows")
