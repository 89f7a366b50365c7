"""An e-mail address is one through every door, or through none: pages and the API ask the services, a file
asks its reader."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.accounts import rules
from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.tables.cells import Layout, RowCells
from pilothouse.connectors.tables.finding import noun
from pilothouse.kit.errors import Invalid
from pilothouse.kit.mailboxes import is_mailbox
from pilothouse.kit.tables.limits import Row
from pilothouse.market import services as market
from pilothouse.team import services as team

ADDRESSES = {
    "ana@acme.example": True,
    "a+b@acme.example": True,
    "a'b@acme.example": True,
    "ana@exämple.de": True,
    "ana@xn--exmple-cua.de": True,
    "ana@acme.рф": True,
    "ana@acme.xn--p1ai": True,
    "müller@acme.example": False,
    "ana@acme": False,
    "ana@b.c": False,
    "ana@@acme.example": False,
    "a..b@acme.example": False,
    "ana@-acme.example": False,
    "ana@acme.example.": False,
    "ana@acme..example": False,
    "<ana@acme.example>": False,
    "mailto:ana@acme.example,bo@acme.example": False,
    "a" * 250 + "@acme.example": False,
    f"ana@{'b' * 64}.example": False,
}


def _read(name: str, address: str) -> str:
    """What the reader of a table of such things says of the address; empty when nothing."""
    columns = {"Name": "name", "E-mail": "email"}
    found = noun(name)
    cells = RowCells(Layout(list(columns), Columns("csv", name, columns), found), Row(2, ["Ana", address]))
    found.intake(None, "csv").read(cells)
    return " ".join({fault.column for fault in (*cells.faults, *cells.refusals)})


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "holds"), ADDRESSES.items(), ids=lambda value: str(value)[:40])
def test_an_address_is_one_through_every_door(editor: Any, now: Any, address: str, holds: bool) -> None:
    doors = (
        lambda: rules.email(address),
        lambda: team.add_person(actor=editor, now=now, name="Ana", email=address),
        lambda: market.add_contact(actor=editor, now=now, email=address),
    )

    assert is_mailbox(address) is holds
    assert {name: _read(name, address) for name in ("people", "contacts")} == dict.fromkeys(
        ("people", "contacts"), "" if holds else "E-mail"
    )
    for door in doors:
        if holds:
            door()
        else:
            with pytest.raises(Invalid) as caught:
                door()
            assert caught.value.where == "email"
