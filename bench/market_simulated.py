"""Need and trend on simulated companies and weeks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from pilothouse.engine.text.need import Market, rank
from pilothouse.engine.text.trend import LIMIT, trend, weekly


def _world(
    draw: np.random.Generator, sizes: tuple[int, ...], eager: float, slope: float
) -> tuple[Market, Any, Any]:
    segment = np.repeat(np.arange(3), sizes)
    revenue = np.exp(draw.normal(np.array([0, 2, 4])[segment], 1.0))
    share = np.clip(draw.beta(0.8, 8, 30), 1e-4, 0.9)
    z = np.zeros(len(segment))
    for at in range(3):
        logs = np.log(revenue[segment == at])
        z[segment == at] = (logs - logs.mean()) / logs.std()
    log_odds = np.log(share / (1 - share)) + draw.normal(0, 0.9, (3, 30))[segment]
    log_odds = log_odds + z[:, None] * draw.normal(0, slope, 30)
    has = draw.random((len(segment), 30)) < 1 / (1 + np.exp(-log_odds))
    odds = np.array([0.04, 0.2, 0.6])[segment] * np.where(has.any(axis=1), eager, 1)
    wrote = draw.random(len(segment)) < odds / (1 + odds)
    market = Market(segment, revenue, wrote, has * wrote[:, None] * 1.0, ("small", "middle", "large"))
    return market, has.mean(axis=0), revenue @ has / revenue.sum()


def need() -> Iterator[dict[str, Any]]:
    """Simulated companies: how often 90 % intervals hold the truth, and the larger need is named larger."""
    usual = (1500, 300, 60)
    for name, sizes, eager, slope in (
        ("all write alike", usual, 1.0, 0.0),
        ("those in need write more", usual, 2.5, 0.0),
        ("need rises with revenue", usual, 1.0, 0.8),
        ("few companies", (300, 60, 12), 1.0, 0.0),
    ):
        draw = np.random.default_rng(5)
        held, of_revenue, mine, votes = [], [], [], []
        for seed in range(50):
            market, share, revenue = _world(draw, sizes, eager, slope)
            for row in rank(market, seed=seed).needs:
                held.append(row.share.low <= share[row.number] <= row.share.high)
                assert row.revenue is not None
                of_revenue.append(row.revenue.low <= revenue[row.number] <= row.revenue.high)
            scores = np.zeros(30)
            for row in rank(market, seed=seed).needs:
                scores[row.number] = row.share.mean
            one, two = np.triu_indices(30, 1)
            truth = np.sign(share[one] - share[two])
            raw = market.voiced.sum(axis=0)
            mine.append((np.sign(scores[one] - scores[two]) == truth).mean())
            votes.append(((np.sign(raw[one] - raw[two]) == truth) + 0.5 * (raw[one] == raw[two])).mean())
        yield {
            "world": name,
            "companies held": round(float(np.mean(held)), 3),
            "revenue held": round(float(np.mean(of_revenue)), 3),
            "pairs right": round(float(np.mean(mine)), 3),
            "by votes": round(float(np.mean(votes)), 3),
        }


def trends() -> Iterator[dict[str, Any]]:
    """Simulated weeks with season, growth and spikes of volume: false alarms a year, and doublings seen."""
    draw = np.random.default_rng(1)
    for mean in (1, 4, 15):
        for dispersion in (2, 6):
            quiet = sum(
                sum(week >= 26 for week in trend(*_weeks(draw, mean, dispersion)).alarms) for _ in range(200)
            )
            doubled = [weekly(*_weeks(draw, mean, dispersion, up=90)).smoothed for _ in range(200)]
            yield {
                "a week": mean,
                "dispersion": dispersion,
                "false alarms a year": round(quiet / 400, 3),
                "seen in 4 weeks": round(float(np.mean([(row[90:94] >= LIMIT).any() for row in doubled])), 2),
                "in 8 weeks": round(float(np.mean([(row[90:98] >= LIMIT).any() for row in doubled])), 2),
            }


def _weeks(
    draw: np.random.Generator, mean: float, dispersion: float, up: int | None = None
) -> tuple[Any, Any]:
    weeks = np.arange(130)
    volume = 1 + 0.3 * np.sin(2 * np.pi * (weeks + draw.integers(52)) / 52) + 0.5 * weeks / 130
    volume = volume * np.where(draw.random(130) < 0.06, draw.uniform(1.5, 3, 130), 1)
    volume = volume / volume.mean()
    expected = mean * volume * (1 if up is None else np.where(weeks >= up, 2, 1))
    return draw.negative_binomial(dispersion, dispersion / (dispersion + expected)), volume
