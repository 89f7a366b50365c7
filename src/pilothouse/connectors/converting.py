"""Rows of a file as items in our words, with every fault named by row and column."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pilothouse.connectors import words
from pilothouse.connectors.contracts import Columns, Problem
from pilothouse.connectors.fields import link_name
from pilothouse.kit.tables.dates import parse_day, parse_moment
from pilothouse.kit.tables.reading import Row
from pilothouse.roadmap.contracts import (
    KINDS,
    LEVELS,
    ImportedItem,
    ImportedLink,
    ImportedSprint,
    ImportedVersion,
)

_HOURS_A_DAY = 8.0


@dataclass
class Converter:
    """Turns rows into items. `keys` maps the tracker's inner numbers to keys, learnt in a first pass."""

    header: Sequence[str]
    columns: Columns
    source: str
    keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places: dict[str, list[tuple[int, str]]] = {}
        for index, name in enumerate(self.header):
            target = self.columns.fields.get(name, "")
            self.places.setdefault(target or "extra", []).append((index, name))

    def convert(self, row: Row) -> tuple[ImportedItem | None, list[Problem]]:
        """The item of a row, or None when the row cannot be used, and what is wrong with it."""
        if len(row.cells) != len(self.header):
            text = f"{len(row.cells)} cells where the header names {len(self.header)} columns."
            cure = "A quote or a separator is missing or too many; mend the row."
            return None, [Problem(row.number, "", text, cure)]
        return _Reading(self, row).item()

    def inner(self, row: Row) -> tuple[str, str]:
        """Inner number and key of a row, for parents that are named by number."""
        reading = _Reading(self, row)
        return reading.one("internal_id"), reading.one("external_id")


class _Reading:
    """One row while it is read."""

    def __init__(self, converter: Converter, row: Row) -> None:
        self.converter, self.row = converter, row
        self.problems: list[Problem] = []

    def fault(self, field_name: str, text: str, cure: str = "") -> None:
        places = self.converter.places.get(field_name, ())
        self.problems.append(Problem(self.row.number, places[0][1] if places else field_name, text, cure))

    def one(self, field_name: str) -> str:
        for index, _ in self.converter.places.get(field_name, ()):
            if index < len(self.row.cells) and self.row.cells[index].strip():
                return self.row.cells[index].strip()
        return ""

    def many(self, field_name: str, *, keep_empty: bool = False) -> list[str]:
        separator = self.converter.columns.separator
        found: list[str] = []
        for index, _ in self.converter.places.get(field_name, ()):
            text = self.row.cells[index]
            parts = text.split(separator) if separator and text else [text]
            found += [part.strip() for part in parts if part.strip() or (keep_empty and text)]
        return found

    def number(self, field_name: str) -> float | None:
        text = self.one(field_name)
        if not text:
            return None
        try:
            value = float(
                text.replace(",", ".") if text.count(",") == 1 and "." not in text else text.replace(",", "")
            )
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.fault(field_name, f"'{text[:40]}' is not a number.", "Correct it or leave it empty.")
            return None
        if value < 0:
            self.fault(field_name, f"{text[:40]} is negative.", "Give 0 or more.")
            return None
        return value

    def moment(self, field_name: str) -> datetime | None:
        text = self.one(field_name)
        if not text:
            return None
        found = parse_moment(text, day_first=self.converter.columns.day_first)
        if found is None:
            self.fault(field_name, f"'{text[:40]}' is not a date.", "Write it as 2027-01-31.")
        return found

    def day(self, field_name: str) -> date | None:
        found = self.moment(field_name)
        return found.date() if found else None

    def item(self) -> tuple[ImportedItem | None, list[Problem]]:
        key, title = self.one("external_id"), self.one("title") or self.one("epic_name")
        if not key:
            self.fault("external_id", "The key is empty.", "Every row needs a key.")
        elif len(key) > 100:
            self.fault(
                "external_id", "The key has more than 100 characters.", "Choose the right column for the key."
            )
        if not title:
            self.fault("title", "The title is empty.", "Every row needs a title.")
        values = self._values()
        if self.problems:
            return None, self.problems
        return ImportedItem(
            source=self.converter.source, external_id=key, title=title, row=self.row.number, **values
        ), []

    def _values(self) -> dict[str, Any]:
        resolved = self.moment("resolved_at")
        status, resolution = self.one("status"), self.one("resolution")
        issue_type = self.one("issue_type")
        level, kind = self.one("level").lower(), self.one("kind").lower()
        low, likely, high = self._estimate()
        return {
            "description": self.one("description"),
            "issue_type": issue_type,
            "level": level if level in LEVELS else words.level_of(issue_type or level),
            "kind": kind if kind in KINDS else words.kind_of(issue_type),
            "status": words.status_of(
                status, self.one("status_category"), resolution, resolved=resolved is not None
            ),
            "tracker_status": status[:60],
            "resolution": resolution[:60],
            "priority": self.one("priority")[:60],
            "parent_external_id": self._parent(),
            "low": low,
            "likely": likely,
            "high": high,
            "story_points": self.number("story_points"),
            "opened_at": self.moment("opened_at"),
            "resolved_at": resolved,
            "source_updated_at": self.moment("source_updated_at"),
            "started_on": self.day("started_on"),
            "earliest_start": self.day("earliest_start"),
            "deadline": self.day("deadline"),
            "assignee": self.one("assignee_id") or self.one("assignee"),
            "reporter": self.one("reporter")[:200],
            "labels": tuple(self.many("labels")),
            "components": tuple(self.many("components")),
            "fix_versions": self._fix_versions(),
            "affects_versions": tuple(ImportedVersion(name) for name in self.many("affects_versions")),
            "sprints": tuple(self._sprint(text) for text in self.many("sprints")),
            "links": tuple(self._links()),
            "comment_dates": tuple(self._comment_dates()),
            "extra": self._extra(),
        }

    def _parent(self) -> str:
        text = self.one("parent") or self.one("epic_link")
        return self.converter.keys.get(text, text)

    def _estimate(self) -> tuple[float | None, float | None, float | None]:
        """Three points; one point becomes a range from 0.6 to 1.8 times, as single estimates run late."""
        low, likely, high = self.number("low"), self.number("likely"), self.number("high")
        seconds = self.number("estimate_seconds")
        if likely is None and seconds:
            likely = seconds / 3600 / _HOURS_A_DAY
        if likely is None and low is not None and high is not None:
            likely = (low + high) / 2
        if likely is None:
            return None, None, None
        low = round(likely * 0.6, 2) if low is None else low
        high = round(likely * 1.8, 2) if high is None else high
        if not low <= likely <= high:
            self.fault(
                "likely",
                f"The estimate {low:g} / {likely:g} / {high:g} is out of order.",
                "Give low ≤ likely ≤ high.",
            )
        return low, likely, high

    def _fix_versions(self) -> tuple[ImportedVersion, ...]:
        names = self.many("fix_versions")
        dates = self.many("fix_version_dates", keep_empty=True)
        days = [
            parse_day(text, day_first=self.converter.columns.day_first) if text else None for text in dates
        ]
        return tuple(
            ImportedVersion(name, days[index] if index < len(days) else None)
            for index, name in enumerate(names)
        )

    def _sprint(self, text: str) -> ImportedSprint:
        """A name, or name~start~end~completed as archives write it."""
        parts = text.split("~")
        if len(parts) < 4:
            return ImportedSprint(text[:255])
        name = "~".join(parts[:-3])
        moments = [parse_moment(part, day_first=True) if part else None for part in parts[-3:]]
        return ImportedSprint(name[:255], *moments)

    def _links(self) -> Iterator[ImportedLink]:
        for text in self.many("links"):
            verb, _, target = text.rpartition(":")
            yield words.link(verb or "relates to", target)
        for target in self.many("waits_for"):
            for part in target.replace(";", ",").split(","):
                if part.strip():
                    yield words.link("waits for", part)
        for field_name, outward in (("outward_links", True), ("inward_links", False)):
            for index, name in self.converter.places.get(field_name, ()):
                if self.row.cells[index].strip():
                    yield words.link(words.verb_of(link_name(name), outward=outward), self.row.cells[index])

    def _comment_dates(self) -> Iterator[date]:
        first = self.converter.columns.day_first
        for text in self.many("comment_dates"):
            found = parse_day(text, day_first=first)
            if found is None:
                self.fault("comment_dates", f"'{text[:40]}' is not a date.")
            else:
                yield found
        for index, _ in self.converter.places.get("comments", ()):
            found = parse_day(self.row.cells[index].split(";", 1)[0], day_first=first)
            if found is not None:
                yield found

    def _extra(self) -> dict[str, list[str]]:
        """Columns without a meaning of ours are kept word for word."""
        found: dict[str, list[str]] = {}
        kept = [*self.converter.places.get("extra", ()), *self.converter.places.get("comments", ())]
        for index, name in kept:
            if name and self.row.cells[index].strip():
                found.setdefault(name, []).append(self.row.cells[index])
        return found
