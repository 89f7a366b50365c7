"""Who asks for a thing: the sentences, the votes, and the companies behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pilothouse.kit import subjects
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.market import models
from pilothouse.market.contracts import Amount, Behind, Heard, Vote
from pilothouse.market.queries.feedback import full_rows, own, shown_rows

_LISTED = 20  # sentences on a page
_TABLES = (models.FeedbackLink, models.Vote)


def behind(*, actor: Actor, about: Ref | None, most: int = _LISTED) -> Behind:
    """What customers ask for of a thing and of what belongs to it, or of everything; most important first. A
    company counts once, however often it is heard."""
    links = models.FeedbackLink.objects.filter(workspace_id=actor.workspace_id, feedback__removed_at=None)
    voted = models.Vote.objects.filter(workspace_id=actor.workspace_id)
    if about is not None:
        targets = targets_of(actor, about)
        links, voted = links.filter(target__in=targets), voted.filter(target__in=targets)
    rows = full_rows(own(actor).filter(links__in=links).distinct())
    every = [
        Heard(piece, link)
        for piece in shown_rows(actor, rows)
        for link in piece.links
        if about is None or link.target.ref in targets
    ]
    every.sort(key=lambda row: (-row.link.importance, -row.feedback.received_on.toordinal(), -row.link.id))
    heard = [row for row in every if not row.link.is_against]
    against = [row for row in every if row.link.is_against]
    asking = {row.feedback.id for row in heard}
    votes = tuple(voted.select_related("company").order_by("-importance", "id"))
    named = [*(row.company for row in rows if row.pk in asking), *(row.company for row in votes)]
    companies = {company.pk: company for company in named if company}
    return Behind(
        heard=tuple(heard[:most]),
        votes=tuple(map(_vote, votes)),
        companies=len(companies),
        revenue=amounts(companies.values()),
        unnamed=sum(row.company is None for row in rows if row.pk in asking),
        more=len(heard) - len(heard[:most]),
        against=tuple(against[:most]),
        opposed=len({row.feedback.company_id for row in against} - {None}),
    )


def targets_of(actor: Actor, about: Ref, tables: tuple[Any, ...] = _TABLES) -> set[str]:
    """The thing itself, and what rows of `tables` point to and belongs to it, such as the statements of a
    blueprint."""
    found = {str(about)}
    if about.kind == "vision.blueprint":
        within = {"workspace_id": actor.workspace_id, "target__startswith": "vision.statement:"}
        pointed = [
            table.objects.filter(**within).order_by().values_list("target", flat=True) for table in tables
        ]
        refs = set(pointed[0].union(*pointed[1:]))
        found |= {
            ref
            for ref, row in subjects.named(actor=actor, refs=sorted(refs)).items()
            if row.within == str(about)
        }
    return found


def _vote(row: models.Vote) -> Vote:
    name = row.company.name if row.company else ""
    return Vote(row.pk, row.company_id, name, row.importance, row.note, row.added_at, row.added_by)


def amounts(companies: Iterable[models.Company]) -> tuple[Amount, ...]:
    """What these companies pay a year, in each currency, the largest first."""
    sums: dict[str, int] = defaultdict(int)
    for row in companies:
        if row.revenue_cents is not None:
            sums[row.currency] += row.revenue_cents
    return tuple(Amount(cents, currency) for currency, cents in sorted(sums.items(), key=lambda row: -row[1]))
