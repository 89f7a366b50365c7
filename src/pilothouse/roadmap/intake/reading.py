"""A row of a tracker's table as an item in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from pilothouse.kit.tables.dates import parse_moment
from pilothouse.kit.tables.nouns import Cells
from pilothouse.roadmap.contracts import (
    KINDS,
    LEVELS,
    ImportedItem,
    ImportedLink,
    ImportedSprint,
    ImportedVersion,
)
from pilothouse.roadmap.intake import words

_HOURS_A_DAY = 8.0
_BRACKETS = re.compile(r"\((.+)\)\s*$")


class Estimate(NamedTuple):
    """Days of work: `likely` alone, all three, or none."""

    low: float | None = None
    likely: float | None = None
    high: float | None = None


def item_of(cells: Cells, *, source: str, keys: Mapping[str, str]) -> ImportedItem:
    """The item of a row; `keys` maps the tracker's inner numbers to keys.

    What cannot be read is told to `cells` as a fault, and the item is then of no use.
    """
    resolved = cells.moment("resolved_at")
    status, resolution = cells.text("status"), cells.text("resolution")
    issue_type = cells.text("issue_type")
    level, kind = cells.text("level").lower(), cells.text("kind").lower()
    estimate = _estimate(cells)
    parent = cells.text("parent") or cells.text("epic_link")
    return ImportedItem(
        source=source,
        row=cells.row,
        external_id=cells.needed("external_id", 100),
        title=cells.text("title") or cells.text("epic_name") or cells.needed("title", 0),
        description=cells.text("description"),
        issue_type=issue_type,
        level=level if level in LEVELS else words.level_of(issue_type or level),
        kind=kind if kind in KINDS else words.kind_of(issue_type),
        status=words.status_of(
            status, cells.text("status_category"), resolution, resolved=resolved is not None
        ),
        tracker_status=status[:60],
        resolution=resolution[:60],
        priority=cells.text("priority", 60),
        parent_external_id=keys.get(parent, parent),
        low=estimate.low,
        likely=estimate.likely,
        high=estimate.high,
        story_points=cells.number("story_points"),
        opened_at=cells.moment("opened_at"),
        resolved_at=resolved,
        source_updated_at=cells.moment("source_updated_at"),
        started_on=cells.day("started_on"),
        earliest_start=cells.day("earliest_start"),
        deadline=cells.day("deadline"),
        assignee=cells.text("assignee_id") or cells.text("assignee"),
        reporter=cells.text("reporter", 200),
        labels=tuple(cells.many("labels")),
        components=tuple(cells.many("components")),
        fix_versions=_fix_versions(cells),
        affects_versions=tuple(ImportedVersion(name) for name in cells.many("affects_versions")),
        sprints=tuple(_sprint(text) for text in cells.many("sprints")),
        links=tuple(_links(cells)),
        comment_dates=tuple(_comment_dates(cells)),
        extra=cells.kept("comments"),
    )


def _estimate(cells: Cells) -> Estimate:
    """As it was entered: what is missing is not made up. Only a likely between two ends is, and is told."""
    low, likely, high = (cells.number(name) for name in ("low", "likely", "high"))
    seconds = cells.number("estimate_seconds")
    if likely is None and seconds:
        likely = seconds / 3600 / _HOURS_A_DAY
    if likely is None and low is not None and high is not None:
        likely = (low + high) / 2
        cells.warn("likely", f"Likely is empty: {likely:g}, the middle of low and high, is taken.")
    if low is None or likely is None or high is None:
        return _single(cells, low, likely, high)
    if not low <= likely <= high:
        cells.fault(
            "likely",
            f"The estimate {low:g} / {likely:g} / {high:g} is out of order.",
            "Give low ≤ likely ≤ high.",
        )
    return Estimate(low, likely, high)


def _single(cells: Cells, low: float | None, likely: float | None, high: float | None) -> Estimate:
    """The likely alone; an end that is given beside it, or instead of it, is told and not taken."""
    for name, end in (("low", low), ("high", high)):
        if end is not None:
            taken = "No estimate is taken" if likely is None else f"Only likely, {likely:g}, is taken"
            cells.warn(name, f"{taken}: one end is no range.", "Give low, likely and high.")
    return Estimate(likely=likely)


def _fix_versions(cells: Cells) -> tuple[ImportedVersion, ...]:
    names = cells.many("fix_versions")
    days = [cells.as_day(text) if text else None for text in cells.many("fix_version_dates", keep_empty=True)]
    return tuple(
        ImportedVersion(name, days[index] if index < len(days) else None) for index, name in enumerate(names)
    )


def _sprint(text: str) -> ImportedSprint:
    """A name, or name~start~end~completed as archives write it."""
    parts = text.split("~")
    if len(parts) < 4:
        return ImportedSprint(text[:255])
    name = "~".join(parts[:-3])
    moments = [parse_moment(part, day_first=True) if part else None for part in parts[-3:]]
    return ImportedSprint(name[:255], *moments)


def _links(cells: Cells) -> Iterator[ImportedLink]:
    for text in cells.many("links"):
        verb, _, target = text.rpartition(":")
        yield words.link(verb or "relates to", target)
    for target in cells.many("waits_for"):
        for part in target.replace(";", ",").split(","):
            if part.strip():
                yield words.link("waits for", part)
    for name, outward in (("outward_links", True), ("inward_links", False)):
        for header, cell in cells.each(name):
            found = _BRACKETS.search(header)
            yield words.link(words.verb_of(found[1] if found else "", outward=outward), cell)


def _comment_dates(cells: Cells) -> Iterator[date]:
    for text in cells.many("comment_dates"):
        found = cells.as_day(text)
        if found is None:
            cells.fault("comment_dates", f"'{text[:40]}' is not a date.")
        else:
            yield found
    for _, cell in cells.each("comments"):
        found = cells.as_day(cell.split(";", 1)[0])
        if found is not None:
            yield found
