"""Support problems as a noun of tables: what a help desk exports."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.tables.nouns import Answers, Cells, Field, TableNoun
from pilothouse.kit.text import MOST_TEXT, one_line
from pilothouse.market import services
from pilothouse.market.contracts import PROBLEM_STATES, SEVERITIES, ImportedProblem
from pilothouse.market.intake.rows import ARRIVED, NO_ANSWERS, RowIntake
from pilothouse.team import queries as team

_FIELDS = (
    Field("external_id", "Key", synonyms=("problem id", "ticket id", "case number", "ticket", "key", "id")),
    Field("title", "Problem", synonyms=("problem", "subject", "ticket subject", "title"), required=True),
    Field(
        "words", "In their words", synonyms=("in their words", "description", "message", "body", "details")
    ),
    # Without it the table is rather one of items.
    Field("severity", "Severity", synonyms=("severity", "urgency", "priority"), required=True),
    Field("state", "State", synonyms=("state", "status", "ticket status")),
    Field("email", "E-mail of a contact", synonyms=("email", "requester email", "e mail", "user email")),
    Field("company", "Company", synonyms=("company", "company name", "organization", "account", "customer")),
    Field("assignee", "Assignee", synonyms=("assignee", "agent", "assigned to")),
    Field("workaround", "Workaround", synonyms=("workaround",)),
    Field(
        "reported_at",
        "Reported",
        "moment",
        ("reported", "reported at", "created at", "created", "requested at", "opened"),
        required=True,
    ),
    Field(
        "answered_at",
        "First answer",
        "moment",
        ("first answer", "first answered at", "first reply", "first response", "first replied at"),
    ),
    Field("solved_at", "Solved at", "moment", ("solved at", "solved", "resolved at", "resolved", "solution")),
)
_SEVERITIES = {
    **{word: word for word in SEVERITIES},
    **dict.fromkeys(("urgent", "blocker", "p1", "sev1"), "critical"),
    **dict.fromkeys(("major", "p2", "sev2"), "high"),
    **dict.fromkeys(("medium", "p3", "sev3"), "normal"),
    **dict.fromkeys(("minor", "trivial", "p4", "sev4"), "low"),
}
_STATES = {
    **{word: word for word in PROBLEM_STATES},
    **dict.fromkeys(("waiting for the customer", "pending", "on hold", "hold"), "waiting"),
    **dict.fromkeys(("in progress", "assigned"), "open"),
    "resolved": "solved",
}


class SupportIntake(RowIntake[ImportedProblem]):
    """One file of support problems."""

    sort = services.SUPPORT

    def __init__(self, actor: Actor | None, source: str, answers: Answers = NO_ANSWERS) -> None:
        super().__init__(actor, source, answers)
        self.people = {name.lower(): number for number, name in team.owners(actor=actor)} if actor else {}

    def read(self, cells: Cells) -> ImportedProblem:
        title, company = cells.needed("title", 200), cells.text("company", 200)
        reported = _aware(cells.moment("reported_at")) or clock.now()
        answered, solved = (self._later(cells, name, reported) for name in ("answered_at", "solved_at"))
        state = self._word(cells, "state", _STATES) or ("solved" if solved else "open" if answered else "new")
        return ImportedProblem(
            source=self.source,
            row=cells.row,
            external_id=cells.text("external_id")[:200] or _key(title, company, cells.text("reported_at")),
            title=title,
            words=cells.text("words", MOST_TEXT),
            severity=self._word(cells, "severity", _SEVERITIES),
            state=state,
            company=company,
            email=cells.text("email", 254),
            assignee_id=self._assignee(cells),
            workaround=cells.text("workaround", 20_000),
            reported_at=reported,
            answered_at=answered or (solved if state == "solved" else None),
            solved_at=solved if state in ("solved", "closed") else None,
        )

    def _later(self, cells: Cells, name: str, reported: datetime) -> datetime | None:
        at = _aware(cells.moment(name))
        if at is not None and at < reported:
            cells.fault(name, "It lies before the problem was reported.", "Check both times.")
            return None
        return at

    def _word(self, cells: Cells, name: str, words: dict[str, str]) -> str:
        told = cells.text(name)
        if told and told.lower() not in words:
            known = ", ".join(dict.fromkeys(words.values()))
            cells.fault(name, f"'{told[:40]}' is not known here.", f"Use one of {known}.")
        return words.get(told.lower(), "")

    def _assignee(self, cells: Cells) -> int | None:
        name = cells.text("assignee")
        if not name or not self.actor:
            return None
        if name.lower() not in self.people:
            cells.warn("assignee", f"No one of the team is called {name[:60]}.", "Add them on the Team page.")
        return self.people.get(name.lower())

    def preview(self, value: ImportedProblem) -> tuple[str, ...]:
        on = day_text(value.reported_at.date()) if value.reported_at else ""
        return (value.title, value.company, value.severity or "normal", value.state, on)


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _key(title: str, company: str, reported: str) -> str:
    """What a problem without a key of its own is known by."""
    told = "\n".join((one_line(title), one_line(company).lower(), reported))
    return sha256(told.encode()).hexdigest()[:32]


SUPPORT = TableNoun(
    name="support-problems",
    label="Support problems",
    one="support problem",
    many="support problems",
    fields=_FIELDS,
    shown=("Problem", "Company", "Severity", "State", "Reported"),
    found={"created": "New support problems", "updated": "Support problems that are there"},
    arrived=ARRIVED,
    intake=SupportIntake,
    undo=services.UndoRows(services.SUPPORT),
    edits=services.EditsOfRows(services.SUPPORT),
    computed=frozenset(("answer due", "solution due")),
)
