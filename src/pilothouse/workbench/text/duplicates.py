"""What `pilothouse duplicates` does: rows that may say the same as another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import typer

from pilothouse.engine.text.likeness import Candidate, Likeness, Records, first_line
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.kit.tables.dates import parse_day
from pilothouse.workbench.printing import short, table
from pilothouse.workbench.text.columns import Columns, read_columns

_AT = (1, 5, 10)
_SHOWN = 40


def run(
    file: Path,
    *,
    key: str,
    text: str,
    title: str,
    created: str,
    group: str,
    pairs: Path | None,
    most: int,
    as_json: bool,
) -> None:
    needed = [name for name in (key, text, created, group) if name]
    columns = read_columns(file, needed, optional=[title] if title else [])
    keys = columns.of(key)
    first: dict[str, int] = {}
    twice = next((row for row, each in enumerate(keys) if first.setdefault(each, row) != row), None)
    if twice is not None:
        raise columns.wrong(
            twice, key, f"The key '{keys[twice]}' stands twice.", "Give each row its own key."
        )
    likeness = Likeness(_records(columns, text, title, created, group))
    rows = range(len(keys))
    found = likeness.candidates(rows, max(most, *_AT) if pairs else most)
    recall = None if pairs is None else _recall(keys, likeness, found, pairs)
    answer = {
        "file": file.name,
        "rows": len(keys),
        "recall": recall,
        "candidates": [
            {
                "key": keys[row],
                "candidates": [{"key": keys[each.row], "chance": each.chance} for each in found[row][:most]],
            }
            for row in rows
        ],
    }
    if as_json:
        print_json(answer)
    else:
        _show(answer, likeness.records)


def _records(columns: Columns, text: str, title: str, created: str, group: str) -> Records:
    texts = columns.of(text)
    titles = columns.of(title) if title else tuple(first_line(each) for each in texts)
    days = np.full(len(texts), np.nan)
    for row, cell in enumerate(columns.of(created)):
        if cell:
            days[row] = _moment(columns, row, created, cell)
    groups = tuple(
        frozenset(
            part.strip().lower()
            for part in cell.replace("|", ",").replace(";", ",").split(",")
            if part.strip()
        )
        for cell in columns.of(group)
    )
    return Records(titles, texts, days, groups if group else ())


def _moment(columns: Columns, row: int, created: str, cell: str) -> float:
    """Days since year 1, with the time of day where it is written as ISO 8601."""
    day = parse_day(cell, day_first=True)
    if day is None:
        raise columns.wrong(row, created, f"'{cell[:40]}' is not a date.", "Write it as 2027-01-31.")
    clock = cell[11:19].split(":")
    part = 0.0
    if len(clock) == 3 and all(each.isdigit() for each in clock):
        part = (int(clock[0]) * 3600 + int(clock[1]) * 60 + int(clock[2])) / 86400
    return date.toordinal(day) + part


def _recall(
    keys: Sequence[str], likeness: Likeness, found: Sequence[tuple[Candidate, ...]], path: Path
) -> dict[str, Any]:
    """Share of the linked rows, each with an earlier one of its group, that find one of it among the
    first k."""
    places = {each: row for row, each in enumerate(keys)}
    groups = _groups(path, places)
    order = np.nan_to_num(likeness.records.days, nan=0.0)
    asked = []
    for row, group in groups.items():
        earlier = {other for other in group if other != row and (order[other], other) < (order[row], row)}
        if earlier:
            asked.append((row, earlier))
    hits = {
        f"at_{k}": round(
            sum(bool(earlier & {each.row for each in found[row][:k]}) for row, earlier in asked)
            / max(1, len(asked)),
            4,
        )
        for k in _AT
    }
    return {"queries": len(asked), **hits}


def _groups(path: Path, places: Mapping[str, int]) -> dict[int, set[int]]:
    from pilothouse.kit.tables.reading import opened

    with opened(path) as (header, rows):
        lower = [name.strip().lower() for name in header]
        first, second = (
            (lower.index("query_key"), lower.index("master_key"))
            if "query_key" in lower and "master_key" in lower
            else (0, 1)
        )
        if len(header) < 2:
            raise Invalid(
                "A table of pairs has two columns of keys.", where=path.name, cure="Give two keys a row."
            )
        of: dict[int, set[int]] = {}
        for row in rows:
            if max(first, second) >= len(row.cells):
                continue
            one, two = (places.get(row.cells[at].strip()) for at in (first, second))
            if one is None or two is None or one == two:
                continue
            joined = of.get(one, {one}) | of.get(two, {two})
            for each in joined:
                of[each] = joined
    return of


def _show(answer: Mapping[str, Any], records: Records) -> None:
    if answer["recall"]:
        recall = answer["recall"]
        typer.echo(
            f"Of {recall['queries']:,} rows with a known duplicate before them, "
            f"{recall['at_1']:.0%} find one first, "
            f"{recall['at_5']:.0%} among five, {recall['at_10']:.0%} among ten.\n"
        )
    shown = [
        (row, each["candidates"][0]) for row, each in enumerate(answer["candidates"]) if each["candidates"]
    ]
    shown.sort(key=lambda pair: -pair[1]["chance"])
    table(
        ["chance", "row", "may be the same as"],
        [
            [
                f"{best['chance']:.2f}",
                f"{answer['candidates'][row]['key']} {short(records.titles[row], 50)}",
                best["key"],
            ]
            for row, best in shown[:_SHOWN]
        ],
    )
