"""Jira's CSV export, and archives of it with one column per field."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.connectors.contracts import AUTO, Columns
from pilothouse.connectors.tables.guessing import guess_fields
from pilothouse.kit.tables.nouns import TableNoun
from pilothouse.kit.tables.plain import plain

NOUNS = ("items",)
WIKI = True

_EXPORT = {"issue key", "issue id", "summary", "status", "issue type"}
_ARCHIVE = {"key", "issuetype", "summary", "fixversionreleasedates", "sprints", "links"}
_ARCHIVE_FIELDS = {
    "key": "external_id",
    "issuetype": "issue_type",
    "priority": "priority",
    "status": "status",
    "resolution": "resolution",
    "created": "opened_at",
    "resolutiondate": "resolved_at",
    "updated": "source_updated_at",
    "assignee": "assignee",
    "reporter": "reporter",
    "fixVersions": "fix_versions",
    "fixVersionReleaseDates": "fix_version_dates",
    "affectsVersions": "affects_versions",
    "components": "components",
    "labels": "labels",
    "sprints": "sprints",
    "links": "links",
    "parent": "parent",
    "comment_dates": "comment_dates",
    "summary": "title",
}


def sniff(header: Sequence[str]) -> float:
    """How much a header looks like Jira's, 0 to 1."""
    words = {plain(name) for name in header}
    return max(len(_EXPORT & words) / len(_EXPORT), len(_ARCHIVE & words) / len(_ARCHIVE))


def guess(header: Sequence[str], noun: TableNoun) -> Columns:
    """What each column means: the shipped archive mapping when it fits, else Jira's own names."""
    if {plain(name) for name in header} >= _ARCHIVE:
        return built_in()["archive"]
    return Columns("jira", noun.name, guess_fields(noun, header), separator=AUTO)


def built_in() -> dict[str, Columns]:
    """Mappings that come with the connector, by name."""
    return {"archive": Columns("jira", "items", dict(_ARCHIVE_FIELDS), separator="|", name="archive")}
