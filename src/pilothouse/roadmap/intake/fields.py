"""What a column of a table of items can mean, and how its header usually reads."""

from __future__ import annotations

from pilothouse.kit.tables.nouns import Field

FIELDS = (
    Field(
        "external_id",
        "Key",
        synonyms=("issue key", "key", "id", "external id", "ticket", "number"),
        required=True,
    ),
    Field("internal_id", "Number inside the tracker", synonyms=("issue id",)),
    Field("title", "Title", synonyms=("summary", "title", "name", "subject"), required=True),
    Field("description", "Description", synonyms=("description", "details", "body")),
    Field(
        "issue_type", "Type of issue", synonyms=("issue type", "issuetype", "type", "work type", "tracker")
    ),
    Field("kind", "Kind of work", synonyms=("kind",)),
    Field("level", "Level", synonyms=("level",)),
    Field("status", "Status", synonyms=("status", "state")),
    Field("status_category", "Status category", synonyms=("status category",)),
    Field("resolution", "Resolution", synonyms=("resolution",)),
    Field("priority", "Priority", synonyms=("priority",)),
    Field("parent", "Parent (key or number)", synonyms=("parent", "parent id", "parent key")),
    Field("epic_link", "Epic (key)", synonyms=("custom field epic link", "epic link")),
    Field("epic_name", "Name of the epic", synonyms=("custom field epic name", "epic name")),
    Field("low", "Low estimate, days", "number", ("low", "low estimate", "optimistic")),
    Field(
        "likely",
        "Likely estimate, days",
        "number",
        (
            *("likely", "estimate", "estimate days", "likely estimate", "most likely"),
            *("effort", "effort days"),
        ),
    ),
    Field("high", "High estimate, days", "number", ("high", "high estimate", "pessimistic")),
    Field("estimate_seconds", "Estimate, seconds", "number", ("original estimate",)),
    Field(
        "story_points",
        "Story points",
        "number",
        (
            *("custom field story points", "custom field story point estimate"),
            *("story points", "story point estimate", "points"),
        ),
    ),
    Field("opened_at", "Created", "moment", ("created", "created at", "opened", "date created")),
    Field(
        "resolved_at",
        "Resolved",
        "moment",
        ("resolved", "resolutiondate", "closed", "done", "completed", "finished"),
    ),
    Field("source_updated_at", "Updated", "moment", ("updated", "updated at", "last updated")),
    Field(
        "started_on",
        "Started",
        "day",
        ("started", "start", "start date", "custom field start date", "dev started"),
    ),
    Field("earliest_start", "Earliest start", "day", ("earliest start", "not before")),
    Field("deadline", "Due date", "day", ("due date", "due", "deadline", "target date")),
    Field("assignee", "Assignee", synonyms=("assignee", "owner", "assigned to")),
    Field("assignee_id", "Assignee's account", synonyms=("assignee id",)),
    Field("reporter", "Reporter", synonyms=("reporter", "author", "created by")),
    Field("labels", "Labels", "list", ("labels", "label", "tags")),
    Field("components", "Components", "list", ("components", "component s", "component", "area")),
    Field(
        "fix_versions",
        "Fix versions",
        "list",
        ("fix versions", "fix version s", "fixversions", "version", "release", "milestone"),
    ),
    Field("fix_version_dates", "Release dates of the fix versions", "list", ("fixversionreleasedates",)),
    Field(
        "affects_versions",
        "Affected versions",
        "list",
        ("affects versions", "affects version s", "affectsversions"),
    ),
    Field("sprints", "Sprints", "list", ("sprint", "sprints", "custom field sprint", "iteration")),
    Field("links", "Links (verb:key)", "list", ("links", "issue links")),
    Field(
        "waits_for",
        "Waits for (keys)",
        "list",
        ("waits for", "predecessors", "depends on", "blocked by", "after"),
    ),
    Field("outward_links", "Links from here (by header)", "list", pattern=r"^outward issue link \((.+)\)$"),
    Field("inward_links", "Links to here (by header)", "list", pattern=r"^inward issue link \((.+)\)$"),
    Field("comments", "Comments", "list", ("comment", "comments")),
    Field("comment_dates", "Dates of comments", "list", ("comment dates",)),
)
