"""What a column can mean, and how its header usually reads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pilothouse.connectors.contracts import ColumnGuess, Columns

# Field -> label for people. A field in LISTS takes many values.
FIELDS: dict[str, str] = {
    "external_id": "Key",
    "internal_id": "Number inside the tracker",
    "title": "Title",
    "description": "Description",
    "issue_type": "Type of issue",
    "kind": "Kind of work",
    "level": "Level",
    "status": "Status",
    "status_category": "Status category",
    "resolution": "Resolution",
    "priority": "Priority",
    "parent": "Parent (key or number)",
    "epic_link": "Epic (key)",
    "epic_name": "Name of the epic",
    "low": "Low estimate, days",
    "likely": "Likely estimate, days",
    "high": "High estimate, days",
    "estimate_seconds": "Estimate, seconds",
    "story_points": "Story points",
    "opened_at": "Created",
    "resolved_at": "Resolved",
    "source_updated_at": "Updated",
    "started_on": "Started",
    "earliest_start": "Earliest start",
    "deadline": "Due date",
    "assignee": "Assignee",
    "assignee_id": "Assignee's account",
    "reporter": "Reporter",
    "labels": "Labels",
    "components": "Components",
    "fix_versions": "Fix versions",
    "fix_version_dates": "Release dates of the fix versions",
    "affects_versions": "Affected versions",
    "sprints": "Sprints",
    "links": "Links (verb:key)",
    "waits_for": "Waits for (keys)",
    "outward_links": "Links from here (by header)",
    "inward_links": "Links to here (by header)",
    "comments": "Comments",
    "comment_dates": "Dates of comments",
    "ignore": "Do not import",
}
LISTS = frozenset(
    (
        "labels",
        "components",
        "fix_versions",
        "fix_version_dates",
        "affects_versions",
        "sprints",
        "links",
        "waits_for",
        "outward_links",
        "inward_links",
        "comments",
        "comment_dates",
    )
)
DATES = frozenset(
    ("opened_at", "resolved_at", "source_updated_at", "started_on", "earliest_start", "deadline")
)
NUMBERS = frozenset(("low", "likely", "high", "estimate_seconds", "story_points"))

_WORDS: dict[str, tuple[str, ...]] = {
    "external_id": ("issue key", "key", "id", "external id", "ticket", "number"),
    "internal_id": ("issue id",),
    "title": ("summary", "title", "name", "subject"),
    "description": ("description", "details", "body"),
    "issue_type": ("issue type", "issuetype", "type", "work type", "tracker"),
    "kind": ("kind",),
    "level": ("level",),
    "status": ("status", "state"),
    "status_category": ("status category",),
    "resolution": ("resolution",),
    "priority": ("priority",),
    "parent": ("parent", "parent id", "parent key"),
    "epic_link": ("custom field epic link", "epic link"),
    "epic_name": ("custom field epic name", "epic name"),
    "low": ("low", "low estimate", "optimistic"),
    "likely": (
        "likely",
        "estimate",
        "estimate days",
        "likely estimate",
        "most likely",
        "effort",
        "effort days",
    ),
    "high": ("high", "high estimate", "pessimistic"),
    "estimate_seconds": ("original estimate",),
    "story_points": (
        "custom field story points",
        "custom field story point estimate",
        "story points",
        "story point estimate",
        "points",
    ),
    "opened_at": ("created", "created at", "opened", "date created"),
    "resolved_at": ("resolved", "resolutiondate", "closed", "done", "completed", "finished"),
    "source_updated_at": ("updated", "updated at", "last updated"),
    "started_on": ("started", "start", "start date", "custom field start date", "dev started"),
    "earliest_start": ("earliest start", "not before"),
    "deadline": ("due date", "due", "deadline", "target date"),
    "assignee": ("assignee", "owner", "assigned to"),
    "assignee_id": ("assignee id",),
    "reporter": ("reporter", "author", "created by"),
    "labels": ("labels", "label", "tags"),
    "components": ("components", "component s", "component", "area"),
    "fix_versions": ("fix versions", "fix version s", "fixversions", "version", "release", "milestone"),
    "fix_version_dates": ("fixversionreleasedates",),
    "affects_versions": ("affects versions", "affects version s", "affectsversions"),
    "sprints": ("sprint", "sprints", "custom field sprint", "iteration"),
    "links": ("links", "issue links"),
    "waits_for": ("waits for", "predecessors", "depends on", "blocked by", "after"),
    "comments": ("comment", "comments"),
    "comment_dates": ("comment dates",),
}
_BY_WORD = {word: field for field, words in _WORDS.items() for word in words}
_OUTWARD = re.compile(r"^outward issue link \((.+)\)$", re.I)
_INWARD = re.compile(r"^inward issue link \((.+)\)$", re.I)


def plain(header: str) -> str:
    """A header in small letters with single spaces and no marks."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", header.lower()).split())


def field_of(header: str) -> str:
    """What `header` usually means; empty when nothing is known."""
    if _OUTWARD.match(header):
        return "outward_links"
    if _INWARD.match(header):
        return "inward_links"
    return _BY_WORD.get(plain(header), "")


def link_name(header: str) -> str:
    """`Blocks` of `Outward issue link (Blocks)`."""
    found = _OUTWARD.match(header) or _INWARD.match(header)
    return found[1] if found else ""


def guess_fields(header: Sequence[str]) -> dict[str, str]:
    """Header to field for what is recognised.

    A single-valued field goes to the first column that fits best.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(header):
        field = field_of(name)
        if not field:
            continue
        if field in LISTS or field not in taken:
            found[name] = field
            taken.add(field)
    # `ID` beside `Issue key` is no key.
    if "internal_id" not in taken and sum(field == "external_id" for field in found.values()) > 1:
        found = {
            name: field for name, field in found.items() if field != "external_id" or plain(name) != "id"
        }
    return found


def guesses(
    header: Sequence[str], columns: Columns, samples: dict[str, list[str]]
) -> tuple[ColumnGuess, ...]:
    """One line a column for people to check."""
    return tuple(
        ColumnGuess(
            header=name,
            many=list(header).count(name),
            field=columns.fields.get(name, ""),
            sure=bool(field_of(name)),
            samples=tuple(samples.get(name, ())[:3]),
        )
        for name in dict.fromkeys(header)
        if name
    )
