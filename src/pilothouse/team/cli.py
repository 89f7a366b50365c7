"""`pilothouse people` and `pilothouse skills`: the team from the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pilothouse.kit.shell import django_ready, print_json, print_table

if TYPE_CHECKING:
    from pilothouse.kit.actor import Actor
    from pilothouse.team.contracts import Person

app = typer.Typer()

Workspace = Annotated[str | None, typer.Option("--workspace", "-w", help="Which workspace; the only one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("people")
def people(
    text: Annotated[str, typer.Option(help="Part of name, title or e-mail.")] = "",
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """List the team: who is there, how much, and what they can do."""
    actor = _actor(workspace)
    from dataclasses import asdict

    from pilothouse.team import queries

    rows: list[Person] = []
    page: int | None = 1
    while page is not None:
        part = queries.people_page(actor=actor, text=text, page=page, size=500)
        rows += part.rows
        page = part.next
    if json:
        print_json([asdict(row) for row in rows])
        return
    cells = [
        (
            row.name,
            row.title,
            row.team_name,
            f"{row.availability:.0%}",
            ", ".join(f"{held.name} {held.level}" for held in row.skills),
        )
        for row in rows
    ]
    print_table(("name", "title", "team", "available", "skills"), cells)


@app.command("skills")
def skills(workspace: Workspace = None, json: Json = False) -> None:
    """List skills, how many people can do each alone, and who."""
    actor = _actor(workspace)
    from dataclasses import asdict

    from pilothouse.kit import clock
    from pilothouse.team import queries

    rows = queries.coverage(actor=actor, today=clock.today())
    if json:
        print_json([asdict(row) for row in rows])
        return
    cells = [
        (
            row.skill.name,
            row.skill.group,
            str(row.able),
            ", ".join(f"{holder.name} {holder.level}" for holder in row.holders),
        )
        for row in rows
    ]
    print_table(("skill", "group", "alone", "who"), cells)


def _actor(workspace: str | None) -> Actor:
    django_ready()
    from pilothouse.accounts.queries import shell_actor

    return shell_actor(workspace)
