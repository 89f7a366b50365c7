"""Customers of the demo, as a CRM exported them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pilothouse.kit.money import parse_minor
from pilothouse.market import services as market
from pilothouse.market.contracts import ImportedCompany, ImportedContact
from pilothouse.site.demo.entered import Entered

_SOURCE = "csv"


def enter_customers(done: Entered, at: datetime) -> None:
    """Companies with their contacts."""
    by = done.by(at)
    market.import_rows(**by, batch="demo-companies", sort=market.COMPANIES, rows=_companies(done))
    market.import_rows(**by, batch="demo-contacts", sort=market.CONTACTS, rows=_contacts(done, at))


def _companies(done: Entered) -> Iterator[ImportedCompany]:
    for place, row in enumerate(done.content.market["company"], 2):
        yield ImportedCompany(
            source=_SOURCE,
            row=place,
            external_id=row["website"],
            name=row["name"],
            segment=row["segment"],
            plan=row["plan"],
            revenue_cents=parse_minor(str(row["revenue"]), row["currency"]),
            currency=row["currency"],
            owner_id=done.people[row["owner"]],
            website=row["website"],
        )


def _contacts(done: Entered, at: datetime) -> Iterator[ImportedContact]:
    for row in done.content.market["company"]:
        for name, title, consent in row["contacts"]:
            email = f"{name.lower().replace(' ', '.')}@{row['website']}"
            yield ImportedContact(
                source=_SOURCE,
                row=0,
                external_id=email,
                name=name,
                email=email,
                title=title,
                company=row["name"],
                consent="" if consent == "unknown" else consent,
                consent_on=None if consent == "unknown" else at.date(),
            )
