"""Long work of the connectors."""

from __future__ import annotations

from pilothouse.connectors import services
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.jobs import Progress, job


@job(name="connectors.import", title="Import")
def import_file(progress: Progress, *, actor: Actor, number: int, skip_broken: bool) -> dict[str, object]:
    """Bring a checked file in."""

    def step(text: str, done: int, of: int) -> None:
        progress.step(text, done=done, of=of)

    taken = services.perform_import(
        actor=actor, now=clock.now(), number=number, skip_broken=skip_broken, step=step
    )
    return {
        "created": taken.created,
        "updated": taken.updated,
        "result_url": wurl(actor, "connectors:import", number),
    }
