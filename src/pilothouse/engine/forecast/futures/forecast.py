"""What simulations of a plan say: quantiles, chances, and where the uncertainty comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pilothouse.engine.forecast.futures.causes import CauseDriver
from pilothouse.engine.forecast.futures.cost import CostForecast
from pilothouse.engine.forecast.futures.joint import Joint
from pilothouse.engine.schedule.plan import ENGINE_VERSION

LEVELS = (0.05, 0.15, 0.50, 0.85, 0.95)

Policy = Literal["fixed", "dynamic"]


@dataclass(frozen=True)
class Quantiles:
    """Working days on the plan clock below which 5, 15, 50, 85 and 95 of 100 futures lie."""

    p05: float
    p15: float
    p50: float
    p85: float
    p95: float


@dataclass(frozen=True)
class Driver:
    """An item's part, 0..1, in the variance of a finish: what would go if its own work were certain."""

    item: str
    share: float


@dataclass(frozen=True)
class ItemForecast:
    """`chance` of keeping the deadline, None without one; `target_chance` of being done by its target;
    `criticality`: how often it is on the longest chain to the end of its product (of the whole plan where no
    product is named). `mean` is that of the finish, working days. Quantiles rest on the first `draws`
    futures, everything else on all of them."""

    item: str
    start: Quantiles
    finish: Quantiles
    chance: float | None
    criticality: float
    mean: float = 0.0
    target_chance: float | None = None
    draws: int = 0


@dataclass(frozen=True)
class GroupForecast:
    """The moment when the last member is done, of a group or of a product. `histogram`: (upper edge in days,
    share of futures); the shares up to the deadline add up to its chance.

    `common_share` is the part of the variance that comes from all work being harder or easier together; it
    and the drivers' shares leave out what items do only in concert, so that they add up to less than 1.
    `mean` is that of the finish, working days.
    """

    group: str
    finish: Quantiles
    chance: float | None
    drivers: tuple[Driver, ...]
    histogram: tuple[tuple[float, float], ...]
    common_share: float = 0.0
    mean: float = 0.0
    target_chance: float | None = None


@dataclass(frozen=True)
class Forecast:
    """What `draws` futures say. `convergence`: half-width in days of the 95 % interval of the plan's p85.

    `convergence_p50` is the same for p50. `finish` is that of the whole plan, as are `drivers`,
    `common_share` and `causes`: factors and events, largest share first. `products`: the end of each product
    that items name. `joint`: what holds together, None where dates are not those of these futures.
    """

    items: tuple[ItemForecast, ...]
    groups: tuple[GroupForecast, ...]
    drivers: tuple[Driver, ...]
    finish: Quantiles
    draws: int
    seed: int
    convergence: float
    engine_version: str = ENGINE_VERSION
    common_share: float = 0.0
    causes: tuple[CauseDriver, ...] = ()
    convergence_p50: float = 0.0
    cost: CostForecast | None = None
    policy: Policy = "fixed"
    mean: float = 0.0
    products: tuple[GroupForecast, ...] = ()
    joint: Joint | None = None
