"""Companies as a noun of tables."""

from __future__ import annotations

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import PilothouseError
from pilothouse.kit.money import exponent
from pilothouse.kit.tables.nouns import Answers, Cells, Field, TableNoun
from pilothouse.kit.text import MOST_MINOR
from pilothouse.market import services
from pilothouse.market.contracts import Amount, ImportedCompany
from pilothouse.market.intake.rows import ARRIVED, NO_ANSWERS, RowIntake
from pilothouse.team import queries as team

_FIELDS = (
    Field("external_id", "Key", synonyms=("account id", "company id", "record id", "key", "id")),
    Field(
        "name",
        "Name",
        synonyms=("company", "company name", "account", "account name", "customer", "organization"),
        required=True,
    ),
    Field("segment", "Segment", synonyms=("segment", "tier", "market segment", "size", "industry")),
    Field("plan", "Plan", synonyms=("plan", "subscription", "edition", "product plan")),
    Field(
        "revenue",
        "Revenue a year",
        "number",
        ("revenue", "revenue a year", "arr", "annual revenue", "acv", "annual contract value"),
    ),
    Field("currency", "Currency", synonyms=("currency", "currency code", "currency iso code")),
    Field(
        "owner", "Owner", synonyms=("owner", "account owner", "account manager", "csm", "customer success")
    ),
    Field("website", "Website", synonyms=("website", "domain", "company domain name")),
    Field("notes", "Notes", synonyms=("notes", "about", "description")),
)


class CompanyIntake(RowIntake[ImportedCompany]):
    """One file of companies."""

    sort = services.COMPANIES

    def __init__(self, actor: Actor | None, source: str, answers: Answers = NO_ANSWERS) -> None:
        super().__init__(actor, source, answers)
        self.people = {name.lower(): number for number, name in team.owners(actor=actor)} if actor else {}

    def read(self, cells: Cells) -> ImportedCompany:
        name = cells.needed("name", 200)
        cents, currency = self._revenue(cells)
        return ImportedCompany(
            source=self.source,
            row=cells.row,
            external_id=(cells.text("external_id") or name)[:200],
            name=name,
            segment=cells.text("segment", 60),
            plan=cells.text("plan", 60),
            revenue_cents=cents,
            currency=currency,
            owner_id=self._owner(cells),
            website=cells.text("website", 200),
            notes=cells.text("notes", 20_000),
        )

    def _revenue(self, cells: Cells) -> tuple[int | None, str]:
        amount, currency = cells.number("revenue"), cells.text("currency", 10).upper()
        places = 2
        try:
            places = exponent(currency) if currency else places
        except PilothouseError as error:
            cells.fault("currency", error.message, "Write it as EUR.")
            return None, ""
        if amount is None:
            return None, currency
        cents = round(amount * 10**places)
        if cents > MOST_MINOR:
            cells.fault("revenue", "The amount lies outside of what can be kept.", "Check the number.")
            return None, currency
        return cents, currency

    def _owner(self, cells: Cells) -> int | None:
        name = cells.text("owner")
        if not name or not self.actor:
            return None
        if name.lower() not in self.people:
            cells.warn("owner", f"No one of the team is called {name[:60]}.", "Add them on the Team page.")
        return self.people.get(name.lower())

    def preview(self, value: ImportedCompany) -> tuple[str, ...]:
        amount = value.revenue_cents
        revenue = "" if amount is None else str(Amount(amount, value.currency or "EUR")).removesuffix(" EUR")
        return (value.name, value.segment, value.plan, revenue, value.currency, value.website)


COMPANIES = TableNoun(
    name="companies",
    label="Companies",
    one="company",
    many="companies",
    fields=_FIELDS,
    shown=("Name", "Segment", "Plan", "Revenue a year", "Currency", "Website"),
    found={"created": "New companies", "updated": "Companies that are there"},
    arrived={name: ARRIVED[name] for name in ("created", "updated", "unchanged")},
    intake=CompanyIntake,
    undo=services.UndoRows(services.COMPANIES),
    edits=services.EditsOfRows(services.COMPANIES),
    computed=frozenset(("contacts", "feedback")),
)
