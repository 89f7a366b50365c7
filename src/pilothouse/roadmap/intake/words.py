"""The words of trackers in ours: types, statuses, link verbs."""

from __future__ import annotations

from pilothouse.roadmap.contracts import ImportedLink

_LEVELS = {
    "objective": "objective",
    "goal": "objective",
    "theme": "objective",
    "initiative": "initiative",
    "epic": "initiative",
    "story": "feature",
    "feature": "feature",
    "new feature": "feature",
    "improvement": "feature",
    "user story": "feature",
}
_KINDS = {
    "test": "test",
    "spike": "research",
    "research": "research",
    "design": "design",
    "documentation": "launch",
    "hire": "hire",
    "build": "build",
    "launch": "launch",
    "other": "other",
}
_DONE = {"done", "closed", "resolved", "complete", "completed", "finished", "released", "fixed", "verified"}
_STARTED = {
    "in progress",
    "in review",
    "review",
    "in development",
    "development",
    "testing",
    "in test",
    "qa",
    "doing",
    "started",
    "in_progress",
    "code review",
    "verify",
}
_READY = {"ready", "selected for development", "to do", "todo", "ready for development", "next"}
_CANCELLED = {"cancelled", "canceled", "rejected", "dropped", "abandoned", "won't do", "wont do"}
_NOT_DONE = {
    "invalid",
    "duplicate",
    "cannot reproduce",
    "won't fix",
    "wont fix",
    "not our bug",
    "won't do",
    "incomplete",
    "needs more info",
    "declined",
    "not a bug",
    "obsolete",
    "hold",
    "works as designed",
    "cancelled",
}

# What the target is to the item that has the link.
_WAITS = {
    "depends on": ("predecessor", "FS"),
    "is blocked by": ("predecessor", "FS"),
    "blocked by": ("predecessor", "FS"),
    "has to be done after": ("predecessor", "FS"),
    "waits for": ("predecessor", "FS"),
    "is dependent of": ("successor", "FS"),
    "is depended on by": ("successor", "FS"),
    "blocks": ("successor", "FS"),
    "has to be done before": ("successor", "FS"),
    "is required by": ("successor", "FS"),
    "has to be started together with": ("predecessor", "SS"),
    "has to be finished together with": ("predecessor", "FF"),
}
# Jira names a type of link once; its two directions read like this.
_DIRECTIONS = {
    "blocks": ("blocks", "is blocked by"),
    "dependency": ("depends on", "is dependent of"),
    "dependent": ("depends on", "is dependent of"),
    "depends": ("depends on", "is dependent of"),
    "duplicate": ("duplicates", "is duplicated by"),
    "cloners": ("clones", "is cloned by"),
    "relates": ("relates to", "relates to"),
    "problem/incident": ("causes", "is caused by"),
    "gantt dependency": ("has to be done before", "has to be done after"),
    "gantt end to start": ("has to be done before", "has to be done after"),
}


def level_of(issue_type: str) -> str:
    """Epic is an initiative, story and feature are features, everything else is a task."""
    return _LEVELS.get(issue_type.strip().lower(), "task")


def kind_of(issue_type: str) -> str:
    """What sort of work a type of issue names; building, mostly."""
    return _KINDS.get(issue_type.strip().lower(), "build")


def status_of(status: str, category: str, resolution: str, *, resolved: bool) -> str:
    """Our status. The category decides where there is one; a resolution such as Duplicate means cancelled."""
    word = (category or status).strip().lower()
    done = word in _DONE or status.strip().lower() in _DONE or (resolved and not category)
    if status.strip().lower() in _CANCELLED:
        return "cancelled"
    if done:
        return "cancelled" if resolution.strip().lower() in _NOT_DONE else "done"
    if word in _STARTED or status.strip().lower() in _STARTED:
        return "in_progress"
    return "ready" if status.strip().lower() in _READY else "backlog"


def link(verb: str, target: str) -> ImportedLink:
    """A link with what it says about order."""
    side, kind = _WAITS.get(verb.strip().lower(), (None, "FS"))
    return ImportedLink(verb.strip(), target.strip(), side, kind)


def verb_of(name: str, *, outward: bool) -> str:
    """How a Jira link type reads in one direction."""
    pair = _DIRECTIONS.get(name.strip().lower(), (name, f"{name} (inward)"))
    return pair[0] if outward else pair[1]
