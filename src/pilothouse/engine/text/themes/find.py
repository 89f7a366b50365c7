"""Themes of many records: near neighbours joined, communities of the graph, judged against chance.

No number of themes is asked for, and a record may have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.text import embed
from pilothouse.engine.text.space import Index, Near, Placed, Space, fit_space, unit
from pilothouse.engine.text.themes.chance import against_chance
from pilothouse.engine.text.themes.found import Kind, Theme, Themes
from pilothouse.engine.text.themes.graph import Numbers, communities, edges, leaders, with_neighbours
from pilothouse.engine.text.themes.naming import NAMED_FROM, background, name

NEIGHBOURS = 10
MANY = 300_000
_LED = 0.80  # below this share of leaders, copies crowd the lists of neighbours and leaders go on alone
_FEWEST = 5
_PART = 16_384
_THEME, _LOOSE = (0.85, 0.80), (0.60, 0.50)  # of all records of a group, of each
_GATES: tuple[tuple[Kind, tuple[float, float]], ...] = (("theme", _THEME), ("loose", _LOOSE))
_TAKEN_APART = 300, 0.20  # records above which, coherence below which
_GAIN, _DEEPEST = 0.03, 3
_ROUTINE_ALIKE, _ROUTINE_COPIES = 0.85, 0.60


def place(texts: Sequence[str], space: Space) -> Placed:
    """`texts` in `space`, (n, axes), embedded part by part."""
    found = np.empty((len(texts), space.axes.shape[1]), np.float16)
    for start in range(0, len(texts), _PART):
        part = slice(start, start + _PART)
        found[part] = space.place(embed.vectors(texts[part]))
    return found


def space_of(texts: Sequence[str], *, seed: int = 0) -> Space:
    """The space of a body of text, from at most 20,000 of them."""
    chosen = np.sort(np.random.default_rng(seed).permutation(len(texts))[:20_000])
    return fit_space(embed.vectors([texts[row] for row in chosen]), seed=seed)


def find(texts: Sequence[str], *, seed: int = 0, start: Numbers | None = None, gate: bool = True) -> Themes:
    """Themes of `texts`, which are clean (`words.clean`). The same texts and seed give the same themes.

    `start` (n,): communities of an earlier run, -1 for newcomers. `gate=False` keeps every community as a
    theme, for comparison with methods that place every record. 110,000 records take about seven seconds of
    one core.
    """
    rows, of_text = _distinct(texts)
    if len(rows) <= NEIGHBOURS // 2:
        return _nothing(len(texts))
    grouped = _grouped(texts, rows, of_text, seed, start)
    return _described(texts, grouped, _judged(grouped, gate))


def _distinct(texts: Sequence[str]) -> tuple[NDArray[np.intp], Numbers]:
    """The first row of each text that says something, and for each record the position of its text among
    them, -1 for none. What is said word for word counts as often as it is said, and is looked at once."""
    places: dict[str, int] = {}
    of_text = np.full(len(texts), -1, np.int32)
    rows: list[int] = []
    for row, text in enumerate(texts):
        said = text.strip().lower()
        if said:
            of_text[row] = places.setdefault(said, len(places))
            if len(places) > len(rows):
                rows.append(row)
    return np.array(rows, np.intp), of_text


@dataclass(frozen=True)
class _Grouped:
    """Those records that stand for others (m): their `rows`, places, communities, distance from chance.

    `of` (n,): which of them stands for each record, -1 for an empty one. `times` (m,): records each
    stands for.
    """

    rows: NDArray[np.intp]
    placed: Placed
    of: Numbers
    times: NDArray[np.int64]
    groups: Numbers
    above: NDArray[np.float64]
    least: float
    space: Space


def _grouped(
    texts: Sequence[str], rows: NDArray[np.intp], of_text: Numbers, seed: int, start: Numbers | None
) -> _Grouped:
    told = [texts[row] for row in rows]
    space = space_of(told, seed=seed)
    placed = place(told, space)
    index = Index(placed)
    near = index.among(NEIGHBOURS, probes=1 if len(told) > MANY else 6)
    heads = leaders(near)
    chosen = np.unique(heads)
    of = of_text
    if len(chosen) < _LED * len(told) or len(told) > MANY:
        of = np.where(of_text >= 0, np.searchsorted(chosen, heads)[of_text], -1).astype(np.int32)
        del near, index
        placed, rows = placed[chosen], rows[chosen]
        index = Index(placed)
        near = index.among(NEIGHBOURS)
    times = np.bincount(of[of >= 0], minlength=len(rows))
    lengths = np.array([len(texts[row].split()) for row in rows])
    chance = against_chance(told, (lengths, times), near, index, partial(place, space=space), seed=seed)
    del index
    begin = None if start is None else _begin(start[rows], near)
    pairs, weights = edges(near, chance.least)
    groups = communities(len(rows), pairs, weights, seed=seed, start=begin)
    above = with_neighbours(chance.above, pairs, weights)
    return _Grouped(rows, placed, of, times, groups, above, chance.least, space)


def _begin(start: Numbers, near: Near) -> Numbers:
    """Each newcomer in the community that most of its neighbours are in, or in one of its own."""
    begin = start.copy()
    for row in np.flatnonzero(start < 0):
        around = start[near.rows[row][near.rows[row] >= 0]]
        around = around[around >= 0]
        begin[row] = np.bincount(around).argmax() if len(around) else -1
    alone = np.flatnonzero(begin < 0)
    begin[alone] = begin.max(initial=-1) + 1 + np.arange(len(alone))
    return np.unique(begin, return_inverse=True)[1].astype(np.int32)


@dataclass(frozen=True)
class _Group:
    kind: Kind
    rows: NDArray[np.intp]  # among those kept
    parent: int | None = None


def _judged(grouped: _Grouped, gate: bool) -> list[_Group]:
    """Communities that stand above chance, those too broad split; large ones first."""
    order = np.argsort(grouped.groups, kind="stable")
    cuts = np.flatnonzero(np.diff(grouped.groups[order])) + 1
    found: list[_Group] = []
    for rows in np.split(order, cuts):
        kind, members = _gated(grouped, rows) if gate else ("theme", rows)
        if kind:
            found.append(_Group(kind, members))
    found.sort(key=lambda group: (-grouped.times[group.rows].sum(), group.rows[0]))
    return _split(grouped, found) if gate else found


def _gated(grouped: _Grouped, rows: NDArray[np.intp]) -> tuple[Kind | None, NDArray[np.intp]]:
    times = grouped.times[rows]
    mean = float((grouped.above[rows] * times).sum() / times.sum())
    for kind, (of_all, of_each) in _GATES:
        if mean >= of_all:
            members = rows[grouped.above[rows] >= of_each]
            if grouped.times[members].sum() >= _FEWEST:
                return kind, members
            return None, rows
    return None, rows


def _split(grouped: _Grouped, found: list[_Group]) -> list[_Group]:
    """Large and vague themes with the themes inside them, which name it as their parent."""
    done: list[_Group] = []
    waiting = [(group, 0) for group in reversed(found)]
    while waiting:
        group, depth = waiting.pop()
        number = len(done)
        inner = _inside(grouped, group.rows) if group.kind == "theme" and depth < _DEEPEST else []
        held = np.concatenate(inner) if inner else np.zeros(0, np.intp)
        done.append(replace(group, rows=np.setdiff1d(group.rows, held)))
        waiting += [(_Group("theme", rows, number), depth + 1) for rows in reversed(inner)]
    return done


def _inside(grouped: _Grouped, rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The themes inside `rows`, where these are many and vague and fall apart into clearer ones."""
    times = grouped.times[rows]
    placed = grouped.placed[rows].astype(np.float32)
    before = coherence(placed, times)
    if times.sum() <= _TAKEN_APART[0] or before >= _TAKEN_APART[1] or len(rows) <= NEIGHBOURS:
        return []
    centred = unit(placed - placed.mean(axis=0)).astype(np.float16)
    near = Index(centred).among(NEIGHBOURS)
    groups = communities(len(rows), *edges(near, grouped.least), seed=0)
    parts = [np.flatnonzero(groups == number) for number in range(groups.max() + 1)]
    parts = [part for part in parts if times[part].sum() >= _FEWEST]
    if len(parts) < 2:
        return []
    sizes = np.array([times[part].sum() for part in parts])
    after = np.average([coherence(placed[part], times[part]) for part in parts], weights=sizes)
    if after < before + _GAIN:
        return []
    return [rows[part] for part in sorted(parts, key=lambda part: (-times[part].sum(), part[0]))]


def coherence(placed: NDArray[np.float32], times: NDArray[np.int64]) -> float:
    """Mean cosine of two records, each row standing for `times` of them; 1 for a single one."""
    n = int(times.sum())
    if n < 2:
        return 1.0
    total = (placed * times[:, None]).sum(axis=0, dtype=np.float64)
    own = float((np.square(placed, dtype=np.float64).sum(axis=1) * times).sum())
    return float((total @ total - own) / (n * (n - 1)))


def _described(texts: Sequence[str], grouped: _Grouped, groups: list[_Group]) -> Themes:
    """Themes with their names, and where each record is."""
    elsewhere = background(texts)
    inner: dict[int, list[int]] = {}
    of_kept = np.full(len(grouped.rows), -1, np.int32)
    for number, group in enumerate(groups):
        of_kept[group.rows] = number
        if group.parent is not None:
            inner.setdefault(group.parent, []).append(number)
    themes = tuple(_theme(texts, grouped, groups, number, inner, elsewhere) for number in range(len(groups)))
    return Themes(
        themes,
        _of_records(of_kept, grouped.of, -1),
        _of_records(grouped.groups, grouped.of, -1),
        _of_records(grouped.above, grouped.of, 0.0),
        grouped.space,
        grouped.least,
        embed.VERSION,
    )


def _of_records(values: Any, of: Numbers, none: float) -> Any:
    return np.where(of >= 0, values[of], none).astype(values.dtype)


def _theme(
    texts: Sequence[str],
    grouped: _Grouped,
    groups: list[_Group],
    number: int,
    inner: Mapping[int, list[int]],
    elsewhere: Mapping[str, float],
) -> Theme:
    parts = [number]
    for part in parts:
        parts += inner.get(part, [])
    kept = np.concatenate([groups[part].rows for part in parts])
    placed, times = grouped.placed[kept].astype(np.float32), grouped.times[kept]
    alike = coherence(placed, times)
    nearest = np.argsort(-(placed @ (placed * times[:, None]).sum(axis=0)), kind="stable")
    told = grouped.rows[kept[nearest[:NAMED_FROM]]]
    copies = 1 - len(kept) / times.sum()
    routine = alike >= _ROUTINE_ALIKE and copies >= _ROUTINE_COPIES
    return Theme(
        number=number,
        kind="routine" if routine else groups[number].kind,
        name=name([texts[row] for row in told], elsewhere),
        example=int(told[0]),
        size=int(times.sum()),
        coherence=round(alike, 4),
        parent=groups[number].parent,
    )


def _nothing(n: int) -> Themes:
    none = np.full(n, -1, np.int32)
    space = Space(np.zeros(embed.SIZE, np.float32), np.zeros((embed.SIZE, 1), np.float32))
    return Themes((), none, none.copy(), np.zeros(n), space, 1.0, embed.VERSION)
