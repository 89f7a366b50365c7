"""Commands about the record: whether it is what was sealed, and the record with its chain as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pilothouse.kit.shell import django_ready

if TYPE_CHECKING:
    from pilothouse.journal.contracts import Verdict

app = typer.Typer(help="The record of every change, and the chain that seals it.", no_args_is_help=True)

Workspace = Annotated[str | None, typer.Option("--workspace", "-w", help="Which workspace; all of them.")]
One = Annotated[str | None, typer.Option("--workspace", "-w", help="Which workspace; the only one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Head = Annotated[str, typer.Option(help="Head of an earlier run, such as 42:9f86…: is it in the chain?")]


@app.command("verify")
def verify(
    file: Annotated[
        Path | None, typer.Option(help="Check a file of `pilothouse audit export` instead of the database.")
    ] = None,
    workspace: Workspace = None,
    head: Head = "",
    json: Json = False,
) -> None:
    """Say whether the record is what was sealed, naming each entry that was changed, removed or inserted.

    Exit code 6 when it is not. Note the head down elsewhere: given as --head later, it shows that nothing
    before it was rewritten.
    """
    django_ready()
    found = _of_file(file, head) if file else _of_database(workspace, head)
    if json:
        from dataclasses import asdict

        from pilothouse.kit.shell import print_json

        print_json([{"workspace": name} | asdict(verdict) for name, verdict in found])
    else:
        for name, verdict in found:
            _tell(name, verdict)
    if not all(verdict.holds for _, verdict in found):
        raise typer.Exit(6)


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="Where the lines go; must not exist.")],
    workspace: One = None,
) -> None:
    """Write the record of a workspace with its chain to FILE, as lines of JSON.

    `pilothouse audit verify --file` checks it, without a database.
    """
    django_ready()
    from pilothouse.accounts.queries import shell_actor
    from pilothouse.journal import queries
    from pilothouse.site.files import written

    actor = shell_actor(workspace)
    _seal_all()
    lines = written(file, queries.chain_lines(workspace_id=actor.workspace_id))
    typer.echo(f"{lines:,} lines written to {file}.")


@app.command("erase")
def erase(
    who: Annotated[str, typer.Option(help="Name of the person, as the record has it.")],
    why: Annotated[str, typer.Option(help="Who asked for it, without the name.")] = "Asked by the person",
    workspace: One = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person's name from all that the record says the person did, for good. The chain holds on.

    Backups from before still have it.
    """
    django_ready()
    from pilothouse.accounts.queries import shell_actor
    from pilothouse.journal import queries, services
    from pilothouse.journal.contracts import Wanted
    from pilothouse.kit import clock

    actor = shell_actor(workspace)
    _seal_all()
    entries = [row.id for row in queries.each(actor=actor, wanted=Wanted(person=who))]
    if not yes:
        typer.confirm(f"Erase the name from {len(entries):,} entries for good?", abort=True)
    done = services.erase(actor=actor, now=clock.now(), entries=entries, words=("actor_name",), why=why)
    typer.echo(f"Erased from {done:,} entries.")


def _of_file(file: Path, head: str) -> list[tuple[str, Verdict]]:
    from pilothouse.journal import queries
    from pilothouse.kit.errors import Invalid

    if not file.is_file():
        raise Invalid("The file does not exist.", where=str(file))
    with file.open("rb") as lines:
        return [(file.name, queries.verify_lines(lines, expected=head))]


def _of_database(workspace: str | None, head: str) -> list[tuple[str, Verdict]]:
    from pilothouse.accounts import queries as accounts
    from pilothouse.journal import queries
    from pilothouse.kit.errors import Invalid

    names = {row.id: row.slug for row in accounts.all_workspaces()}
    wanted = accounts.shell_actor(workspace).workspace_id if workspace else None
    if head and wanted is None:
        raise Invalid("A head belongs to one workspace.", where="--head", cure="Name it with --workspace.")
    _seal_all()
    return [
        (names.get(number, f"workspace {number}"), queries.verify(workspace_id=number, expected=head))
        for number in queries.sealed_workspaces()
        if wanted in (None, number)
    ]


def _seal_all() -> None:
    """What waits becomes part of the chain first, so that a verdict covers all that is committed."""
    from pilothouse.journal import services
    from pilothouse.kit import clock

    while services.seal(now=clock.now(), blocks=100):
        pass


def _tell(name: str, verdict: Verdict) -> None:
    state = "holds" if verdict.holds else "DOES NOT HOLD"
    told = f"{name}: the record {state}: {verdict.entries:,} entries in {verdict.seals:,} seals"
    typer.echo(f"{told}, {verdict.waiting:,} wait for their seal.")
    for fault in verdict.faults:
        typer.echo(f"  {fault.what}")
    if verdict.head:
        typer.echo(f"  head {verdict.head}")
