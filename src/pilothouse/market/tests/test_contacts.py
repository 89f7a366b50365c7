"""Contacts: consent, and that erasing one leaves nothing behind that says who it was."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from pilothouse.journal.models import Entry
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, Stale
from pilothouse.market import models, queries, services

pytestmark = pytest.mark.django_db
SECRETS = ("Ana Ruiz", "ana@northwind.example", "Head of Platform", "met at the fair")


@pytest.fixture
def ana(editor: Any, now: Any) -> Any:
    company = services.add_company(actor=editor, now=now, name="Northwind")
    return services.add_contact(
        actor=editor,
        now=now,
        name="Ana Ruiz",
        email="ana@northwind.example",
        title="Head of Platform",
        notes="met at the fair",
        company_id=company.id,
        consent="given",
    )


def change(actor: Any, now: Any, row: Any, **values: Any) -> Any:
    return services.change_contact(actor=actor, now=now, id=row.id, version=row.version, values=values)


def everything_kept() -> str:
    """All that the record and the table of contacts hold."""
    entries = [json.dumps([row.title, row.changes, row.why]) for row in Entry.objects.all()]
    rows = [json.dumps(row, default=str) for row in models.Contact.objects.values()]
    return "\n".join((*entries, *rows))


def test_consent_has_the_day_on_which_it_was_given(editor: Any, now: Any, ana: Any) -> None:
    assert (ana.consent, ana.consent_on) == ("given", now.date())
    told = change(editor, now, ana, consent="refused", consent_on=date(2025, 5, 1))
    assert (told.consent, told.consent_on) == ("refused", date(2025, 5, 1))
    assert change(editor, now, told, consent="unknown").consent_on is None


def test_nothing_that_identifies_a_contact_enters_the_record(editor: Any, now: Any, ana: Any) -> None:
    change(editor, now, ana, name="Ana Maria Ruiz", notes="prefers calls")
    said = "\n".join(json.dumps([row.title, row.changes]) for row in Entry.objects.all())

    assert "A contact of Northwind" in said
    assert not any(secret in said for secret in (*SECRETS, "Maria", "prefers calls"))


def test_an_erased_contact_is_gone_from_every_place(owner: Any, editor: Any, now: Any, ana: Any) -> None:
    assert all(secret in everything_kept() for secret in SECRETS)
    erased = services.erase_contact(actor=owner, now=now, id=ana.id, version=ana.version, why="asked by mail")

    assert not any(secret in everything_kept() for secret in SECRETS)
    assert (erased.called, erased.company_name, erased.erased_at) == ("Erased contact", "Northwind", now)
    assert queries.contacts(actor=editor).total == 0
    assert queries.find_contacts(actor=editor, text="ana", limit=5) == []
    assert queries.company(actor=editor, id=ana.company_id).contacts == 0


def test_erasing_is_final_for_owners_and_of_the_version_that_was_seen(
    owner: Any, editor: Any, now: Any, ana: Any
) -> None:
    with pytest.raises(Forbidden):
        services.erase_contact(actor=editor, now=now, id=ana.id, version=ana.version)
    with pytest.raises(Stale):
        services.erase_contact(actor=owner, now=now, id=ana.id, version=ana.version + 1)
    services.erase_contact(actor=owner, now=now, id=ana.id, version=ana.version)
    with pytest.raises(Conflict):
        services.erase_contact(actor=owner, now=now, id=ana.id, version=None)
    with pytest.raises(Conflict):
        services.change_contact(actor=editor, now=now, id=ana.id, version=None, values={"name": "Ana"})


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"email": "no address"}, "email"),
        ({"name": "Bo", "consent": "maybe"}, "consent"),
        ({"name": "Bo", "company_id": 999_999}, "company_id"),
    ],
)
def test_what_is_wrong_is_named_with_its_field(
    editor: Any, now: Any, values: dict[str, Any], where: str
) -> None:
    with pytest.raises(Exception) as refused:  # noqa: PT011 - Invalid, or NotFound for a company
        services.add_contact(actor=editor, now=now, **values)

    assert refused.value.where == where  # type: ignore[attr-defined]


def test_an_address_belongs_to_one_contact(editor: Any, now: Any, ana: Any) -> None:
    with pytest.raises(Conflict):
        services.add_contact(actor=editor, now=now, email="ANA@northwind.example")
    other = services.add_contact(actor=editor, now=now, name="Bo")
    with pytest.raises(Conflict):
        change(editor, now, other, email=ana.email)
    with pytest.raises(Invalid):
        change(editor, now, other, name="")
