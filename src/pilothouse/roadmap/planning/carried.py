"""A release with the problem that it is part of."""

from __future__ import annotations

from datetime import date

from pilothouse.engine.schedule.problem import Group
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import Release
from pilothouse.roadmap.planning.nodes import ReleaseGroup
from pilothouse.roadmap.planning.problem import Inputs, read


def release_with(
    actor: Actor, release_id: int, today: date, *, dated: bool = False
) -> tuple[Release, Inputs, Group]:
    """The release with the problem it is part of."""
    release = queries.release(actor=actor, id=release_id)
    if dated and release.target_on is None:
        raise Invalid(f"{release.name} has no target.", where="target", cure="Give it a date to reach.")
    inputs = read(actor=actor, product_id=release.product_id, today=today)
    name = ReleaseGroup(release.id).name
    group = next((row for row in inputs.problem.groups if row.id == name), None)
    if group is None:
        raise Invalid(f"{release.name} carries no open item.", where="items", cure="Put items into it.")
    return release, inputs, group
