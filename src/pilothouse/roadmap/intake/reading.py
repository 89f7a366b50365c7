"""A row of a tracker's table as an item in our words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from pilothouse.kit.cells import is_tick
from pilothouse.kit.tables.aside import Keys
from pilothouse.kit.tables.dates import parse_moment
from pilothouse.kit.tables.limits import LONGEST_VALUE
from pilothouse.kit.tables.nouns import Answers, Cells
from pilothouse.roadmap.contracts import (
    STATUSES,
    ImportedComment,
    ImportedItem,
    ImportedLink,
    ImportedSprint,
    ImportedVersion,
)
from pilothouse.roadmap.intake import words
from pilothouse.roadmap.intake.edges import edge
from pilothouse.roadmap.intake.fields import FIELDS
from pilothouse.roadmap.intake.lines import people_of, progress_of, resolved_of, title_of
from pilothouse.roadmap.intake.ours import OURS, told_by_us
from pilothouse.vision.contracts import Product

_LONGEST_LAG = 2000  # working days
_HIGHEST_VALUE = 100
_BRACKETS = re.compile(r"\((.+)\)\s*$")


class Estimate(NamedTuple):
    """Days of work: `likely` alone, all three, or none."""

    low: float | None = None
    likely: float | None = None
    high: float | None = None


@dataclass
class Desk:
    """What rows of one file are read with. `keys`: inner numbers, and titles of rows without a key in small
    letters, to what the row is known by; `given`: fields with a column; `twins`: how many rows have the same
    title and parent, and which of them a row is; `own`: names of custom fields in small letters,
    `statuses`: name and meaning of the workspace's own, by their names in small letters;
    `releases`: names of those that are here; `names`: of the people, `products`: numbers of the
    products by their names in small letters, `product_keys`: the products by their keys.
    """

    source: str
    answers: Answers = field(default_factory=Answers)
    keys: Keys = field(default_factory=Keys)
    given: frozenset[str] | None = None
    twins: Keys = field(default_factory=Keys)
    own: frozenset[str] = frozenset()
    statuses: dict[str, tuple[str, str]] = field(default_factory=dict)
    releases: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    products: Mapping[str, int] = field(default_factory=dict)
    product_keys: Mapping[str, Product] = field(default_factory=dict)

    def look(self, cells: Cells) -> None:
        """Learn what others may call a row."""
        number, key = cells.text("internal_id"), cells.text("external_id")
        if not cells.has("external_id"):
            title = cells.text("title")
            self.keys.add(title.lower(), made_key(title, _parent(cells)))
        elif number and key:
            self.keys.put(number, key)

    def known_as(self, name: str) -> str:
        """The key of the row that others call by its number or title; the name itself where none is."""
        return self.keys.get(name) or self.keys.get(name.lower(), name) if name else ""

    def is_own(self, header: str) -> bool:
        """Whether a column is named like a custom field."""
        return header.strip().casefold() in self.own

    def status(self, cells: Cells, resolved: bool) -> str:
        """What the status means: as someone chose, as the workspace's own of that name, or by its word."""
        said = cells.text("status")
        return words.status_of(
            said,
            cells.text("status_category"),
            cells.text("resolution"),
            resolved=resolved,
            chosen=self._chosen_status(said) or self.own_status(said)[1],
        )

    def _chosen_status(self, said: str) -> str:
        chosen = self.chosen("status", said)
        return chosen if chosen in STATUSES else self.own_status(chosen)[1]

    def own_status(self, name: str) -> tuple[str, str]:
        """Name and meaning of the workspace's own status that is so called; empty where none is."""
        return self.statuses.get(name.casefold(), ("", ""))

    def chosen_own_status(self, said: str) -> str:
        """The workspace's own status that someone chose for a word."""
        chosen = self.chosen("status", said)
        return "" if chosen in STATUSES else self.own_status(chosen)[0]

    def chosen(self, name: str, text: str) -> str:
        """What someone decided a word of a field is; empty where no one did."""
        return self.answers.values.get(name, {}).get(text, "")

    def fields(self, cells: Cells) -> frozenset[str]:
        if self.given is None:
            self.given = frozenset(each.name for each in FIELDS if cells.has(each.name))
            self.given |= {"extra"} if cells.has("") else frozenset()
            self.given |= {"status"} if _by_progress(cells) else frozenset()
        return self.given

    def key(self, cells: Cells, title: str) -> str:
        """What a row is known by: its key, or one made of title and parent, which is the same next time."""
        if cells.has("external_id"):
            return cells.needed("external_id", 100)
        made = made_key(title, _parent(cells))
        at = self.twins.get(f"{made} {cells.row}")
        if at is None:
            at = self.twins.get(made, 0) + 1
            self.twins.put(made, at)
            self.twins.put(f"{made} {cells.row}", at)
        return f"{made}-{at}" if at > 1 else made


def made_key(title: str, parent: str) -> str:
    """What stands for the key of a row without one; no tracker writes such a key."""
    text = f"{' '.join(title.lower().split())}\n{' '.join(parent.lower().split())}"
    return f"={hashlib.sha256(text.encode()).hexdigest()[:24]}"


def _parent(cells: Cells) -> str:
    return cells.text("parent") or cells.text("epic_link")


def item_of(cells: Cells, desk: Desk) -> ImportedItem:
    """The item of a row. A cell that cannot be read is told to `cells` and empty; without a title or key the
    row is refused.
    """
    resolved, ticked = resolved_of(cells)
    status, resolution = cells.text("status"), cells.text("resolution")
    issue_type, level, kind = cells.text("issue_type"), cells.text("level"), cells.text("kind")
    priority = cells.text("priority")
    title = title_of(cells)
    estimate, parent, progress = _estimate(cells), _parent(cells), progress_of(cells)
    rest = cells.kept() if cells.has("product_key") else cells.kept(*OURS)
    return ImportedItem(
        source=desk.source,
        row=cells.row,
        external_id=desk.key(cells, title),
        title=title,
        description=cells.prose("description"),
        issue_type=issue_type,
        level=_level(desk, level, issue_type),
        kind=desk.chosen("kind", kind) or words.meaning("kind", kind or issue_type)[0],
        status=_status(cells, desk, ticked, progress),
        tracker_status=status[:60],
        own_status=desk.chosen_own_status(status),
        resolution=resolution[:60],
        priority=words.priority_of(desk.chosen("priority", priority) or priority),
        tracker_priority=priority[:60],
        parent_external_id=desk.known_as(parent),
        parent_said=parent,
        **estimate._asdict(),
        story_points=cells.number("story_points"),
        opened_at=cells.moment("opened_at"),
        resolved_at=resolved,
        source_updated_at=cells.moment("source_updated_at"),
        started_on=cells.day("started_on"),
        earliest_start=cells.day("earliest_start"),
        deadline=cells.day("deadline"),
        deadline_hard=cells.tick("deadline_hard"),
        value=_value(cells),
        mandatory=cells.tick("mandatory"),
        milestone=cells.tick("is_milestone"),
        team=cells.text("team", 200),
        assignee=_assignee(cells, people := people_of(cells, desk.names)),
        people=people,
        progress=progress,
        reporter=cells.text("reporter", 200),
        labels=tuple(cells.many("labels")),
        components=tuple(cells.many("components")),
        fix_versions=_fix_versions(cells, desk),
        affects_versions=tuple(ImportedVersion(name) for name in cells.many("affects_versions")),
        sprints=tuple(_sprint(text) for text in cells.many("sprints")),
        links=tuple(_links(cells, desk)),
        comment_dates=tuple(_comment_dates(cells)),
        comments=tuple(_comments(cells)),
        given=_given(cells, desk),
        **told_by_us(cells, desk.product_keys, desk.products),
        keyless=not cells.has("external_id"),
        said=_said(cells),
        extra={header: held for header, held in rest.items() if not desk.is_own(header)},
        custom={header.strip(): ", ".join(held) for header, held in rest.items() if desk.is_own(header)},
    )


_STATUS = ("status", "status_category", "resolution", "resolved_at")


def _by_progress(cells: Cells) -> bool:
    """Whether only the progress says how far an item is, as in a list of tasks with shares done."""
    return cells.has("progress") and not any(map(cells.has, (*_STATUS, "product_key")))


def _status(cells: Cells, desk: Desk, resolved: bool, progress: float | None) -> str:
    if progress and _by_progress(cells):
        return "done" if progress == 1 else "in_progress"
    return desk.status(cells, resolved)


_ESTIMATE = frozenset(("low", "likely", "high", "estimate_seconds"))


def _given(cells: Cells, desk: Desk) -> frozenset[str]:
    """Fields that the row says something about: a cell that cannot be read changes nothing that is here."""
    unread = frozenset(cells.unread)
    if is_tick(cells.text("resolved_at")):
        return desk.fields(cells) - unread - {"resolved_at"} | {"status"}
    unread |= {"status"} if "progress" in unread and _by_progress(cells) else frozenset()
    return desk.fields(cells) - unread - (_ESTIMATE if unread & _ESTIMATE else frozenset())


def _assignee(cells: Cells, people: Sequence[str]) -> str:
    """Who owns the item: the account before the name, one person before the first of several. An export of
    our own names owner and assignees apart.
    """
    alone = cells.text("assignee_id") or cells.text("assignee")
    return people[0] if people and not alone and not cells.has("product_key") else alone


_ASKED = tuple(field.name for field in FIELDS if field.answer == "value")


def _said(cells: Cells) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name in _ASKED if (text := cells.text(name)))


def _value(cells: Cells) -> int | None:
    """What an item is worth, a whole number up to the most that a value may be."""
    value = cells.number("value")
    if value is None or (value <= _HIGHEST_VALUE and value == int(value)):
        return None if value is None else int(value)
    cells.fault("value", f"{value:g} is no value.", f"Give a whole number from 0 to {_HIGHEST_VALUE}.")
    return None


def _level(desk: Desk, level: str, issue_type: str) -> str:
    if level:
        return desk.chosen("level", level) or words.meaning("level", level)[0]
    return desk.chosen("issue_type", issue_type) or words.meaning("issue_type", issue_type)[0]


def _estimate(cells: Cells) -> Estimate:
    """As it was entered: what is missing is not made up. Only a likely between two ends is, and is told."""
    low, likely, high = (cells.days(name) for name in ("low", "likely", "high"))
    spent = cells.days("estimate_seconds")
    if likely is None and spent:
        likely = spent
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
        return Estimate()
    return Estimate(low, likely, high)


def _single(cells: Cells, low: float | None, likely: float | None, high: float | None) -> Estimate:
    """The likely alone; an end that is given beside it, or instead of it, is told and not taken."""
    for name, end in (("low", low), ("high", high)):
        if end is not None:
            taken = "No estimate is taken" if likely is None else f"Only likely, {likely:g}, is taken"
            cells.warn(name, f"{taken}: one end is no range.", "Give low, likely and high.")
    return Estimate(likely=likely)


def _fix_versions(cells: Cells, desk: Desk) -> tuple[ImportedVersion, ...]:
    """Versions with their dates; a cell that is the name of a release, with whatever signs, is that one."""
    filled = [cell for _, cell in cells.each("fix_versions")]
    one = len(filled) == 1 and filled[0].strip() in desk.releases  # whose name may hold a separator
    names = [filled[0].strip()] if one else cells.many("fix_versions")
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


def _links(cells: Cells, desk: Desk) -> Iterator[ImportedLink]:
    for text in cells.many("links"):
        verb, _, target = text.rpartition(":")
        yield words.link(verb or "relates to", target)
    for target in cells.many("waits_for"):
        for part in filter(str.strip, target.replace(";", ",").split(",")):
            yield from _waits(cells, desk, part.strip())
    for name, outward in (("outward_links", True), ("inward_links", False)):
        for header, cell in cells.each(name):
            found = _BRACKETS.search(header[-LONGEST_VALUE:])
            yield words.link(words.verb_of(found[1] if found else "", outward=outward), cell)


def _waits(cells: Cells, desk: Desk, text: str) -> Iterator[ImportedLink]:
    """What an item waits for, with type and lag; a lag that cannot be read is told, and the link left out."""
    found = edge(text)
    if found.lag is None or abs(found.lag) > _LONGEST_LAG:
        cells.fault("waits_for", f"'{text[:40]}' has a lag that cannot be read.", "Write it as A-1FS+2d.")
        return
    key = desk.keys.get(found.key.lower(), found.key)
    yield replace(words.link("waits for", key), kind=found.kind, lag=found.lag)


def _comments(cells: Cells) -> Iterator[ImportedComment]:
    """`date;author;text` as Jira writes them; what does not begin with a date is the text alone."""
    for _, cell in cells.each("comments"):
        first, *rest = cell.split(";", 2)
        at = cells.as_moment(first) if rest else None
        if at is None:
            yield ImportedComment("", None, cells.as_prose(cell.strip()))
        elif len(rest) == 2:
            yield ImportedComment(rest[0].strip(), at, cells.as_prose(rest[1].strip()))
        else:
            yield ImportedComment("", at, cells.as_prose(rest[0].strip()))


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
