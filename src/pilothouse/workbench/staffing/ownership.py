"""What `pilothouse ownership` does: who knows which files of a repository or a log, as text or JSON."""

from __future__ import annotations

from pathlib import Path

import typer

from pilothouse.engine.staffing.history import read_log
from pilothouse.engine.staffing.ownership import Files, Ownership, owned
from pilothouse.engine.staffing.people import Identities
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.workbench.files import read_text
from pilothouse.workbench.printing import short, table
from pilothouse.workbench.staffing.git import Repository

_LARGEST = 300  # MB of a log
_LIST = 100
_SHOWN = 15


def run(source: Path, *, listed: Path | None, since: str | None, seconds: float, as_json: bool) -> None:
    files = Files()
    wanted = None if listed is None else _listed(listed)
    if source.is_dir():
        repository = Repository(source, seconds=seconds, since=since)
        who = Identities(repository.people())
        files.add(repository.commits(), who)
        there = repository.files()
        wanted = there if wanted is None else _within(wanted, there, str(listed))
    else:
        if since is not None:
            raise Invalid(
                "--since is for repositories.", where=str(source), cure="Write the log with git log --since."
            )
        commits = list(read_log(read_text(source, most=_LARGEST).splitlines(), name=source.name))
        commits.reverse()
        if not commits:
            raise Invalid("The log has no commits.", where=str(source), cure="Write it with git log.")
        who = Identities(person for commit in commits for person in commit.people)
        files.add(commits, who)
    found = owned(files, who, wanted)
    if as_json:
        print_json(as_data(found))
    else:
        show(found, str(source))


def _listed(file: Path) -> list[str]:
    """Paths within a repository, one a line."""
    rows = [row.strip() for row in read_text(file, most=_LIST).splitlines()]
    for number, row in enumerate(rows, 1):
        if row.startswith("/") or ".." in row.split("/"):
            raise Invalid(
                f"'{row[:60]}' lies outside the repository.",
                where=f"{file.name}, line {number}",
                cure="Name paths from the top of the repository, as `git ls-files` does.",
            )
    return list(dict.fromkeys(row for row in rows if row))


def _within(wanted: list[str], there: list[str], where: str) -> list[str]:
    known = set(there)
    for row in wanted:
        if row not in known:
            raise Invalid(
                f"'{row[:60]}' is no file of the newest commit.",
                where=where,
                cure="Name paths from the top of the repository, as `git ls-files` does.",
            )
    return wanted


def as_data(found: Ownership) -> dict[str, object]:
    return {
        "truck_factor": found.truck_factor,
        "removed": [{"person": name, "files_with_an_author_left": left} for name, left in found.removed],
        "commits": found.commits,
        "entities": found.entities,
        "changes": found.changes,
        "files_known": len(found.files),
        "people": [
            {"person": name, "files": count, "only_author_of": alone} for name, count, alone in found.people
        ],
        "bots": found.bots,
        "at_risk": found.at_risk,
        "files": {
            row.path: {
                "authors": row.authors,
                "shares": [
                    {"person": name, "share": round(share, 4), "changes": changes}
                    for name, share, changes in row.shares
                ],
            }
            for row in found.files
        },
    }


def show(found: Ownership, source: str) -> None:
    typer.echo(
        f"{source}: {found.commits:,} commits, {len(found.files):,} files, "
        f"truck factor {found.truck_factor}\n"
    )
    if found.people:
        rows = [[short(name), f"{count:,}", f"{alone:,}"] for name, count, alone in found.people[:_SHOWN]]
        table(["Who", "Author of", "Only author of"], rows)
    if found.removed:
        names = ", ".join(name for name, _ in found.removed[:_SHOWN])
        left = found.removed[-1][1]
        typer.echo(f"\nWithout {names} only {left:,} of {len(found.files):,} files would have an author.")
    typer.echo(f"Files with one author: {len(found.at_risk):,}.")
    if found.bots:
        typer.echo(f"Bots and agents, who own nothing: {', '.join(found.bots[:_SHOWN])}.")
