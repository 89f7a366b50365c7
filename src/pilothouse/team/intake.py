"""People as a noun of tables: a roster, as an HR system or a spreadsheet writes it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.mailboxes import is_mailbox, same_as, tidy
from pilothouse.kit.tables.limits import LONGEST_VALUE
from pilothouse.kit.tables.nouns import Answers, Cells, Field, Intake, RowEffect, TableNoun, Taken
from pilothouse.team import services
from pilothouse.team.contracts import ABLE, LEVELS, ImportedPerson, ImportedSkill

_NONE = Answers()
_LEVEL = re.compile(r"^(?P<name>.+?)(?:\s*[:=(]\s*(?P<marked>\d+)\s*\)?|\s+(?P<bare>[1-5]))$")
_FIELDS = (
    Field("external_id", "Key", synonyms=("key", "id", "employee id", "employee number", "personnel number")),
    Field("name", "Name", synonyms=("name", "full name", "person", "employee"), required=True),
    Field("email", "E-mail", synonyms=("e mail", "email", "mail", "email address", "e mail address")),
    Field("title", "Title", synonyms=("title", "job title", "role", "position", "function")),
    Field("team", "Team", synonyms=("team", "team name", "department", "group", "squad")),
    Field(
        "availability",
        "Availability, share of a full week",
        "share",
        ("availability", "available", "capacity", "fte", "workload"),
    ),
    Field("joins_on", "Joins", "day", ("joins", "joined", "start", "start date", "hire date", "from")),
    Field("leaves_on", "Leaves", "day", ("leaves", "left", "end", "end date", "leaving date", "until")),
    Field(
        "skills",
        f"Skills (such as Go 4; without a level: {ABLE}, {LEVELS[ABLE]})",
        "list",
        ("skills", "skill", "competences", "competencies"),
    ),
)


class PersonIntake(Intake[ImportedPerson]):
    """One file of people."""

    def __init__(self, actor: Actor | None, source: str, answers: Answers = _NONE) -> None:
        self.actor, self.source = actor, source
        self.roster = services.Roster(actor) if actor else None
        self.counted: Counter[str] = Counter()
        self.teams: set[str] = set()
        self.skills: set[str] = set()

    def read(self, cells: Cells) -> ImportedPerson:
        name, email = cells.needed("name", 200), cells.text("email")
        if email and not is_mailbox(email):
            cells.fault("email", f"'{email[:60]}' is not an e-mail address.", "Correct it or leave it empty.")
            email = ""
        joins, leaves = cells.day("joins_on"), cells.day("leaves_on")
        if joins and leaves and leaves < joins:
            cells.fault("leaves_on", "The person leaves before joining.", "Swap the two dates.")
            leaves = None
        return ImportedPerson(
            source=self.source,
            row=cells.row,
            external_id=(cells.text("external_id") or same_as(email) or name)[:200],
            name=name,
            email=tidy(email),
            title=cells.text("title", 200),
            team=cells.text("team", 100),
            availability=cells.share("availability"),
            joins_on=joins,
            leaves_on=leaves,
            skills=tuple(_skills(cells)),
        )

    def key(self, value: ImportedPerson) -> str:
        return value.external_id

    def count(self, value: ImportedPerson) -> None:
        self.counted["updated" if self.roster and self.roster.knows(value) else "created"] += 1
        self.teams |= {value.team} - {""}
        self.skills |= {skill.name for skill in value.skills}

    def counts(self) -> dict[str, int]:
        return dict(self.counted) | {"teams": len(self.teams), "skills": len(self.skills)}

    def preview(self, value: ImportedPerson) -> tuple[str, ...]:
        share = "" if value.availability is None else f"{value.availability:.0%}"
        skills = ", ".join(f"{skill.name} {skill.level}" for skill in value.skills)
        days = (day_text(day) if day else "" for day in (value.joins_on, value.leaves_on))
        return (value.name, value.email, value.title, value.team, share, *days, skills)

    def compare(self, values: Sequence[ImportedPerson]) -> tuple[RowEffect, ...]:
        if self.roster is None:
            return tuple(RowEffect(value.name, value.title, fresh=True) for value in values)
        return tuple(self.roster.compare(value) for value in values)

    def take(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        product_id: int | None,
        rows: Iterable[ImportedPerson],
        progress: Callable[[int], None],
    ) -> Taken:
        return services.import_roster(actor=actor, now=now, batch=batch, people=rows)


def _skills(cells: Cells) -> Iterator[ImportedSkill]:
    """`Go 4`, `Go: 4` or `Go (4)`, several in a cell parted as the file parts lists, or by commas."""
    for cell in cells.many("skills"):
        for text in filter(None, map(str.strip, cell.split(","))):
            name, level = skill_of(text)
            if level not in LEVELS:
                cells.fault("skills", f"Level {level} of {name[:60]} is outside 1 to 5.", "Give 1 to 5.")
                level = ABLE
            yield ImportedSkill(name[:100], level)


def skill_of(text: str) -> tuple[str, int]:
    """Name and level of `Go 4`, `Go: 4` or `Go (4)`; without a level those who can do it alone."""
    found = _LEVEL.match(text) if len(text) <= LONGEST_VALUE else None
    return (found["name"], int(found["marked"] or found["bare"])) if found else (text, ABLE)


PEOPLE = TableNoun(
    name="people",
    label="People",
    one="person",
    many="people",
    fields=_FIELDS,
    shown=("Name", "E-mail", "Title", "Team", "Availability", "Joins", "Leaves", "Skills"),
    found={
        "created": "New people",
        "updated": "People that are there",
        "teams": "Teams",
        "skills": "Skills",
    },
    arrived={
        "created": "People added",
        "updated": "People changed",
        "unchanged": "As they were",
        "teams": "New teams",
        "skills": "New skills",
    },
    intake=PersonIntake,
    undo=services.undo_roster,
    edits=services.edits_of_roster,
)

NOUNS = (PEOPLE,)
