"""Commands that move a whole workspace: out into a file, and into an empty installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pilothouse.kit.shell import django_ready

app = typer.Typer(help="A whole workspace as a file.", no_args_is_help=True)

One = Annotated[str | None, typer.Option("--workspace", "-w", help="Which workspace; the only one.")]


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="Where the ZIP goes; must not exist.")], workspace: One = None
) -> None:
    """Write all of a workspace to FILE: rows as lines of JSON, attached files, and a manifest with a hash.

    Passwords, tokens and invitations stay behind.
    """
    django_ready()
    from pilothouse.accounts.queries import shell_actor
    from pilothouse.kit import clock
    from pilothouse.site import transfer
    from pilothouse.site.files import written

    actor = shell_actor(workspace)
    written(file, transfer.export(actor=actor, now=clock.now()))
    typer.echo(f"{file.stat().st_size:,} bytes written to {file}.")
    typer.echo(f"hash {transfer.hash_of(workspace_id=actor.workspace_id)}")


@app.command("import")
def bring(file: Annotated[Path, typer.Argument(help="A file of `pilothouse workspace export`.")]) -> None:
    """Put an exported workspace into this installation, which must be empty, and compare its hash."""
    django_ready()
    from pilothouse.site import transfer

    found = transfer.bring(file)
    typer.echo(f"Workspace {found.slug}: {found.rows:,} rows and {found.attachments:,} files.")
    typer.echo(f"hash {found.hash}, that of the export")
    if found.missing:
        typer.echo(f"{found.missing:,} files were missing where it was exported.")
    typer.echo("No one has a password here yet: `pilothouse member password EMAIL` gives one.")


@app.command("hash")
def hash_of(workspace: One = None) -> None:
    """Print the hash of a workspace: equal hashes mean equal rows and files."""
    django_ready()
    from pilothouse.accounts.queries import shell_actor
    from pilothouse.site import transfer

    typer.echo(transfer.hash_of(workspace_id=shell_actor(workspace).workspace_id))
