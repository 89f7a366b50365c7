"""Companies and their contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pilothouse.kit.money import Money

# Whether somebody agreed to be contacted.
CONSENTS = ("unknown", "given", "refused")


@dataclass(frozen=True, slots=True)
class Amount:
    """`cents` minor units of `currency`."""

    cents: int
    currency: str

    def __str__(self) -> str:
        return str(Money(self.cents, self.currency))


@dataclass(frozen=True, slots=True)
class Company:
    """A customer or one to be. `revenue_cents` is what it pays a year, in minor units of `currency`, None
    where that is not known; `contacts` is how many people are known there, `feedback` how many pieces they
    said."""

    id: int
    name: str
    segment: str
    plan: str
    revenue_cents: int | None
    currency: str
    owner_id: int | None
    owner_name: str
    website: str
    notes: str
    contacts: int
    feedback: int
    version: int

    @property
    def revenue(self) -> str:
        """`48,000.00 EUR`; empty where it is not known."""
        return "" if self.revenue_cents is None else str(Amount(self.revenue_cents, self.currency))


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at a company. `consent` says whether they agreed to be contacted, and `consent_on` since when;
    once erased, nothing that identifies them is left."""

    id: int
    company_id: int | None
    company_name: str
    name: str
    email: str
    title: str
    consent: str
    consent_on: date | None
    notes: str
    erased_at: datetime | None
    version: int

    @property
    def called(self) -> str:
        """Their name, else their address, else what is left."""
        if self.erased_at:
            return "Erased contact"
        return self.name or self.email


@dataclass(frozen=True, slots=True)
class ImportedCompany:
    """A row of a table of companies. `owner` is as the file names them; `revenue` as it is written."""

    source: str
    row: int
    external_id: str
    name: str
    segment: str = ""
    plan: str = ""
    revenue_cents: int | None = None
    currency: str = ""
    owner_id: int | None = None
    website: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """A row of a table of contacts; `company` is its name."""

    source: str
    row: int
    external_id: str
    name: str = ""
    email: str = ""
    title: str = ""
    company: str = ""
    consent: str = ""
    consent_on: date | None = None
    notes: str = ""
