"""Predecessors as plans write them: `2`, `2FS-1d`, `2FS+50%`, `1-FS=P-2D`, `3EA+2t`."""

from __future__ import annotations

import re
from typing import NamedTuple

from pilothouse.kit.tables.durations import USUAL, Week, parse_duration
from pilothouse.kit.tables.limits import LONGEST_VALUE
from pilothouse.kit.tables.numbers import parse_number

# Start (S) and finish (F) of the predecessor and of the item itself, in English, German, French, Spanish,
# Portuguese and Italian.
_KINDS = {
    **dict.fromkeys(("FS", "EA", "FD", "FC", "TI", "FI"), "FS"),
    **dict.fromkeys(("SS", "AA", "DD", "CC", "II"), "SS"),
    **dict.fromkeys(("FF", "EE", "TT"), "FF"),
    **dict.fromkeys(("SF", "AE", "DF", "CF", "IT", "IF"), "SF"),
}
_EDGE = re.compile(
    rf"(?P<key>.*\d)\s*(?:[-:]?\s*(?P<kind>{'|'.join(_KINDS)}))\s*(?P<lag>[=+\-–−].*)?", re.I | re.S
)
_BARE_LAG = re.compile(r"(?P<key>.*\d)\s*(?P<lag>[+]\s*\d.*)", re.S)


class Edge(NamedTuple):
    """What an item waits for. `lag`: days of work; None where it cannot be read."""

    key: str
    kind: str = "FS"
    lag: float | None = 0.0


def edge(text: str, *, week: Week = USUAL) -> Edge:
    """The predecessor that a text names. A text without type and lag is a key as it stands."""
    text = text.strip()
    if len(text) > LONGEST_VALUE:
        return Edge(text)
    found = _EDGE.fullmatch(text)
    if found is not None:
        return Edge(found["key"].strip(), _KINDS[found["kind"].upper()], _lag(found["lag"] or "", week))
    bare = _BARE_LAG.fullmatch(text)
    return Edge(bare["key"].strip(), lag=_lag(bare["lag"], week)) if bare else Edge(text)


def _lag(text: str, week: Week) -> float | None:
    text = text.strip().lstrip("=").replace("–", "-").replace("−", "-").strip()
    if not text:
        return 0.0
    sign = -1.0 if text.startswith("-") else 1.0
    body = text.lstrip("+-").strip()
    if body.upper().startswith("P-"):  # as GanttProject writes a length below nothing
        sign, body = -sign, f"P{body[2:]}"
    found = parse_number(body)
    found = parse_duration(body, week=week) if found is None else found
    found = found if found is not None else parse_duration(body.replace(",", "."), week=week)
    return None if found is None else sign * found
