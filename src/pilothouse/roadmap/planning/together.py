"""What several releases and products have to do with each other, in their own names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from pilothouse.roadmap.contracts import Slip, TargetPair, Together
from pilothouse.roadmap.planning.nodes import ReleaseGroup
from pilothouse.roadmap.planning.problem import Inputs

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.joint import Joint
    from pilothouse.engine.forecast.futures.joint import Pair as FoundPair
    from pilothouse.engine.forecast.futures.joint import Slip as FoundSlip


def together(inputs: Inputs, joint: Joint | None, counted: Collection[int] = ()) -> Together | None:
    """None where there are neither two dated releases nor two products. Nothing is said of products that are
    `counted`, whose dates come from weekly counts, but that.
    """
    left_out = tuple(row.name for row in inputs.snapshot.products if row.id in counted)
    if len(inputs.snapshot.products) < 2:
        left_out = ()
    if joint is None or not (joint.pairs or joint.product_slips or joint.slips or left_out):
        return None
    releases = {
        name: _named(inputs, node.release_id)
        for name, node in inputs.nodes.items()
        if isinstance(node, ReleaseGroup)
    }
    products = {f"{row.id}": row.name for row in inputs.snapshot.products}
    return Together(
        all_held=joint.all_held,
        pairs=tuple(_pairs(joint.pairs, releases)),
        release_slips=tuple(_slips(joint.slips, {name: title for name, (_, title) in releases.items()})),
        product_slips=tuple(_slips(joint.product_slips, products)),
        left_out=left_out,
    )


def _named(inputs: Inputs, number: int) -> tuple[int, str]:
    """Number and name of a release, with its product where there are several."""
    release = inputs.releases[number]
    product = next((row.name for row in inputs.snapshot.products if row.id == release.product_id), "")
    several = len(inputs.snapshot.products) > 1 and product
    return number, f"{release.name} ({product})" if several else release.name


def _pairs(rows: Iterable[FoundPair], names: dict[str, tuple[int, str]]) -> Iterator[TargetPair]:
    for row in rows:
        yield TargetPair(*names[row.first], *names[row.second], row.chance, row.apart)


def _slips(rows: Iterable[FoundSlip], names: dict[str, str]) -> Iterator[Slip]:
    """Largest first."""
    for row in sorted(rows, key=lambda one: -one.days):
        yield Slip(
            names[row.late], names[row.moved], round(row.own_days, 1), round(row.days, 1), round(row.error, 2)
        )
