"""`pilothouse mailbox`: e-mail into the market from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pilothouse.kit.shell import django_ready, print_json

app = typer.Typer()

Workspace = Annotated[str | None, typer.Option("--workspace", "-w", help="Which workspace; the only one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("mailbox")
def mailbox(
    file: Annotated[Path, typer.Argument(help="A mailbox (mbox).", exists=True, dir_okay=False)],
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Bring in a mailbox; its messages wait until a member accepts them as feedback."""
    django_ready()
    from dataclasses import asdict

    from pilothouse.accounts import queries as accounts
    from pilothouse.kit import clock
    from pilothouse.market import services

    actor = accounts.shell_actor(workspace)
    with file.open("rb") as stream:
        found = services.take_mailbox(actor=actor, now=clock.now(), stream=stream)
    if json:
        print_json(asdict(found))
        return
    print(f"Waiting now: {found.waiting}; here already: {found.known}; set aside as spam: {found.spam}.")
    for line in found.unread:
        print(line)
    if found.more_unread:
        print(f"And {found.more_unread} more could not be read.")
