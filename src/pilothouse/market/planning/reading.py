"""Texts as vectors, a place for those that are new, sentences that stand for a theme, and likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from pilothouse.engine.text import embed, space
from pilothouse.engine.text.likeness import Likeness, Records, first_line
from pilothouse.engine.text.trend import Trend, false_alarms, trend
from pilothouse.engine.text.words import clean
from pilothouse.market.queries.corpus import Read, Space, Words

MODEL = embed.VERSION
_MOST_WEEKS = 104
_QUOTES = 5
_POOL = 3_000  # pieces that are compared word by word with one that is new
_EACH_POOL = 200  # new ones at a time
_CANDIDATES = 5
_CHANCE = 0.05  # below which none is offered


def vectors(texts: Sequence[str]) -> list[bytes]:
    """Each text as 16-bit floats."""
    return [row.tobytes() for row in embed.vectors([clean(text) for text in texts]).astype(np.float16)]


def _matrix(rows: Sequence[bytes]) -> space.Vectors:
    return np.frombuffer(b"".join(rows), np.float16).reshape(len(rows), -1).astype(np.float32)


def placed(
    known: Space | None, before: Sequence[Read], fresh: Sequence[bytes]
) -> list[tuple[int | None, float]]:
    """Theme and share of the vote for each of `fresh`, by those that were read before; none for a text of
    which no word is known."""
    from pilothouse.engine.text.themes.assign import assign_with_shares

    if known is None or not any(row.theme_id for row in before):
        return [(None, 0.0)] * len(fresh)
    fitted = space.Space(
        np.frombuffer(known.mean, np.float32),
        np.frombuffer(known.axes, np.float32).reshape(embed.SIZE, -1),
    )
    index = space.Index(fitted.place(_matrix([row.vector for row in before])).astype(np.float16), few=True)
    themes = np.array([row.theme_id or -1 for row in before], np.int32)
    asked = _matrix(fresh)
    found, shares = assign_with_shares(
        index, themes, fitted.place(asked).astype(np.float16), least=known.least
    )
    said = np.abs(asked).sum(axis=1) > 0
    return [
        (theme, round(share, 3)) if theme >= 0 and words else (None, 0.0)
        for theme, share, words in zip(found.tolist(), shares.tolist(), said.tolist(), strict=True)
    ]


def quotes(members: Sequence[tuple[int, bytes]]) -> list[int]:
    """Numbers of up to five pieces nearest to what all of them say, no two of which say it alike."""
    if not members:
        return []
    rows = _matrix([vector for _, vector in members])
    order = np.argsort(-(space.unit(rows) @ rows.sum(axis=0)), kind="stable")
    chosen: list[int] = []
    for at in order.tolist():
        if all(float(rows[at] @ rows[other]) < 0.9 for other in chosen):
            chosen.append(at)
        if len(chosen) == _QUOTES:
            break
    return [members[at][0] for at in chosen]


def trends(
    counts: Mapping[int, Mapping[date, int]], volume: Mapping[date, int], weeks: Sequence[date]
) -> dict[int, tuple[Trend, tuple[int, ...]]]:
    """Trend and weekly counts of each theme; `weeks` are Mondays, oldest first, all of them full."""
    whole = [float(volume.get(week, 0)) for week in weeks]
    found = {}
    for theme, own in counts.items():
        series = [own.get(week, 0) for week in weeks]
        found[theme] = (trend(series, whole), tuple(series))
    return found


def most_weeks() -> int:
    return _MOST_WEEKS


def alarms(themes: int) -> float:
    """How many rising themes are expected to be none, a week."""
    return round(false_alarms(themes, 1), 2)


def pools(before: Sequence[Read], fresh: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """New pieces, some at a time, each time with those that they are compared with: everything while that is
    little, else the nearest."""
    numbers = [row.id for row in before]
    at = {number: place for place, number in enumerate(numbers)}
    known = [number for number in fresh if number in at]
    if len(numbers) <= _POOL:
        return [(known, numbers)] if known else []
    rows = _matrix([row.vector for row in before])
    found = []
    for start in range(0, len(known), _EACH_POOL):
        part = known[start : start + _EACH_POOL]
        likeness = (rows @ rows[[at[number] for number in part]].T).max(axis=1)
        best = np.argpartition(likeness, -_POOL)[-_POOL:]
        found.append((part, sorted({*part, *(numbers[place] for place in best.tolist())})))
    return found


def alike(fresh: Sequence[int], pool: Sequence[Words]) -> dict[int, list[list[float]]]:
    """For each of `fresh` up to five earlier pieces of `pool` that may say the same, with their chances."""
    place = {row.id: at for at, row in enumerate(pool)}
    asked = [number for number in fresh if number in place]
    records = Records(
        titles=[first_line(row.text) for row in pool],
        texts=[row.text for row in pool],
        days=np.array([row.received_on.toordinal() for row in pool], np.float64),
    )
    found = Likeness(records).candidates([place[number] for number in asked], _CANDIDATES)
    return {
        number: [[pool[each.row].id, round(each.chance, 3)] for each in row if each.chance >= _CHANCE]
        for number, row in zip(asked, found, strict=True)
    }
