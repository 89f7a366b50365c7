"""A release with the plan that is shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilothouse.engine.schedule.problem import Group
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import Release
from pilothouse.roadmap.planning.compute import Step
from pilothouse.roadmap.planning.nodes import ReleaseGroup
from pilothouse.roadmap.planning.start import Start, start


@dataclass(frozen=True)
class Carried:
    """A release, the plan of all products that is shown, and the group that stands for the release in it.

    `note` is the sentence that says why its numbers are not those that pages show; empty where they are.
    `counted`: its dates come from weekly counts.
    """

    release: Release
    start: Start
    group: Group
    note: str
    counted: bool


def release_with(actor: Actor, release_id: int, today: date, *, step: Step, dated: bool = False) -> Carried:
    """A release with the plan that is shown. Raises `Invalid` for one without open items, or, where `dated`,
    without target.
    """
    release = queries.release(actor=actor, id=release_id)
    if dated and release.target_on is None:
        raise Invalid(f"{release.name} has no target.", where="target", cure="Give it a date to reach.")
    shown = start(actor=actor, today=today, step=step)
    group = _group(shown, release)
    before = next(row for row in shown.shown.forecast.groups if row.group == group.id)
    counted = any(name in shown.shown.counted for name in group.members)
    return Carried(release, shown, group, shown.note(release, before), counted)


def _group(shown: Start, release: Release) -> Group:
    name = ReleaseGroup(release.id).name
    group = next((row for row in shown.inputs.problem.groups if row.id == name), None)
    if group is not None:
        return group
    taken = shown.inputs.snapshot
    if release.product_id not in {row.id for row in (*taken.products, *taken.idle)}:
        raise Invalid(
            f"{release.product_name} is paused, so {release.name} is not planned.",
            where="product",
            cure="Resume it on the Products page first.",
        )
    raise Invalid(f"{release.name} carries no open item.", where="items", cure="Put items into it.")
