"""Which share of all companies has a need, when only some of them write and few say everything.

A hierarchical logit model over segments, exact on grids; the silent are drawn, those heard are certain.
Method, simulations and what no method can see: docs/algorithms/need.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem

Array = NDArray[np.float64]

DRAWS = 400
ABOVE = 0.80  # chance from which one need stands above another
_ETA = np.linspace(-9.0, 3.0, 97)
_MU = np.linspace(-8.0, 2.0, 61)
_TAUS = (0.3, 0.6, 0.9, 1.3, 1.8)
_MEANS = np.arange(-6.0, 0.0, 0.5)
_SPREADS = (0.7, 1.2, 1.8)
_BETA = np.linspace(-2.0, 2.0, 13)
_BETA_SPREAD = 0.5
_NEGLIGIBLE = 0.002  # of the heaviest setting
_Z = 2.0
_FEWEST_COMPANIES, _FEWEST_WRITERS, _WIDE_TIMES, _WIDE = 3, 10, 4.0, 0.10


@dataclass(frozen=True)
class Market:
    """All known companies (N,): `segment` 0 to S-1, `revenue` (0 where unknown), `wrote` anything in the
    window;
    `voiced` (N, J): 1 where the company said the need, less for what it said long ago, 0 where not.
    """

    segment: NDArray[np.int64]
    revenue: Array
    wrote: NDArray[np.bool_]
    voiced: Array
    segments: tuple[str, ...]

    def __post_init__(self) -> None:
        n = len(self.segment)
        for name, length in (
            ("revenue", len(self.revenue)),
            ("wrote", len(self.wrote)),
            ("voiced", len(self.voiced)),
        ):
            if length != n:
                raise InvalidProblem(
                    f"There are {n} segments and {length} rows of {name}.", cure="Give one a company."
                )
        if n == 0:
            raise InvalidProblem("There are no companies.", cure="Add the companies that could write.")
        if not (np.isfinite(self.revenue).all() and (self.revenue >= 0).all()):
            row = int(np.flatnonzero(~(np.isfinite(self.revenue) & (self.revenue >= 0)))[0])
            raise InvalidProblem(
                "Revenue is not 0 or more.", where=f"company {row + 1}", cure="Give its revenue a year."
            )
        if ((self.voiced < 0) | (self.voiced > 1)).any() or (
            (self.voiced > 0).any(axis=1) & ~self.wrote
        ).any():
            raise InvalidProblem(
                "A need is voiced by a company that wrote nothing, or counts below 0 or above 1.",
                cure="Only companies that wrote can have voiced a need.",
            )


@dataclass(frozen=True, slots=True)
class Share:
    """Posterior mean with the interval that holds it in nine of ten cases."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Need:
    """One need. `companies`: how many voiced it; `raw`: their share of those that wrote; `tier` from 1,
    None where there are too few to rank, with `why` in words; `heaviest`: row of the company with the
    most revenue among those that voiced it."""

    number: int
    companies: int
    raw: float
    share: Share
    revenue: Share | None
    tier: int | None
    why: str
    heaviest: int | None


class Heard(NamedTuple):
    """How many of a segment's companies wrote."""

    segment: str
    companies: int
    wrote: int


@dataclass(frozen=True)
class Ranking:
    """Needs, highest first by revenue where it is known and asked for, else by companies. `above` (J, J):
    chance that need i stands above need j. `heard`: who was listened to, for the reader to judge."""

    needs: tuple[Need, ...]
    above: Array
    heard: tuple[Heard, ...]


def rank(market: Market, *, seed: int = 0, by_revenue: bool = False, selection: float = 0.0) -> Ranking:
    """The needs of `market` with intervals and tiers.

    `selection`: by how much the log-odds of a need are lower among the silent than among those who wrote;
    0 takes the silent to be alike. 30 needs take about a tenth of a second.
    """
    draw = np.random.default_rng(seed)
    n_of, wrote, said = _counted(market)
    fitted = _fit(said, wrote)
    eta = _drawn(fitted, draw)
    silent = _silent(n_of - wrote, _sigmoid(eta - selection), draw)
    shares = (said.sum(axis=0) + silent) / len(market.segment)
    revenue = _by_revenue(market, fitted, eta - selection, draw) if market.revenue.sum() > 0 else None
    ranked = revenue if by_revenue and revenue is not None else shares
    above = _above(ranked)
    needs = _needs(market, shares, revenue, ranked, above)
    heard = tuple(
        Heard(name, int(n), int(w)) for name, n, w in zip(market.segments, n_of, wrote, strict=True)
    )
    return Ranking(needs, above, heard)


def _counted(market: Market) -> tuple[Array, Array, Array]:
    """Companies (S,), those that wrote (S,), and how many voiced each need (S, J)."""
    size = len(market.segments)
    n_of = np.bincount(market.segment, minlength=size).astype(float)
    wrote = np.bincount(market.segment[market.wrote], minlength=size).astype(float)
    said = np.zeros((size, market.voiced.shape[1]))
    np.add.at(said, market.segment, market.voiced)
    return n_of, wrote, said


class _Setting(NamedTuple):
    """One choice of tau, m0 and s0 with its weight."""

    weight: float
    given: Array  # (eta, mu), columns sum to 1
    posterior: Array  # (J, mu)


class _Fitted(NamedTuple):
    likelihood: Array  # (S, J, eta)
    settings: tuple[_Setting, ...]  # heaviest first, weights sum to 1


def _fit(said: Array, wrote: Array) -> _Fitted:
    """tau, m0 and s0 weighed by their marginal likelihood over all needs, on a grid.

    Weighed rather than chosen: with few companies the best single choice makes intervals too narrow.
    """
    log_p, log_q = -np.log1p(np.exp(-_ETA)), -np.log1p(np.exp(_ETA))
    log_l = said[:, :, None] * log_p + (wrote[:, None] - said)[:, :, None] * log_q
    likelihood = np.exp(log_l - log_l.max(axis=2, keepdims=True))
    found: list[_Setting] = []
    for tau in _TAUS:
        given = np.exp(-0.5 * ((_ETA[:, None] - _MU[None, :]) / tau) ** 2)
        given /= given.sum(axis=0)
        joint = np.log(np.maximum(likelihood @ given, 1e-300)).sum(axis=0)
        top = joint.max(axis=1, keepdims=True)
        relative = np.exp(joint - top)
        for m0 in _MEANS:
            for s0 in _SPREADS:
                prior = np.exp(-0.5 * ((_MU - m0) / s0) ** 2)
                prior /= prior.sum()
                whole = np.maximum(relative @ prior, 1e-300)
                value = float((np.log(whole) + top[:, 0]).sum()) - tau**2 / 2
                found.append(_Setting(value, given, relative * prior / whole[:, None]))
    found.sort(key=lambda setting: -setting.weight)
    weights = np.exp(np.array([setting.weight - found[0].weight for setting in found]))
    weights[weights < _NEGLIGIBLE] = 0.0
    weights /= weights.sum()
    return _Fitted(
        likelihood,
        tuple(
            setting._replace(weight=float(weight))
            for setting, weight in zip(found, weights, strict=True)
            if weight > 0
        ),
    )


def _drawn(fitted: _Fitted, draw: np.random.Generator) -> Array:
    """Draws of the log-odds (DRAWS, S, J): mu from its posterior, eta given mu, half a grid step of
    jitter."""
    size, needs, _ = fitted.likelihood.shape
    found = np.empty((DRAWS, size, needs))
    setting_of = draw.choice(len(fitted.settings), DRAWS, p=[row.weight for row in fitted.settings])
    for number, setting in enumerate(fitted.settings):
        rows = np.flatnonzero(setting_of == number)
        for need in range(needs if len(rows) else 0):
            chance = setting.posterior[need] / setting.posterior[need].sum()
            mu = draw.choice(len(_MU), len(rows), p=chance)
            for segment in range(size):
                weights = fitted.likelihood[segment, need][:, None] * setting.given[:, mu]
                found[rows, segment, need] = _ETA[_by_column(weights, draw.random(len(rows)))]
    step = (_ETA[1] - _ETA[0]) / 2
    return found + draw.uniform(-step, step, found.shape)


def _by_column(weights: Array, at: Array) -> NDArray[np.int64]:
    """A row for each column, drawn by its weights."""
    total = np.cumsum(weights, axis=0)
    total /= np.maximum(total[-1], 1e-300)
    return np.asarray(np.minimum((total < at).sum(axis=0), len(weights) - 1))


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _silent(count: Array, p: Array, draw: np.random.Generator) -> Array:
    """How many of those who did not write have each need (DRAWS, J)."""
    return np.asarray(draw.binomial(count.astype(np.int64)[None, :, None], p).sum(axis=1), float)


def _by_revenue(market: Market, fitted: _Fitted, eta: Array, draw: np.random.Generator) -> Array:
    """Share of all revenue (DRAWS, J): within a segment the log-odds rise or fall with log revenue."""
    needs = market.voiced.shape[1]
    total = market.revenue.sum()
    known = market.revenue @ market.voiced / total
    z = _standing(market)
    slope_of = _slopes(market, fitted, z, draw)
    grid = np.clip(np.rint((eta - _ETA[0]) / (_ETA[1] - _ETA[0])), 0, len(_ETA) - 1).astype(int)
    found = np.tile(known, (DRAWS, 1))
    for segment in range(len(market.segments)):
        silent = (market.segment == segment) & ~market.wrote
        if not silent.any():
            continue
        table = _revenue_weighted(z[market.segment == segment], z[silent], market.revenue[silent])
        share = table[grid[:, segment, :], slope_of]
        weight, square = market.revenue[silent].sum(), (market.revenue[silent] ** 2).sum()
        noise = draw.standard_normal((DRAWS, needs)) * np.sqrt(square * share * (1 - share))
        found += (weight * share + noise) / total
    return np.asarray(np.clip(found, known, 1.0))


def _standing(market: Market) -> Array:
    """Log revenue standardised within its segment, cut at 2; 0 where revenue is unknown."""
    z = np.zeros(len(market.segment))
    for segment in range(len(market.segments)):
        chosen = (market.segment == segment) & (market.revenue > 0)
        if chosen.sum() > 1:
            logs = np.log(market.revenue[chosen])
            spread = logs.std()
            z[chosen] = np.clip((logs - logs.mean()) / spread, -_Z, _Z) if spread > 0 else 0.0
    return z


def _shift(z: Array, eta: Array, beta: Array) -> Array:
    """What keeps a segment's mean at sigma(eta) when log-odds have the slope beta: (eta, beta), by
    bisection."""
    points = np.quantile(z, np.linspace(0.01, 0.99, min(50, max(2, len(z))))) if len(z) else np.zeros(1)
    low = np.full((len(eta), len(beta)), -8.0)
    high = -low
    aim = _sigmoid(eta)[:, None]
    tilt = beta[None, :, None] * points[None, None, :]
    for _ in range(30):
        middle = (low + high) / 2
        more = _sigmoid(eta[:, None, None] + middle[:, :, None] + tilt).mean(axis=2) > aim
        high = np.where(more, middle, high)
        low = np.where(more, low, middle)
    return np.asarray((low + high) / 2)


def _revenue_weighted(all_z: Array, z: Array, revenue: Array) -> Array:
    """Revenue-weighted chance among the silent: (eta, beta)."""
    shift = _shift(all_z, _ETA, _BETA)
    weights = revenue / revenue.sum() if revenue.sum() > 0 else np.full(len(z), 1 / len(z))
    values, place = np.unique(np.round(z * 16) / 16, return_inverse=True)
    weights = np.bincount(place, weights=weights)
    chance = _sigmoid(_ETA[:, None, None] + shift[:, :, None] + _BETA[None, :, None] * values[None, None, :])
    return np.asarray(chance @ weights)


def _slopes(market: Market, fitted: _Fitted, z: Array, draw: np.random.Generator) -> NDArray[np.int64]:
    """Draws of the slope (DRAWS, J), as places on the grid, from what those who wrote said."""
    needs = market.voiced.shape[1]
    log_weight = np.tile(-0.5 * (_BETA / _BETA_SPREAD) ** 2, (needs, 1))
    for segment in range(len(market.segments)):
        here = market.segment == segment
        heard = here & market.wrote
        if not heard.any():
            continue
        eta = np.log(_mean_chance(fitted, segment) / (1 - _mean_chance(fitted, segment)))
        base = eta[:, None] + _shift(z[here], eta, _BETA)
        values, place = np.unique(np.round(z[heard] * 16) / 16, return_inverse=True)
        said = np.zeros((len(values), needs))
        np.add.at(said, place, market.voiced[heard])
        count = np.bincount(place).astype(float)
        p = _sigmoid(base[:, :, None] + _BETA[None, :, None] * values[None, None, :])
        log_weight += np.einsum("jbv,vj->jb", np.log(p), said)
        log_weight += np.einsum("jbv,vj->jb", np.log1p(-p), count[:, None] - said)
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    return np.stack([draw.choice(len(_BETA), DRAWS, p=row) for row in weight], axis=1)


def _mean_chance(fitted: _Fitted, segment: int) -> Array:
    """Posterior mean of each need's chance in a segment (J,)."""
    p = _sigmoid(_ETA)
    setting = fitted.settings[0]
    total = fitted.likelihood[segment] @ setting.given
    means = ((fitted.likelihood[segment] * p) @ setting.given) / np.maximum(total, 1e-300)
    found = (means * setting.posterior).sum(axis=1) / setting.posterior.sum(axis=1)
    return np.asarray(np.clip(found, 1e-6, 1 - 1e-6))


def _above(drawn: Array) -> Array:
    """Chance that need i has the larger share than need j (J, J), ties by half."""
    more = (drawn[:, :, None] > drawn[:, None, :]).mean(axis=0)
    same = (drawn[:, :, None] == drawn[:, None, :]).mean(axis=0)
    return np.asarray(more + same / 2)


def _share(drawn: Array) -> Share:
    low, high = np.quantile(drawn, (0.05, 0.95))
    return Share(round(float(drawn.mean()), 5), round(float(low), 5), round(float(high), 5))


def _needs(
    market: Market, shares: Array, revenue: Array | None, ranked: Array, above: Array
) -> tuple[Need, ...]:
    writers = int(market.wrote.sum())
    companies = (market.voiced > 0).sum(axis=0)
    rows = []
    for number in range(shares.shape[1]):
        named = np.flatnonzero(market.voiced[:, number] > 0)
        rows.append(
            Need(
                number=number,
                companies=int(companies[number]),
                raw=round(float(companies[number]) / writers, 5) if writers else 0.0,
                share=_share(shares[:, number]),
                revenue=None if revenue is None else _share(revenue[:, number]),
                tier=None,
                why=_too_few(int(companies[number]), writers, _share(ranked[:, number])),
                heaviest=int(named[market.revenue[named].argmax()]) if len(named) else None,
            )
        )
    order = sorted(range(len(rows)), key=lambda number: (-ranked[:, number].mean(), number))
    tiers = _tiers([number for number in order if not rows[number].why], above)
    return tuple(_with_tier(rows[number], tiers.get(number)) for number in order)


def _with_tier(need: Need, tier: int | None) -> Need:
    return Need(
        need.number, need.companies, need.raw, need.share, need.revenue, tier, need.why, need.heaviest
    )


def _too_few(companies: int, writers: int, share: Share) -> str:
    if writers < _FEWEST_WRITERS:
        return f"too few to rank: {writers} companies wrote in all, {_FEWEST_WRITERS} are needed"
    if companies < _FEWEST_COMPANIES:
        return f"too few to rank: {companies} of the {_FEWEST_COMPANIES} companies needed"
    if share.high > _WIDE_TIMES * share.low and share.high - share.low > _WIDE:
        return f"too uncertain to rank: between {share.low:.0%} and {share.high:.0%}"
    return ""


def _tiers(order: Sequence[int], above: Array) -> dict[int, int]:
    """A tier ends where each need so far stands above each one still to come with a chance of 0.8 or more."""
    found, tier = {}, 1
    for place, number in enumerate(order):
        found[number] = tier
        rest = list(order[place + 1 :])
        if rest and above[np.ix_(list(order[: place + 1]), rest)].min() >= ABOVE:
            tier += 1
    return found
