"""Long work of the roadmap."""

from __future__ import annotations

from typing import Any

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.jobs import Progress, job
from pilothouse.roadmap import services


@job(name="roadmap.plan", title="Plan the roadmap")
def plan_roadmap(
    progress: Progress, *, actor: Actor, product_id: int, seed: int, draws: int
) -> dict[str, Any]:
    """Compute and store a plan of one product."""

    def step(text: str, done: int, of: int) -> None:
        progress.step(text, done=done, of=of)

    run = services.make_plan(
        actor=actor, now=clock.now(), product_id=product_id, seed=seed, draws=draws, step=step
    )
    return {"run": run.number, "result_url": wurl(actor, "roadmap:run", run.number)}
