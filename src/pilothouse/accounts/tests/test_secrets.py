"""Secrets reach neither the journal nor the table of tries."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from pilothouse.accounts import models, queries, services
from pilothouse.journal.models import Entry
from pilothouse.kit import clock
from pilothouse.kit.actor import Role, Scope
from pilothouse.kit.models import Attempt

OLD, NEW = "correct horse battery", "staple correct horse"


def _everything_recorded() -> str:
    return json.dumps(
        [list(rows.values()) for rows in (Entry.objects.all(), Attempt.objects.all())],
        default=str,
    )


def test_no_secret_is_recorded_by_any_verb(people: dict[str, Any]) -> None:
    now, person = clock.now(), people["owner"]
    person.user.set_password(OLD)
    person.user.save()
    made = services.create_token(actor=person.actor, now=now, name="export", scope=Scope.ADMIN)
    services.revoke_token(actor=person.actor, now=now, token_id=made.token.id)
    offer = services.invite(actor=person.actor, now=now, email="ana@acme.example", role=Role.EDITOR)
    client = Client()
    client.get(f"/invite/{offer.secret}")
    client.post("/invite", {"person": "Ana Ruiz", "password": OLD})
    services.change_password(actor=person.actor, now=now, current=OLD, new=NEW)
    shell = queries.system_actor(slug="acme", channel="cli")
    services.reset_password(actor=shell, now=now, email="editor@acme.example", new=OLD)
    client.post("/login", {"email": person.user.email, "password": "wrong horse battery"})
    client.post("/login", {"email": person.user.email, "password": NEW})

    recorded = _everything_recorded()
    assert Entry.objects.count() >= 7
    assert Attempt.objects.exists()
    for secret in (made.secret, made.secret[12:], offer.secret, OLD, NEW, "wrong horse battery"):
        assert secret not in recorded
    digests = [queries.digest(made.secret), queries.digest(offer.secret), queries.setup_code()]
    hashes = list(models.User.objects.values_list("password", flat=True))
    assert not [text for text in digests + hashes if text in recorded]


def test_every_verb_leaves_one_entry(people: dict[str, Any]) -> None:
    now, actor = clock.now(), people["owner"].actor
    count = Entry.objects.count
    before = count()
    made = services.create_token(actor=actor, now=now, name="export")
    services.revoke_token(actor=actor, now=now, token_id=made.token.id)
    services.revoke_token(actor=actor, now=now, token_id=made.token.id)
    offer = services.invite(actor=actor, now=now, email="ana@acme.example", role=Role.EDITOR)
    services.revoke_invitation(actor=actor, now=now, invitation_id=offer.invitation.id)
    services.change_workspace(actor=actor, now=now, name="Acme Ltd")
    services.change_profile(actor=actor, now=now, name="Olu O. Owner")

    assert count() - before == 6
