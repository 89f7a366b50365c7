"""`pilothouse plan`, `items` and `record`: the roadmap from the shell."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilothouse.kit.dates import day_text

if TYPE_CHECKING:
    from pilothouse.kit.actor import Actor
    from pilothouse.roadmap.contracts import PlanRun

app = typer.Typer()

WorkspaceSlug = Annotated[str | None, typer.Option("--workspace", help="Slug of the workspace.")]
ProductKey = Annotated[str, typer.Option("--product", help="Key of the product, when there are several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def plan(
    workspace: WorkspaceSlug = None,
    product: Annotated[
        list[str] | None, typer.Option("--product", help="Key of a product to replan; the others stay.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same plan.", min=0)] = 7,
    draws: Annotated[int, typer.Option(help="How many simulations.", min=100, max=1_000_000)] = 10_000,
    keep_to: Annotated[
        int | None, typer.Option(help="Number of the published run; without one the newest.", min=1)
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Let items move that need not.")] = False,
    propose: Annotated[bool, typer.Option("--propose", help="Change no date that is shown.")] = False,
    hold: Annotated[list[str] | None, typer.Option(help="Key of an item that must not move.")] = None,
    amends: Annotated[
        int | None,
        typer.Option(help="Number of the newest run: its plan stays, without the moves of --hold.", min=1),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Plan the open items of all active products and store the run. Exit code 2 names what cannot be
    planned."""
    actor = _actor(workspace)
    from pilothouse.kit import clock
    from pilothouse.roadmap import services

    run = services.make_plan(
        actor=actor,
        now=clock.now(),
        product_ids=[_product(actor, key) for key in product or ()],
        seed=seed,
        draws=draws,
        keep_to=keep_to,
        anew=anew,
        hold=hold or (),
        amends=amends,
        kind="proposal" if propose else "plan",
        step=_tell,
    )
    if run.kind == "plan":
        services.measure_exposure(actor=actor, now=clock.now(), number=run.number, step=_tell)
    if as_json:
        _print_json(_plan_json(actor, run))
    else:
        _print_plan(actor, run)


@app.command()
def items(
    workspace: WorkspaceSlug = None,
    text: Annotated[str, typer.Option(help="Words of the title.")] = "",
    status: Annotated[str, typer.Option(help="A status, or 'open'.")] = "",
    product: Annotated[str, typer.Option("--product", help="Key of a product; all without it.")] = "",
    as_json: AsJson = False,
) -> None:
    """List items with the dates of the newest run."""
    actor = _actor(workspace)
    from dataclasses import asdict

    from pilothouse.roadmap import queries

    narrow = queries.ItemFilter(
        text=text, status=status, product=_product(actor, product) if product else None
    )
    found: list[Any] = []
    page = 1
    while True:
        part = queries.items_page(actor=actor, narrow=narrow, page=page, size=500)
        found += part.rows
        if part.next is None:
            break
        page = part.next
    if as_json:
        _print_json([asdict(row) for row in found])
        return
    for row in found:
        dates = f"{day_text(row.p50)} – {day_text(row.p85)}" if row.p50 and row.p85 else ""
        typer.echo(f"{row.key:12} {row.status:12} {dates:27} {row.title}")


@app.command()
def record(
    workspace: WorkspaceSlug = None,
    product: Annotated[str, typer.Option("--product", help="Key of a product; all without it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Report whether dates held, and what is not scored and why."""
    actor = _actor(workspace)
    from dataclasses import asdict

    from pilothouse.kit import clock
    from pilothouse.roadmap import queries

    narrow = queries.RecordFilter(product=_product(actor, product) if product else None)
    found = queries.track_record(actor=actor, today=clock.today(), narrow=narrow)
    if as_json:
        _print_json({"sentences": [found.p85.text, found.p50.text], **asdict(found)})
        return
    for alarm in found.alarms:
        typer.echo(alarm.text)
    typer.echo(found.p85.text)
    typer.echo(found.p50.text)
    for row in (*found.horizons, *found.teams):
        if row.p85.cases:
            typer.echo(f"{row.label}: {row.p85.text}")
    for line in found.unscored:
        typer.echo(f"{line.cases:6,} not scored. {line.reason}.")


def _actor(workspace: str | None) -> Actor:
    from pilothouse.kit.shell import django_ready

    django_ready()
    from pilothouse.accounts.queries import shell_actor

    return shell_actor(workspace)


def _product(actor: Actor, key: str) -> int:
    from pilothouse.kit.errors import Invalid
    from pilothouse.vision import queries as vision

    if key:
        return vision.product_by_key(actor=actor, key=key).id
    found = vision.products(actor=actor)
    if len(found) == 1:
        return found[0].id
    names = ", ".join(each.key for each in found) or "none yet"
    raise Invalid("The product is open.", where="--product", cure=f"Name its key; there are: {names}.")


def _tell(text: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{text} …\n")


def _print_json(data: Any) -> None:
    from pilothouse.kit.shell import print_json

    print_json(data)


def _plan_json(actor: Actor, run: PlanRun) -> dict[str, Any]:
    from dataclasses import asdict

    from pilothouse.roadmap import queries
    from pilothouse.team import queries as team

    names = team.names(actor=actor)
    releases = queries.releases(actor=actor, product_id=run.product_id, only_planned=True)
    return {
        "run": asdict(run),
        "items": [
            asdict(row)
            | {
                "people": [names[person] for person in row.people if person in names],
                "reason": row.reason.text if row.reason else "",
            }
            for row in queries.planned_items(actor=actor, run=run)
        ],
        "releases": [
            {
                "name": row.name,
                "target": row.target_on,
                "p50": row.forecast.p50,
                "p85": row.forecast.p85,
                "chance": row.forecast.chance,
            }
            for row in releases
            if row.forecast
        ],
    }


def _print_plan(actor: Actor, run: PlanRun) -> None:
    from pilothouse.roadmap import queries

    typer.echo(f"{'Key':10} {'Start':11} {'p50':11} {'p85':11} Item")
    for row in queries.planned_items(actor=actor, run=run)[:60]:
        typer.echo(
            f"{row.key:10} {day_text(row.start):11} {day_text(row.p50):11} {day_text(row.p85):11} "
            f"{row.title[:60]}; {row.reason.text if row.reason else ''}"
        )
    if run.items > 60:
        typer.echo(f"and {run.items - 60:,} more; see them with --json")
    for release in queries.releases(actor=actor, product_id=run.product_id, only_planned=True)[:10]:
        if release.forecast:
            kept = (
                "" if release.forecast.chance is None else f", target kept in {release.forecast.chance:.0%}"
            )
            typer.echo(
                f"{release.name}: {day_text(release.forecast.p50)} – {day_text(release.forecast.p85)}{kept}"
            )
    if len(run.products) > 1:
        for part in run.products:
            if part.p50 and part.p85:
                typer.echo(f"{part.name}: {part.items:,} items, {day_text(part.p50)} – {day_text(part.p85)}")
    for line in (*run.violations[:10], *run.notes):
        typer.echo(line)
    if run.p50 and run.p85:
        ends = f"{day_text(run.p50)} – {day_text(run.p85)}"
        typer.echo(f"Run {run.number}: {run.items:,} items, all done by {ends}.")
