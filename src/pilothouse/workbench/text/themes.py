"""What `pilothouse themes` does: what the rows of a table are about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import typer

from pilothouse.engine.text import embed
from pilothouse.engine.text.space import Index
from pilothouse.engine.text.themes.assign import assign
from pilothouse.engine.text.themes.find import find, place, space_of
from pilothouse.engine.text.themes.found import Theme, Themes
from pilothouse.engine.text.themes.graph import Numbers
from pilothouse.engine.text.themes.propose import Proposal, compare
from pilothouse.engine.text.words import clean
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.workbench.files import read_text
from pilothouse.workbench.printing import short, table
from pilothouse.workbench.text.columns import read_columns

_FORMAT = "pilothouse.themes/1"
_LARGEST = 500  # MB of an answer that is read again
_EXAMPLES = 20
_SHOWN = 30


@dataclass(frozen=True)
class Before:
    """An earlier answer: its themes as they were told, and for each text it knew, theme and community."""

    themes: tuple[Mapping[str, Any], ...]
    theme_of: Mapping[str, int]
    community_of: Mapping[str, int]
    least: float


def run(file: Path, *, text: str, before: Path | None, seed: int, as_json: bool) -> None:
    columns = read_columns(file, [text])
    texts = [clean(cell) for cell in columns.of(text)]
    known = None if before is None else _read(before)
    answer = _fresh(texts, seed) if known is None else _continued(texts, known, seed)
    answer = {"file": file.name, "rows": len(texts), **answer}
    if as_json:
        print_json(answer)
    else:
        _show(answer, texts)


def _digest(text: str) -> str:
    return sha256(text.strip().lower().encode()).hexdigest()[:16]


def _fresh(texts: Sequence[str], seed: int) -> dict[str, Any]:
    found = find(texts, seed=seed)
    ids = {theme.number: theme.number + 1 for theme in found.themes}
    return _answer(
        texts, found, [_told(theme, ids, found, texts) for theme in found.themes], found.theme_of, ids
    )


def _continued(texts: Sequence[str], before: Before, seed: int) -> dict[str, Any]:
    """Themes as they were, newcomers assigned to them, and what a new run would change as proposals."""
    digests = [_digest(text) for text in texts]
    known = np.array([digest in before.theme_of for digest in digests], bool)
    theme_of = np.array([before.theme_of.get(digest, -1) for digest in digests], np.int32)
    fresh = np.flatnonzero(~known & np.array([bool(text) for text in texts], bool))
    start = np.array([before.community_of.get(digest, -1) for digest in digests], np.int32)
    found = find(texts, seed=seed, start=start if (start >= 0).any() else None)
    theme_of[fresh] = _assigned(texts, known, theme_of, fresh, before)
    old = np.where(known, theme_of, -1).astype(np.int32)
    compared = compare(old[known], found.theme_of[known])
    taken = max((int(theme["id"]) for theme in before.themes), default=0)
    new = [theme.number for theme in found.themes if theme.number not in compared.kept]
    ids = {**compared.kept, **{number: taken + at + 1 for at, number in enumerate(new)}}
    rows = _rows(theme_of)
    themes = [
        {**theme, "rows": rows.get(int(theme["id"]), []), "size": len(rows.get(int(theme["id"]), []))}
        for theme in before.themes
    ]
    names = {theme.number: _name(theme, texts) for theme in found.themes}
    return {
        **_answer(texts, found, themes, theme_of, {theme: theme for theme in rows}),
        "assigned": [
            {"row": int(row) + 1, "theme": int(theme_of[row])} for row in fresh if theme_of[row] >= 0
        ],
        "proposals": [_proposed(row, ids, names, found) for row in compared.proposals],
    }


def _assigned(texts: Sequence[str], known: Any, theme_of: Numbers, fresh: Any, before: Before) -> Numbers:
    """By the nearest of the records that were there before; by examples of each theme where these are
    gone."""
    base = [texts[row] for row in np.flatnonzero(known).tolist()]
    themes = theme_of[known].tolist()
    if len(base) < len(before.theme_of) / 2:
        for theme in before.themes:
            base += theme.get("examples", [])
            themes += [int(theme["id"])] * len(theme.get("examples", []))
    if not base or not len(fresh):
        return np.full(len(fresh), -1, np.int32)
    space = space_of(base)
    asked = place([texts[row] for row in fresh], space)
    return assign(Index(place(base, space)), np.array(themes, np.int32), asked, least=before.least)


def _rows(theme_of: Numbers) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, theme in enumerate(theme_of.tolist()):
        if theme >= 0:
            found.setdefault(theme, []).append(row + 1)
    return found


def _name(theme: Theme, texts: Sequence[str]) -> str:
    return ", ".join(theme.name) or short(texts[theme.example], 60)


def _told(theme: Theme, ids: Mapping[int, int], found: Themes, texts: Sequence[str]) -> dict[str, Any]:
    rows = found.rows(theme.number)
    return {
        "id": ids[theme.number],
        "name": _name(theme, texts),
        "kind": theme.kind,
        "size": len(rows),
        "coherence": theme.coherence,
        "parent": None if theme.parent is None else ids[theme.parent],
        "example": {"row": theme.example + 1, "text": short(texts[theme.example], 200)},
        "rows": (rows + 1).tolist(),
        "examples": [short(texts[row], 400) for row in rows[:_EXAMPLES]],
    }


def _answer(
    texts: Sequence[str],
    found: Themes,
    themes: Sequence[Mapping[str, Any]],
    theme_of: Numbers,
    ids: Mapping[int, int],
) -> dict[str, Any]:
    """What is told, and what the next run needs: a digest, theme and community of each row."""
    return {
        "format": _FORMAT,
        "embedding": embed.VERSION,
        "themes": [theme for theme in themes if theme["kind"] != "loose"],
        "loose_groups": [theme for theme in themes if theme["kind"] == "loose"],
        "no_theme": (np.flatnonzero(theme_of < 0) + 1).tolist(),
        "state": {
            "texts": [_digest(text) for text in texts],
            "themes": [ids.get(int(theme), -1) if theme >= 0 else -1 for theme in theme_of],
            "communities": found.communities.tolist(),
            "least": round(found.least, 4),
        },
    }


def _proposed(
    row: Proposal, ids: Mapping[int, int], names: Mapping[int, str], found: Themes
) -> dict[str, Any]:
    into = [
        {"id": ids[number], "name": names[number], "rows": (found.rows(number) + 1).tolist()}
        for number in (row.after if row.change != "merge" else row.after[:1])
    ]
    return {"change": row.change, "before": list(row.before), "after": into, "share": list(row.share)}


def _read(path: Path) -> Before:
    try:
        told = json.loads(read_text(path, most=_LARGEST))
        if told["format"] != _FORMAT:
            raise KeyError("format")
        state = told["state"]
        texts, themes, communities = state["texts"], state["themes"], state["communities"]
        return Before(
            tuple(
                {
                    key: theme[key]
                    for key in ("id", "name", "kind", "coherence", "parent", "example", "examples")
                }
                for theme in [*told["themes"], *told["loose_groups"]]
            ),
            {text: int(theme) for text, theme in zip(texts, themes, strict=True)},
            {text: int(number) for text, number in zip(texts, communities, strict=True)},
            float(state["least"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(
            "This is not an answer of `pilothouse themes --json`.",
            where=str(path),
            cure="Make one with `pilothouse themes FILE --text COLUMN --json > before.json`.",
        ) from error


def _show(answer: Mapping[str, Any], texts: Sequence[str]) -> None:
    themes, loose = answer["themes"], answer["loose_groups"]
    covered = sum(theme["size"] for theme in themes)
    typer.echo(
        f"{answer['rows']:,} rows: {len(themes)} themes hold {covered:,}, {len(loose)} loose groups "
        f"{sum(theme['size'] for theme in loose):,}, {len(answer['no_theme']):,} have no theme.\n"
    )
    shown = [theme for theme in sorted(themes, key=lambda theme: -theme["size"]) if theme["size"]][:_SHOWN]
    if shown:
        table(
            ["id", "rows", "theme", "for example"],
            [
                [
                    str(theme["id"]),
                    str(theme["size"]),
                    short(theme["name"], 44),
                    short(theme["example"]["text"], 60),
                ]
                for theme in shown
            ],
        )
    for row in answer.get("proposals", []):
        after = ", ".join(each["name"] for each in row["after"])
        before = ", ".join(str(each) for each in row["before"])
        typer.echo(f"Proposed: {row['change']} {before}{' into ' if before and after else ''}{after}")
