"""Words of the roadmap: what an item, a dependency and a line of the timeline may be."""

from __future__ import annotations

from typing import Literal, get_args

Level = Literal["objective", "initiative", "feature", "task"]
Kind = Literal["hire", "research", "design", "build", "test", "launch", "other"]
Status = Literal["backlog", "ready", "in_progress", "done", "cancelled"]
Priority = Literal["urgent", "high", "medium", "low"]
FieldKind = Literal["text", "number", "date", "choice", "person", "formula"]
Colour = Literal["grey", "blue", "green", "yellow", "orange", "red", "purple"]
Edge = Literal["FS", "SS", "FF", "SF"]  # finish to start, start to start and so on
Shape = Literal["bar", "summary", "release", "milestone"]
Mode = Literal["strict", "balanced"]  # how products share people
RunKind = Literal["plan", "proposal"]

LEVELS: tuple[Level, ...] = get_args(Level)
KINDS: tuple[Kind, ...] = get_args(Kind)
STATUSES: tuple[Status, ...] = get_args(Status)
PRIORITIES: tuple[Priority, ...] = get_args(Priority)  # the first weighs most
FIELD_KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
COLOURS: tuple[Colour, ...] = get_args(Colour)
DEPENDENCIES: tuple[Edge, ...] = get_args(Edge)
OPEN: tuple[Status, ...] = ("backlog", "ready", "in_progress")
EDGES: dict[str, str] = {
    "FS": "starts after it ends",
    "SS": "starts after it starts",
    "FF": "ends after it ends",
    "SF": "ends after it starts",
}
MODES: tuple[Mode, ...] = get_args(Mode)
RUN_KINDS: tuple[RunKind, ...] = get_args(RunKind)
PLAIN = ("csv",)  # sources of tables that people write: what they call an item may be its key here


def edge_words(kind: str, lag: float = 0.0) -> str:
    """How one item follows another: `starts after it ends, 2 days later`; a negative lag overlaps."""
    text = EDGES.get(kind, kind)
    if not lag:
        return text
    days = f"{abs(lag):g} {'day' if abs(lag) == 1 else 'days'}"
    return f"{text}, {days} later" if lag > 0 else f"{text}, up to {days} before that"
