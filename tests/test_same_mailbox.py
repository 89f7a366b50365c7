"""A domain in its own script and in ASCII is the same, wherever somebody is known by an e-mail address."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from pilothouse.accounts import models, queries, services
from pilothouse.kit import mail
from pilothouse.kit.actor import Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.mailboxes import is_mailbox, on_the_wire, same_as, tidy
from pilothouse.market import models as market_models
from pilothouse.market import queries as market_queries
from pilothouse.market import services as market
from pilothouse.team import models as team_models
from pilothouse.team import queries as team_queries
from pilothouse.team import services as team
from pilothouse.team.contracts import ImportedPerson
from pilothouse.team.services.known import Known

OWN, WIRE = "ana@exämple.de", "ana@xn--exmple-cua.de"
SAME = (
    OWN,
    WIRE,
    "Ana@EXÄMPLE.DE",
    "ana@exa\u0308mple.de",
    "ana@XN--Exmple-CUA.de",
    "ana@exämple\u3002de",
    "ana@ex\u00admple.de".replace("\u00ad", "\u00ad\u00e4"),
)
PASSWORD = "correct horse battery"


@pytest.mark.parametrize("text", SAME)
def test_every_spelling_is_the_same_mailbox_and_stored_in_one_form(text: str) -> None:
    assert is_mailbox(text)
    assert same_as(text) == OWN
    assert on_the_wire(text).lower() == WIRE


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Ana.B@ACME.example", "Ana.B@acme.example"),
        ("ana@ａcme.example", "ana@acme.example"),
        # ß is a letter of its own since 2008; to write it as ss would send the e-mail to somebody else.
        ("ana@faß.de", "ana@faß.de"),
        ("ana@xn--fa-hia.de", "ana@faß.de"),
        ("ana@fass.de", "ana@fass.de"),
        # No registry may give such a name out today, but some did.
        ("ana@i❤.ws", "ana@xn--i-7iq.ws"),
        ("ana@xn--i-7iq.ws", "ana@xn--i-7iq.ws"),
        # A Cyrillic a looks alike and is another domain.
        ("ana@аcme.example", "ana@аcme.example"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_what_is_stored_keeps_its_meaning(text: str, stored: str) -> None:
    assert tidy(text) == stored
    assert tidy(stored) == stored


def test_a_long_text_is_no_address_and_costs_nothing() -> None:
    text = "a@" + "ä." * 500_000

    assert not is_mailbox(text)
    assert same_as(text) == text


@pytest.fixture
def ana(db: None, people: dict[str, Any]) -> Any:
    user = people["editor"].user
    user.email = OWN
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("text", SAME[:5])
def test_who_logs_in_is_known_by_either_spelling(ana: Any, text: str) -> None:
    assert Client().post("/login", {"email": text, "password": PASSWORD}).status_code == 302


def test_wrong_passwords_count_for_the_account_however_it_is_spelled(ana: Any) -> None:
    spelled = [*SAME[:5], OWN]
    found = [Client().post("/login", {"email": each, "password": "wrong"}).status_code for each in spelled]

    assert found == [422] * 5 + [429]


def test_an_invitation_reaches_its_member_and_replaces_the_one_before(ana: Any, owner: Any, now: Any) -> None:
    with pytest.raises(Conflict, match="member already"):
        services.invite(actor=owner, now=now, email=WIRE, role=Role.VIEWER)

    first = services.invite(actor=owner, now=now, email="bo@exämple.de", role=Role.VIEWER)
    services.invite(actor=owner, now=now, email="bo@xn--exmple-cua.de", role=Role.VIEWER)

    assert models.Invitation.objects.get(pk=first.invitation.id).revoked_at == now
    assert [row.email for row in queries.invitations(actor=owner, now=now)] == ["bo@exämple.de"]


def test_a_member_is_mentioned_by_either_spelling(ana: Any, owner: Any) -> None:
    members = queries.members(actor=owner)

    assert set(queries.mentioned(f"@{OWN} and @{WIRE}", members)) == {OWN, WIRE}


def test_somebody_is_found_among_people(ana: Any, people: dict[str, Any], editor: Any, now: Any) -> None:
    person = team.add_person(actor=editor, now=now, name="Ana Berg", email=WIRE)
    match = team_queries.match_names(actor=editor, source="csv", names=[WIRE, OWN])
    row = ImportedPerson(source="hr", row=2, external_id="7", name="A. Berg", email="ana@EXÄMPLE.de")
    guess = team_queries.person_by_address(actor=editor, email=WIRE)

    assert person.email == OWN
    assert {name: found.person_id for name, found in match.items()} == {WIRE: person.id, OWN: person.id}
    found = Known(editor).find(row)
    assert found is not None
    assert found.pk == person.id
    assert guess is not None
    assert guess.id == person.id
    assert team_queries.mails(actor=editor)[same_as(WIRE)] == person.id


def test_a_contact_has_one_address_and_is_erased_under_both(owner: Any, now: Any) -> None:
    contact = market.add_contact(actor=owner, now=now, name="Ana", email=WIRE)
    with pytest.raises(Conflict, match="this e-mail already"):
        market.add_contact(actor=owner, now=now, name="Bo", email="ana@EXÄMPLE.de")
    said = market.add_feedback(actor=owner, now=now, text=f"Write to {OWN} or {WIRE}.", contact_id=contact.id)

    market.erase_contact(actor=owner, now=now, id=contact.id, version=None)

    left = market_queries.feedback(actor=owner, id=said.id).text
    assert "xn--" not in left
    assert "exämple" not in left


def test_a_letter_goes_to_the_domain_that_is_meant() -> None:
    letter = mail.Letter("ana@straße.de", "Ana", "Subject", "text", "<p>text</p>", "key")

    assert str(mail.message(letter)["To"]) == "Ana <ana@xn--strae-oqa.de>"


def test_rows_of_before_are_spelled_alike_unless_both_are_there(workspace: Any, now: Any) -> None:
    own = {"workspace_id": workspace.id}
    people = [team_models.Person.objects.create(name="Ana", email=WIRE, **own)]
    contacts = [market_models.Contact.objects.create(name=each, email=each, **own) for each in (OWN, WIRE)]
    user = models.User.objects.create(email=WIRE, name="Ana")

    for room, number in (("accounts", "0008"), ("team", "0006"), ("market", "0006")):
        import_module(f"pilothouse.{room}.migrations.{number}_domains_alike").spell_alike(apps, None)

    for row in (*people, *contacts, user):
        row.refresh_from_db()
    assert (people[0].email, user.email) == (OWN, OWN)
    assert [row.email for row in contacts] == [OWN, WIRE]
