"""Which share of all companies, and of their revenue, has the need that a theme is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pilothouse.engine.text.need import Market, Need, Share, rank
from pilothouse.market.queries.corpus import Voices

_SEED = 0


def needs(voices: Voices, themes: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What is stored of the need behind each of `themes`; nothing where no company is known."""
    if not voices.companies or not themes:
        return {}
    rows = {row.id: place for place, row in enumerate(voices.companies)}
    segments = sorted({row.segment for row in voices.companies})
    places = {theme: place for place, theme in enumerate(themes)}
    voiced = np.zeros((len(rows), len(themes)))
    for theme, company in voices.said:
        if theme in places and company in rows:
            voiced[rows[company], places[theme]] = 1.0
    market = Market(
        segment=np.array([segments.index(row.segment) for row in voices.companies], np.int64),
        revenue=np.array([row.revenue for row in voices.companies]),
        wrote=np.array([row.id in voices.wrote for row in voices.companies], np.bool_),
        voiced=voiced,
        segments=tuple(segments),
    )
    found = rank(market, seed=_SEED)
    return {themes[need.number]: _stored(need, voices) for need in found.needs}


def _stored(need: Need, voices: Voices) -> dict[str, Any]:
    return {
        "companies": _triple(need.share),
        "revenue": _triple(need.revenue) if need.revenue else None,
        "currency": voices.currency,
        "tier": need.tier,
        "why": need.why,
        "heard": len(voices.wrote),
        "of": len(voices.companies),
        "heaviest": voices.companies[need.heaviest].name if need.heaviest is not None else "",
    }


def _triple(share: Share) -> list[float]:
    return [round(share.mean, 4), round(share.low, 4), round(share.high, 4)]
