"""Contacts of companies."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject
from pilothouse.market import models
from pilothouse.market.contracts import Contact

KIND = "market.contact"


def contacts(
    *,
    actor: Actor,
    text: str = "",
    company: int | None = None,
    consent: str = "",
    page: int = 1,
    size: int = 50,
) -> Page[Contact]:
    """Contacts who are not erased, whose name, e-mail or title holds `text`; two statements."""
    rows = _narrowed(actor, text, company, consent)
    return paginate(rows.select_related("company"), page, size, shown)


def contact_ids(*, actor: Actor, text: str = "", company: int | None = None, consent: str = "") -> list[int]:
    """Numbers of all that fit; one statement."""
    return list(_narrowed(actor, text, company, consent).values_list("pk", flat=True))


def _narrowed(actor: Actor, text: str, company: int | None, consent: str) -> QuerySet[models.Contact]:
    rows = _of(actor).filter(erased_at=None)
    wanted = text.replace("\0", "").strip()  # PostgreSQL refuses NUL
    if wanted:
        rows = rows.filter(
            Q(name__icontains=wanted) | Q(email__icontains=wanted) | Q(title__icontains=wanted)
        )
    if company is not None:
        rows = rows.filter(company_id=company)
    return rows.filter(consent=consent.replace("\0", "")) if consent else rows


def contact(*, actor: Actor, id: int) -> Contact:
    """One contact, also an erased one. Raises `NotFound`, alike for one of another workspace."""
    row = _of(actor).select_related("company").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such contact.", cure="It may have been removed; see the list.")
    return shown(row)


def find_contacts(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """By name, e-mail or title."""
    rows = contacts(actor=actor, text=text, size=limit).rows
    return [Found(row.called, row.company_name, Ref(KIND, row.id)) for row in rows]


def named_contacts(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = _of(actor).select_related("company").filter(pk__in=ids)
    return [Subject(f"{KIND}:{row.pk}", shown(row).called, shown(row).called) for row in rows]


def contact_mails(*, actor: Actor) -> dict[int, str]:
    """Number to e-mail of those who have one; one statement."""
    return dict(_of(actor).exclude(email="").values_list("pk", "email"))


def shown(row: models.Contact) -> Contact:
    """The row as it leaves the room."""
    return Contact(
        id=row.pk,
        company_id=row.company_id,
        company_name=row.company.name if row.company else "",
        name=row.name,
        email=row.email,
        title=row.title,
        consent=row.consent,
        consent_on=row.consent_on,
        notes=row.notes,
        erased_at=row.erased_at,
        version=row.version,
    )


def _of(actor: Actor) -> QuerySet[models.Contact]:
    return models.Contact.objects.filter(workspace_id=actor.workspace_id)
