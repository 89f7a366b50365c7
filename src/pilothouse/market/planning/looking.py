"""A look through all feedback: which themes it has, and what of those that stand it would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.text.words import clean
from pilothouse.market.queries.corpus import Piece, Refused, Standing

if TYPE_CHECKING:
    from pilothouse.engine.text.themes.found import Theme, Themes
    from pilothouse.engine.text.themes.propose import Proposal

_SAME = 0.5  # of the feedback of two proposals, from which they are one
_NAME = 120
_UNNAMED = "Unnamed theme"


@dataclass(frozen=True, slots=True)
class Part:
    """A theme as it was found: its feedback with weights; `example` is the number of a piece."""

    name: str
    kind: str
    example: int
    feedback: tuple[int, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change: `before` are numbers of themes."""

    change: str
    before: tuple[int, ...]
    after: tuple[Part, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the look found: the space as bytes, the community of each piece, kinds of themes that stay, and
    proposals, those with most feedback first."""

    mean: bytes
    axes: bytes
    least: float
    communities: Mapping[int, int]
    kinds: Mapping[int, str]
    proposals: tuple[Proposed, ...]


def look(
    pieces: Sequence[Piece],
    themes: Sequence[Standing],
    refused: Sequence[Refused],
    *,
    people: frozenset[str] = frozenset(),
    seed: int,
) -> Seen:
    """Find themes in all `pieces` and compare them with those that stand. What people pinned, merged or
    refused is not proposed again; no theme is named by a word of `people`, in small letters."""
    from pilothouse.engine.text.themes.find import find
    from pilothouse.engine.text.themes.propose import compare

    texts = [clean(piece.text) for piece in pieces]
    start = np.array([-1 if piece.community is None else piece.community for piece in pieces], np.int32)
    found = find(texts, seed=seed, start=start if (start >= 0).any() else None)
    before = np.array([piece.theme_id or -1 for piece in pieces], np.int32)
    compared = compare(before, found.theme_of)
    parts = {theme.number: _part(theme, found, pieces, people) for theme in found.themes}
    standing = {theme.id: theme for theme in themes}
    proposed = [_proposed(row, parts) for row in compared.proposals]
    wanted = [row for row in proposed if _is_wanted(row, standing, refused)]
    wanted.sort(key=lambda row: -sum(len(part.feedback) for part in row.after))
    return Seen(
        mean=found.space.mean.astype(np.float32).tobytes(),
        axes=np.ascontiguousarray(found.space.axes, np.float32).tobytes(),
        least=found.least,
        communities=_communities(pieces, found.communities),
        kinds={
            theme: parts[number].kind
            for number, theme in compared.kept.items()
            if theme in standing and not standing[theme].is_pinned
        },
        proposals=tuple(wanted),
    )


def _communities(pieces: Sequence[Piece], found: NDArray[Any]) -> dict[int, int]:
    return {piece.id: number for piece, number in zip(pieces, found.tolist(), strict=True) if number >= 0}


def _part(theme: Theme, found: Themes, pieces: Sequence[Piece], people: frozenset[str]) -> Part:
    rows = found.rows(theme.number).tolist()
    terms = [term for term in theme.name if people.isdisjoint(term.split())]
    return Part(
        name=(", ".join(terms) or _UNNAMED)[:_NAME],
        kind=theme.kind,
        example=pieces[theme.example].id,
        feedback=tuple(pieces[row].id for row in rows),
        weights=tuple(round(float(found.above_chance[row]), 3) for row in rows),
    )


def _proposed(row: Proposal, parts: Mapping[int, Part]) -> Proposed:
    return Proposed(row.change, row.before, tuple(parts[number] for number in row.after), row.share)


def _is_wanted(row: Proposed, standing: Mapping[int, Standing], refused: Sequence[Refused]) -> bool:
    concerned = [standing[number] for number in row.before if number in standing]
    if len(concerned) < len(row.before) or any(theme.is_pinned for theme in concerned):
        return False
    if row.change == "split" and concerned[0].has_merged:
        return False
    return not any(_is_same(row, other) for other in refused)


def _is_same(row: Proposed, other: Refused) -> bool:
    if row.change != other.change or set(row.before) != set(other.before):
        return False
    if not row.after:
        return True
    own = set(row.after[0].feedback)
    return len(own & other.feedback) >= _SAME * len(own | other.feedback)
