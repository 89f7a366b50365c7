"""What `pilothouse assemble` does: the team of a file, as text or JSON."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from pilothouse.engine.formats.team import TeamFile, read_team
from pilothouse.engine.staffing.cover.assemble import assemble
from pilothouse.engine.staffing.cover.result import Assembled
from pilothouse.kit.shell import print_json
from pilothouse.workbench.files import read_text
from pilothouse.workbench.printing import short, table

_LARGEST = 5  # MB


def run(file: Path, *, front: bool, gap: float, seconds: float, reasons: bool, as_json: bool) -> None:
    read = read_team(read_text(file, most=_LARGEST), name=file.name)
    found = assemble(read.cover, seconds=seconds, gap=gap, reasons=reasons, fronted=front)
    if as_json:
        print_json(as_data(found, read))
    else:
        show(found, read)


def as_data(found: Assembled, read: TeamFile) -> dict[str, object]:
    cover, names = read.cover, {person.id: person for person in read.cover.people}
    data: dict[str, object] = {
        "status": found.status,
        "cost": found.cost,
        "lower_bound": found.bound,
        "gap": found.gap,
        "team": [
            {
                "id": row.person,
                "name": names[row.person].label,
                "kind": names[row.person].kind,
                "cost": row.cost,
                "days": row.days,
                "free_days": row.free,
                "days_below_level": row.above,
                "work": [_need(cover.months, *each) for each in row.work],
                "without": asdict(row.without) if row.without else None,
            }
            for row in found.team
        ],
        "moved": [_need(cover.months, *each) for each in found.moved],
        "front": [asdict(point) for point in found.front],
        "why": None,
    }
    if found.why is not None:
        needs = [_need(cover.months, *each) for each in found.why.needs]
        data["why"] = asdict(found.why) | {"needs": needs}
    return data


def _need(months: tuple[str, ...], skill: str, level: float, month: int, days: float) -> dict[str, object]:
    return {"skill": skill, "level": level, "month": months[month], "days": days}


def show(found: Assembled, read: TeamFile) -> None:
    typer.echo(f"{read.title}\n")
    if found.why is not None:
        typer.echo(f"No team can do it. {found.why.text}")
        return
    if not found.team:
        typer.echo(
            "No team is needed."
            if found.status == "optimal"
            else f"No team was found in time; none costs less than {found.bound:,.0f}. Allow more --seconds."
        )
        return
    _show_team(found, read)
    sure = "No team costs less" if found.status == "optimal" else f"None costs less than {found.bound:,.0f}"
    count = len(found.team)
    typer.echo(f"\n{count} {'person' if count == 1 else 'people'}, cost {found.cost:,.0f}. {sure}.")
    for skill, level, month, days in found.moved:
        name = read.cover.months[month]
        typer.echo(f"{days:g} days of {skill} at level {level:g} of {name} are done a month later.")
    if found.front:
        typer.echo("\nCheaper teams that cover less (others may be better):")
        rows = [
            [f"{point.cost:,.0f}", f"{100 * point.coverage:.1f} %", str(len(point.people))]
            for point in found.front
        ]
        table(["Cost", "Covered", "People"], rows)


def _show_team(found: Assembled, read: TeamFile) -> None:
    names = {person.id: person for person in read.cover.people}
    rows = []
    for row in found.team:
        skills = ", ".join(dict.fromkeys(each[0] for each in row.work))
        rows.append(
            [
                short(names[row.person].label, 28),
                names[row.person].kind,
                f"{row.cost:,.0f}",
                f"{row.days:g} of {row.free:g}",
                short(skills, 30),
                row.without.text if row.without else "",
            ]
        )
    table(["Who", "Kind", "Cost", "Days", "Does", "Why"], rows)
