"""The words of trackers in ours: types, statuses, link verbs."""

from __future__ import annotations

from collections.abc import Mapping

from pilothouse.kit.tables.outcomes import is_undone, said, state_of
from pilothouse.roadmap.contracts import KINDS, LEVELS, PRIORITIES, STATUSES, ImportedLink, Priority

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
_TASKS = {"task", "bug", "sub-task", "subtask", "defect", "issue", "chore", "technical task", "sub task"}

# The two schemes that Jira comes with, and what other trackers call the same, in the large languages.
_PRIORITIES: dict[Priority, str] = {
    "urgent": "highest|blocker|critical|urgent|p0|immediate|dringend|sehr hoch|höchste|urgente|"
    "bloquant|critique|crítica|crítico|критический|срочно|блокирующий|紧急|最高|至急|緊急|must|"
    "must have",
    "high": "high|p1|important|hoch|haute|élevée|élevé|alta|alto|hoog|высокий|высокая|高|should|should have",
    "medium": "medium|normal|major|p2|moderate|mittel|moyenne|moyen|media|medio|média|normale|"
    "gemiddeld|средний|средняя|обычный|中|普通|could|could have",
    "low": "low|minor|lowest|trivial|p3|p4|niedrig|gering|basse|faible|baja|bajo|baixa|bassa|laag|"
    "низкий|низкая|低|wont have",
}
_PRIORITY_OF = {said(word): ours for ours, words in _PRIORITIES.items() for word in words.split("|")}

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


def status_of(status: str, category: str, resolution: str, *, resolved: bool, chosen: str = "") -> str:
    """Our status: what was `chosen` for the word, else the category decides where there is one.

    A resolution such as Duplicate means cancelled.
    """
    own, group = state_of(status), state_of(category)
    if chosen and chosen != "done":
        return chosen
    if own == "cancelled":
        return "cancelled"
    if chosen or (group or own) == "done" or (resolved and not category):
        return "cancelled" if is_undone(resolution) else "done"
    if "in_progress" in (own, group):
        return "in_progress"
    return "ready" if own == "ready" else "backlog"


def meaning(field: str, text: str) -> tuple[str, bool]:
    """What a word of `field` is taken as where no one chose, and whether it is a known one."""
    word = text.strip().lower()
    if field == "status":
        known = word if word in STATUSES else state_of(text)
        return known or "backlog", known is not None
    if field == "priority":
        return priority_of(text) or NOTHING, priority_of(text) is not None or said(text) in _UNSET
    if field == "kind":
        return (word, True) if word in KINDS else (kind_of(text), word in _KINDS)
    if word in LEVELS:
        return word, True
    return level_of(text), word in _LEVELS or word in _KINDS or word in _TASKS


NOTHING = "nothing"  # what a word may mean too
_UNSET = frozenset(
    ("none", "no priority", "not set", "unset", "undefined", "unprioritized", "not prioritized")
)
CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    name: tuple((word, word.replace("_", " ").capitalize()) for word in words)
    for name, words in (
        ("status", STATUSES),
        ("kind", KINDS),
        ("level", LEVELS),
        ("issue_type", LEVELS),
        ("priority", (NOTHING, *PRIORITIES)),
    )
}


def priority_of(word: str) -> Priority | None:
    """Our priority; None for a word that is not known, which stays the tracker's alone."""
    return _PRIORITY_OF.get(said(word))


def link(verb: str, target: str) -> ImportedLink:
    """A link with what it says about order."""
    side, kind = _WAITS.get(verb.strip().lower().replace("_", " "), (None, "FS"))
    return ImportedLink(verb.strip(), target.strip(), side, kind)


def verb_of(name: str, *, outward: bool) -> str:
    """How a Jira link type reads in one direction."""
    pair = _DIRECTIONS.get(name.strip().lower(), (name, f"{name} (inward)"))
    return pair[0] if outward else pair[1]
