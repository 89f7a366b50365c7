"""Commands of the program as a whole: serving, and looking after the data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pilothouse.site import audit, moving

app = typer.Typer()
app.add_typer(audit.app, name="audit")
app.add_typer(moving.app, name="workspace")
# What looks after the database by itself.
without_data = frozenset({"serve", "worker", "migrate", "backup", "restore", "drill", "doctor", "warm"})

Port = Annotated[
    int | None, typer.Option(help="Port; without it 8000, or the next that is free.", min=1, max=65535)
]


@app.command()
def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="Load the demo, two products; no one needs to log in.")
    ] = False,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = None,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Run long work in this process too.")
    ] = True,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the first page in your browser.")
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option(
            min=1, max=32, help="Processes that answer, one without it; as many as cores for many people."
        ),
    ] = None,
    open_to_all: Annotated[
        bool,
        typer.Option("--i-know", help="Allow the demo, which has no log-in, on an address others reach."),
    ] = False,
) -> None:
    """Serve Pilothouse: pages, API and long work. Ctrl-C stops it."""
    from pilothouse.site.serve import run

    run(
        demo=demo,
        host=host,
        port=port,
        with_worker=worker,
        open_browser=open_browser,
        open_to_all=open_to_all,
        processes=processes,
    )


@app.command()
def worker() -> None:
    """Run long work in a process of its own, beside `pilothouse serve --no-worker`. Ctrl-C stops it."""
    from pilothouse.site.serve import run_worker

    run_worker()


@app.command()
def warm() -> None:
    """Make the machine code of the planning engine ahead, so that the first plan does not wait for it."""
    from pilothouse.engine import warm as engine

    engine.warm(lambda *step: print(engine.told(*step), flush=True))


@app.command()
def migrate() -> None:
    """Bring the database to this version. Of an SQLite file that has data a copy is made before."""
    from pilothouse.site.upkeep import migrate as bring

    done = bring()
    typer.echo(f"{done} changes made." if done else "The database is up to date.")


@app.command()
def demo() -> None:
    """Load the demo workspace beside your own; does nothing when it is there."""
    from pilothouse.kit import clock
    from pilothouse.site.upkeep import migrate as bring

    bring()
    from pilothouse.site import demo as content

    typer.echo(f"The demo is in workspace '{content.load(now=clock.now())}'.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where the copy goes; must not exist.")]) -> None:
    """Copy the data to FILE while it is in use, and check the copy."""
    from pilothouse.site import telling
    from pilothouse.site.backup import backup as copy

    typer.echo(f"{copy(file):,} bytes written to {file}. {telling.told(file)}".strip())


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A copy made by `pilothouse backup`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put the data of FILE in place of the present ones, which are kept beside. Stop the server first."""
    from pilothouse.site import telling
    from pilothouse.site.backup import restore as put_back

    if not yes:
        typer.confirm("Replace the present data?", abort=True)
    kept = put_back(file)
    typer.echo(f"Restored. The data before are in {kept}. {telling.brought(file)}".strip())


@app.command()
def drill(
    file: Annotated[
        Path | None, typer.Argument(help="A copy made by `pilothouse backup`; without it one is made.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Restore a copy aside, and say for each table that it is equal, or what differs.

    The data stay as they are. A copy made now must be equal: exit code 6 when it is not. One from earlier is
    compared with the data of now.
    """
    from pilothouse.site.drill import drill as compare

    found = compare(file)
    if as_json:
        from dataclasses import asdict

        from pilothouse.kit.shell import print_json

        print_json([asdict(row) for row in found])
    else:
        for row in found:
            typer.echo(f"{row.table:<32}{row.differs or f'equal, {row.restored:,}'}")
    if file is None and any(row.differs for row in found):
        raise typer.Exit(6)


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Say what is wrong with this installation and how to fix it. Exit code 6 when something is."""
    from pilothouse.site.doctor import examine

    findings = examine()
    if as_json:
        from dataclasses import asdict

        from pilothouse.kit.shell import print_json

        print_json([asdict(row) for row in findings])
    else:
        for row in findings:
            typer.echo(f"{row.state:<5}{row.what}")
            if row.cure:
                typer.echo(f"     {row.cure}")
    if any(row.state == "fail" for row in findings):
        raise typer.Exit(6)
