"""What a column of a table of items can mean, and how its header usually reads."""

from __future__ import annotations

from typing import Literal

from pilothouse.kit.tables.nouns import Field, Kind
from pilothouse.roadmap.intake.headers import HEADERS

_COMMAS = ";|\n,"  # commas too: such names hold none


def _field(
    name: str,
    label: str,
    kind: Kind = "text",
    *,
    required: bool = False,
    pattern: str = "",
    parts: str = ";|\n",
    answer: Literal["", "value", "person"] = "",
) -> Field:
    return Field(name, label, kind, HEADERS.get(name, ()), required, pattern, parts, answer)


FIELDS = (
    _field("external_id", "Key"),
    _field("product_key", "Product (key)"),
    _field("product_name", "Product (name)"),
    _field("as_of", "Exported here at", "moment"),
    _field("internal_id", "Number inside the tracker"),
    _field("title", "Title", required=True),
    _field("description", "Description"),
    _field("issue_type", "Type of issue", answer="value"),
    _field("kind", "Kind of work", answer="value"),
    _field("level", "Level", answer="value"),
    _field("status", "Status", answer="value"),
    _field("status_category", "Status category"),
    _field("resolution", "Resolution"),
    _field("priority", "Priority", answer="value"),
    _field("parent", "Parent (key or number)"),
    _field("epic_link", "Epic (key)"),
    _field("epic_name", "Name of the epic"),
    _field("low", "Low estimate, days", "days"),
    _field("likely", "Likely estimate, days", "days"),
    _field("high", "High estimate, days", "days"),
    _field("estimate_seconds", "Estimate, seconds", "seconds"),
    _field("story_points", "Story points", "number"),
    _field("opened_at", "Created", "moment"),
    _field("resolved_at", "Resolved", "moment"),
    _field("source_updated_at", "Updated", "moment"),
    _field("started_on", "Started", "day"),
    _field("earliest_start", "Earliest start", "day"),
    _field("deadline", "Due date", "day"),
    _field("deadline_hard", "Hard deadline"),
    _field("value", "Value, 0 to 100", "number"),
    _field("mandatory", "Mandatory"),
    _field("is_milestone", "Milestone (yes or no)"),
    _field("team", "Team"),
    _field("assignee", "Assignee", answer="person"),
    _field("assignee_id", "Assignee's account", answer="person"),
    _field("progress", "Progress", "share"),
    _field("assignees", "Assignees (the first owns it)", "list", parts=_COMMAS, answer="person"),
    _field("reporter", "Reporter"),
    _field("labels", "Labels", "list", parts=_COMMAS),
    _field("components", "Components", "list", parts=_COMMAS),
    _field("fix_versions", "Fix versions", "list"),
    _field("fix_version_dates", "Release dates of the fix versions", "list"),
    _field("affects_versions", "Affected versions", "list"),
    _field("sprints", "Sprints", "list"),
    _field("links", "Links (verb:key)", "list"),
    _field("waits_for", "Waits for (keys)", "list", parts=_COMMAS),
    _field("outward_links", "Links from here (by header)", "list", pattern=r"^outward issue link \((.+)\)$"),
    _field("inward_links", "Links to here (by header)", "list", pattern=r"^inward issue link \((.+)\)$"),
    _field("comments", "Comments", "list", parts=""),
    _field("comment_dates", "Dates of comments", "list"),
)

# Columns of our own exports that are worked out here or kept here only: they are told and not taken in.
COMPUTED = frozenset(
    (
        *("start", "finish", "p50", "p85", "chance", "release chance"),
        *("planned start", "version", "median date", "85 % date"),
    )
)
