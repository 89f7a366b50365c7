"""What comes in over REST."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Query

from pilothouse.kit.rest import Id, PageNumber, PageSize, Schema

Consent = Literal["unknown", "given", "refused"]
Line = Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Word = Annotated[str, Field(max_length=60)]
Prose = Annotated[str, Field(max_length=20_000)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z]{3}$", description="ISO 4217; else the workspace's currency")]
Cents = Annotated[int, Field(ge=0, le=10**15, description="A year, in minor units of `currency`")]
Text = Annotated[str, Query(max_length=200)]


class CompanyFilter(Schema):
    """Which companies; all when nothing is given."""

    text: Annotated[str, Query(max_length=200, description="Part of name or website")] = ""
    segment: Text = ""
    plan: Text = ""
    page: PageNumber = 1
    size: PageSize = 50


class CompanyFields(Schema):
    """What can be said about a company; what is left out stays."""

    segment: Word | None = None
    plan: Word | None = None
    revenue_cents: Cents | None = None
    currency: Code | None = None
    owner_id: Id | None = None
    website: Line | None = None
    notes: Prose | None = None


class CompanyNew(CompanyFields):
    name: Name


class CompanyChange(CompanyFields):
    name: Name | None = None


class ContactFilter(Schema):
    """Which contacts; all when nothing is given."""

    text: Annotated[str, Query(max_length=200, description="Part of name, e-mail or title")] = ""
    company: Annotated[Id | None, Query(description="Only of this company")] = None
    consent: Annotated[Consent | None, Query()] = None
    page: PageNumber = 1
    size: PageSize = 50


class ContactFields(Schema):
    """What can be said about a contact, of whom a name or an e-mail is needed."""

    name: Line | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    title: Line | None = None
    company_id: Id | None = None
    consent: Consent | None = None
    consent_on: date | None = None
    notes: Prose | None = None


class BulkCompanies(Schema):
    """The same change on many companies, as one act."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=20_000)]
    segment: Word | None = None
    plan: Word | None = None
    owner_id: Id | None = None


class MarketAct(Schema):
    batch: Annotated[str, Field(max_length=40)]


class ErasureReason(Schema):
    why: Annotated[str, Field(max_length=1_000)] = ""
