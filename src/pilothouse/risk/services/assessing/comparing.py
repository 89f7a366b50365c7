"""What changed between two assessments, and why: from their own numbers and the record in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import hypot

from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Entry, Wanted
from pilothouse.kit.actor import Actor
from pilothouse.kit.text import plural
from pilothouse.risk.contracts import AssessedRisk, Move, RiskMove

_LEAST = 0.1  # days that are worth a word
_PAID = 0.1  # share of what a risk costs that is worth a word
_GONE = {"occurred": "It struck", "closed": "Closed", "open": "Reopened"}


@dataclass(frozen=True)
class Since:
    """What the record says of risks and of their responses since a moment, newest first, by risk."""

    risks: Mapping[int, Sequence[Entry]] = field(default_factory=dict)
    responses: Mapping[str, Entry] = field(default_factory=dict)  # by title

    def who(self, risk_id: int, name: str) -> str:
        """Who changed a field of it last, as the end of a sentence."""
        return next((_by(row) for row in self.risks.get(risk_id, ()) if name in row.changes), "")


def read_since(actor: Actor, moment: datetime) -> Since:
    risks: dict[int, list[Entry]] = {}
    responses: dict[str, Entry] = {}
    for row in journal.each(actor=actor, wanted=Wanted(kind="risk.risk", since=moment)):
        risks.setdefault(row.subject.id, []).append(row)
    for row in journal.each(actor=actor, wanted=Wanted(kind="risk.response", since=moment)):
        responses.setdefault(row.title, row)
    return Since(risks, responses)


def _by(row: Entry) -> str:
    return f" by {row.actor_name}" if row.actor_name else ""


def moves(
    before: Iterable[AssessedRisk], after: Iterable[AssessedRisk], since: Since
) -> tuple[RiskMove, ...]:
    """What is new, grown, shrunk and gone, each by how much it changed."""
    old, new = {row.risk_id: row for row in before}, {row.risk_id: row for row in after}
    found = [*_changed(old, new, since)]
    return tuple(sorted(found, key=lambda row: (-abs((row.after or 0.0) - (row.before or 0.0)), row.risk_id)))


def _changed(
    old: Mapping[int, AssessedRisk], new: Mapping[int, AssessedRisk], since: Since
) -> Iterator[RiskMove]:
    for id, row in new.items():
        was = old.get(id)
        if was is None:
            yield RiskMove(id, row.key, row.event, "new", None, row.weight, _why_new(row, since))
        elif what := _direction(was, row):
            yield RiskMove(id, row.key, row.event, what, was.weight, row.weight, _why_moved(was, row, since))
    for id, row in old.items():
        if id not in new:
            yield RiskMove(id, row.key, row.event, "gone", row.weight, None, _why_gone(row, since))


def _direction(was: AssessedRisk, row: AssessedRisk) -> Move | None:
    """By days where they moved by more than their margins, else by what was stated, else by money."""
    noise = max(_LEAST, hypot(was.margin, row.margin))
    measured = bool(was.days or row.days)
    days = (row.days - was.days) if measured else (row.weight - was.weight)
    if abs(days) >= (noise if measured else _LEAST):
        return "grown" if days > 0 else "shrunk"
    stated = (row.left or 0.0) - (was.left or 0.0)
    if abs(stated) > 1e-9:
        return "grown" if stated > 0 else "shrunk"
    paid = abs(row.money or 0.0) - abs(was.money or 0.0)
    if was.cost_cents != row.cost_cents and abs(paid) > _PAID * max(abs(was.money or 0.0), 1.0):
        return "grown" if paid > 0 else "shrunk"
    return None


def _why_new(row: AssessedRisk, since: Since) -> str:
    for entry in since.risks.get(row.risk_id, ()):
        if entry.verb in ("risk.added", "risk.imported"):
            return f"Entered{_by(entry)}."
        if entry.verb == "risk.restored":
            return f"Brought back{_by(entry)}."
        if "status" in entry.changes and entry.changes["status"][1] == "open":
            return f"Reopened{_by(entry)}."
        if "touches" in entry.changes:
            return f"It touches more{_by(entry)}."
    return "The plan moved: it lies in the way of this date now."


def _why_gone(row: AssessedRisk, since: Since) -> str:
    for entry in since.risks.get(row.risk_id, ()):
        if entry.verb == "risk.added":
            continue
        if entry.verb == "risk.removed":
            return f"Removed{_by(entry)}."
        status = entry.changes.get("status")
        if status and str(status[1]) != "open":
            return f"{_GONE[str(status[1])]}: marked as {status[1]}{_by(entry)}."
        if "touches" in entry.changes:
            return f"It touches less{_by(entry)}."
    return "All that it touches is finished, or lies elsewhere now."


def _why_moved(was: AssessedRisk, row: AssessedRisk, since: Since) -> str:
    reasons = [*_stated(was, row, since), *_responses(was, row, since)]
    fewer = was.open - row.open
    if fewer > 0 and was.touches == row.touches:
        reasons.append(f"{plural(fewer, 'item')} that it touches finished.")
    if was.touches != row.touches:
        reasons.append(f"It touches other things{since.who(row.risk_id, 'touches')}.")
    return " ".join(reasons) or "The plan moved."


def _stated(was: AssessedRisk, row: AssessedRisk, since: Since) -> Iterator[str]:
    if was.probability != row.probability:
        by = since.who(row.risk_id, "probability")
        yield f"Probability {_share(was.probability)} → {_share(row.probability)}{by}."
    if was.delay != row.delay:
        by = since.who(row.risk_id, "delay_likely")
        yield f"Delay {_days(was.delay)} → {_days(row.delay)}{by}."
    if was.work != row.work:
        yield f"Share of the work {_share(was.work)} → {_share(row.work)}{since.who(row.risk_id, 'work')}."
    if was.cost_cents != row.cost_cents:
        yield f"Its cost was changed{since.who(row.risk_id, 'cost_likely_cents')}."


def _responses(was: AssessedRisk, row: AssessedRisk, since: Since) -> Iterator[str]:
    for title in row.taken:
        if title not in was.taken:
            yield f"Response chosen{_who(since, title)}: {title}."
    for title in was.taken:
        if title not in row.taken:
            yield f"Response no longer chosen{_who(since, title)}: {title}."


def _who(since: Since, title: str) -> str:
    return _by(since.responses[title]) if title in since.responses else ""


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.3g}" if value < 0.005 else f"{value * 100:.3g} %"


def _days(value: float | None) -> str:
    return "none" if value is None else f"{value:g} days"
