"""Design reviews: a checklist gone through with people, whose findings block the gate until settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.text import known, line, lines
from pilothouse.vision import contracts, models, queries

_REF = "vision.design_review"
_CHECK = "vision.check"

# What a review asks unless it brings questions of its own.
CHECKLIST = (
    ("Problem", "Is it said whose problem this solves, and how we know that they have it?"),
    ("Problem", "Does each goal have a figure that shows it reached?"),
    ("Scope", "Is it said what is left out, and why?"),
    ("Scope", "Could a smaller version answer the riskiest question first?"),
    ("Design", "Were at least two alternatives weighed, and is it said why they lost?"),
    ("Design", "Does each interface have an owner, a version and a way to change?"),
    ("Design", "What happens when each part that we depend on is slow, wrong or gone?"),
    ("Design", "Can data be migrated, and the change be taken back, without loss?"),
    ("Quality", "Are load, latency and availability given as figures, with how they are measured?"),
    ("Quality", "Who could misuse it, what would they gain, and what stops them?"),
    ("Quality", "Which personal data is kept, for how long, and who may read it?"),
    ("Quality", "Can people who do not see, hear or use a mouse use it?"),
    ("Operation", "How do we notice that it fails before customers tell us, and who is called?"),
    ("Operation", "What does it cost to run at the planned load, and at ten times that?"),
    ("Delivery", "Who builds it, and is there a second person for each skill?"),
    ("Delivery", "How is it rolled out, to whom first, and what makes us stop?"),
)


@transaction.atomic
def open_design_review(
    *,
    actor: Actor,
    now: datetime,
    blueprint_id: int,
    title: str,
    held_on: date | None = None,
    reviewers: str = "",
    questions: Sequence[tuple[str, str]] | None = None,
) -> contracts.DesignReview:
    """Begin a review of a blueprint's newest revision with `questions` (part, question), or the usual
    ones."""
    actor.require(Role.EDITOR)
    about = queries.blueprint(actor=actor, id=blueprint_id)
    asked = CHECKLIST if questions is None else tuple(questions)
    if not 0 < len(asked) <= 200:
        raise Invalid("A review asks 1 to 200 questions.", where="questions", cure="Give at least one.")
    row = models.DesignReview(
        workspace_id=actor.workspace_id,
        blueprint_id=blueprint_id,
        title=line({"title": title}, "title", 200, needed="Name the review."),
        held_on=held_on or now.date(),
        reviewers=line({"reviewers": reviewers}, "reviewers", 500),
        revision_number=about.number,
    )
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="design_review.opened",
        ref=_REF,
        title=row.title,
        fields=("held_on", "reviewers", "revision_number"),
    )
    models.Check.objects.bulk_create(
        models.Check(workspace_id=actor.workspace_id, review=row, **_question(part, question))
        for part, question in asked
    )
    return queries.design_review(actor=actor, id=row.pk)


@transaction.atomic
def add_check(
    *, actor: Actor, now: datetime, review_id: int, part: str, question: str
) -> contracts.DesignReview:
    """Ask one more question in a review that is not closed."""
    actor.require(Role.EDITOR)
    review = _open(actor, review_id)
    row = models.Check(workspace_id=actor.workspace_id, review=review, **_question(part, question))
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="check.added",
        ref=_CHECK,
        title=row.question,
        fields=("part", "question"),
    )
    return queries.design_review(actor=actor, id=review_id)


@transaction.atomic
def answer_check(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.DesignReview:
    """Answer a question: `answer` (passed, finding, not_applicable, open), `note`, and for a finding
    `settled`:
    how it was settled. A finding needs a note. Raises `Invalid`, `Conflict` in a closed review, `Stale`."""
    actor.require(Role.EDITOR)
    known(values, ("answer", "note", "settled"))
    row = rows.find(models.Check, actor, id, "question")
    # A finding may be settled also after the review was closed: that is what it waits for.
    if set(values) - {"settled"}:
        _open(actor, row.review_id)
    rows.change(
        row=row,
        values=_answer(row, values),
        actor=actor,
        now=now,
        version=version,
        verb="check.answered",
        ref=_CHECK,
        title=row.question,
    )
    return queries.design_review(actor=actor, id=row.review_id)


def _answer(row: models.Check, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of an answer, a note and how a finding was settled."""
    found = {field: lines(values, field, 10_000) for field in ("note", "settled") if field in values}
    answer = values.get("answer", row.answer)
    if answer not in contracts.ANSWERS:
        cure = f"Use one of {', '.join(contracts.ANSWERS)}."
        raise Invalid(f"'{str(answer)[:20]}' is no answer.", where="answer", cure=cure)
    if answer == "finding" and not found.get("note", row.note):
        raise Invalid("A finding says what was found.", where="note", cure="Write it down in a sentence.")
    if found.get("settled") and answer != "finding":
        raise Invalid("Only a finding can be settled.", where="settled", cure="Answer with a finding first.")
    return found | {"answer": answer}


@transaction.atomic
def close_design_review(
    *, actor: Actor, now: datetime, id: int, version: int | None
) -> contracts.DesignReview:
    """End a review once every question is answered. Its findings block until each is settled."""
    actor.require(Role.EDITOR)
    row = _open(actor, id)
    unanswered = row.checks.filter(answer="open").count()
    if unanswered:
        raise Conflict(
            f"{unanswered} question{'s are' if unanswered > 1 else ' is'} not answered.",
            where=row.title,
            cure="Answer each, or mark it as not applicable.",
        )
    rows.change(
        row=row,
        values={"closed_at": now, "closed_by": actor.name},
        actor=actor,
        now=now,
        version=version,
        verb="design_review.closed",
        ref=_REF,
        title=row.title,
    )
    return queries.design_review(actor=actor, id=id)


@transaction.atomic
def remove_design_review(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove a review that was opened by mistake; returns the entry that restores it.

    Raises `Conflict` once it has an answer.
    """
    actor.require(Role.EDITOR)
    row = rows.find(models.DesignReview, actor, id, "design review")
    if row.checks.exclude(answer="open").exists():
        cure = "Close it instead; what it found stays on record."
        raise Conflict("This review has answers.", where=row.title, cure=cure)
    asked = list(row.checks.values_list("part", "question"))
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="design_review.removed",
        ref=_REF,
        title=row.title,
        more={"questions": asked},
    )


def _open(actor: Actor, id: int) -> models.DesignReview:
    row = rows.find(models.DesignReview, actor, id, "design review")
    if row.closed_at is not None:
        cure = "Open another one for what has changed since."
        raise Conflict("This review is closed.", where=row.title, cure=cure)
    return row


def _question(part: str, question: str) -> dict[str, str]:
    return {
        "part": line({"part": part}, "part", 100),
        "question": line({"question": question}, "question", 500, needed="Ask something."),
    }
