"""Which customers are to be told that what they reported has shipped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject, named
from pilothouse.market import models
from pilothouse.market.contracts import SEVERITIES, SupportProblem, ToTell
from pilothouse.market.queries.support import full_problems, own_problems, shown_problems

_MOST = 1_000  # problems with an item that are looked at


def problems_of(*, actor: Actor, about: Ref) -> tuple[tuple[SupportProblem, ...], tuple[ToTell, ...]]:
    """The problems that an item is to solve, the worst first, and whom to tell of it; two statements."""
    rows = list(full_problems(own_problems(actor).filter(item=str(about))).order_by("reported_at", "pk"))
    worst = sorted(rows, key=lambda row: SEVERITIES.index(row.severity))
    return shown_problems(actor, worst), _grouped(actor, [row for row in rows if row.told_at is None])


def to_tell(*, actor: Actor, about: Ref | None = None) -> tuple[ToTell, ...]:
    """Who is to be told of an item, or of every item, that shipped: each contact once with all of their
    problems, those who reported first before others, with a draft of what to write."""
    if about is not None:
        return problems_of(actor=actor, about=about)[1]
    rows = own_problems(actor).filter(told_at=None).exclude(item="")
    waiting = list(rows.order_by("reported_at", "pk").values_list("pk", "item")[:_MOST])
    targets = named(actor=actor, refs=[item for _, item in waiting])
    numbers = [number for number, item in waiting if targets[item].shipped]
    if not numbers:
        return ()
    found = full_problems(own_problems(actor).filter(pk__in=numbers)).order_by("reported_at", "pk")
    return _grouped(actor, found)


def _grouped(actor: Actor, found: Iterable[models.SupportProblem]) -> tuple[ToTell, ...]:
    """Those whose item shipped, by item and contact."""
    rows = list(found)
    targets = named(actor=actor, refs=[row.item for row in rows])
    groups: dict[tuple[str, int | None, int | None, int], list[models.SupportProblem]] = defaultdict(list)
    for row in (row for row in rows if targets[row.item].shipped):
        alone = 0 if row.contact_id or row.company_id else row.pk
        groups[row.item, row.contact_id, None if row.contact_id else row.company_id, alone].append(row)
    return tuple(_one(actor, each, targets[each[0].item]) for each in groups.values())


def _one(actor: Actor, rows: Sequence[models.SupportProblem], item: Subject) -> ToTell:
    first = rows[0]
    contact, company = first.contact, first.company
    erased = contact is not None and contact.erased_at is not None
    name = contact.name if contact else ""
    return ToTell(
        item=item,
        contact_id=first.contact_id,
        contact_name=(name or contact.email or "Erased contact") if contact else "",
        email=contact.email if contact else "",
        consent=contact.consent if contact and not erased else "",
        company_id=first.company_id,
        company_name=company.name if company else "",
        problems=shown_problems(actor, rows),
        draft=_draft(name or (company.name if company else ""), rows, item, actor.name),
    )


def _draft(name: str, rows: Sequence[models.SupportProblem], item: Subject, author: str) -> str:
    said = [f"“{row.title}” (reported on {day_text(row.reported_at.date())})" for row in rows]
    matter = said[0] if len(said) == 1 else "\n" + "\n".join(f"- {each}" for each in said)
    return (
        f"Hello{f' {name}' if name else ''},\n\n"
        f"you told us: {matter}\n\n"
        f"It is solved: “{item.title}” is available now.\n\n"
        f"Thank you for telling us.\n{author}\n"
    )
