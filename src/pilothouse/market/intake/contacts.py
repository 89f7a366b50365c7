"""Contacts as a noun of tables."""

from __future__ import annotations

from pilothouse.kit.dates import day_text
from pilothouse.kit.mailboxes import is_mailbox, same_as, tidy
from pilothouse.kit.tables.nouns import Cells, Field, TableNoun
from pilothouse.market import services
from pilothouse.market.contracts import ImportedContact
from pilothouse.market.intake.rows import ARRIVED, RowIntake

_CONSENTS = {
    **dict.fromkeys(("given", "yes", "true", "1", "opted in", "subscribed"), "given"),
    **dict.fromkeys(("refused", "no", "false", "0", "opted out", "unsubscribed"), "refused"),
    **dict.fromkeys(("unknown", "", "none", "not asked"), ""),
}
_FIELDS = (
    Field("external_id", "Key", synonyms=("contact id", "record id", "key", "id")),
    Field("name", "Name", synonyms=("contact", "contact name", "full name", "name")),
    Field(
        "email",
        "E-mail",
        synonyms=("e mail", "email", "mail", "email address", "e mail address"),
        required=True,
    ),
    Field("title", "Title", synonyms=("title", "job title", "role", "position")),
    # Without it the table is rather one of the team's own people.
    Field(
        "company",
        "Company",
        synonyms=("company", "company name", "account", "account name", "customer"),
        required=True,
    ),
    Field("consent", "Consent to be contacted", synonyms=("consent", "opt in", "marketing consent")),
    Field("consent_on", "Consent of", "day", ("consent on", "consent date", "opt in date")),
    Field("notes", "Notes", synonyms=("notes", "description")),
)


class ContactIntake(RowIntake[ImportedContact]):
    """One file of contacts."""

    sort = services.CONTACTS

    def read(self, cells: Cells) -> ImportedContact:
        email, consent = cells.needed("email", 254), cells.text("consent", 40)
        if email and not is_mailbox(email):
            cells.refuse("email", f"'{email[:60]}' is not an e-mail address.", "Correct it.")
        if consent.lower() not in _CONSENTS:
            cells.fault(
                "consent", f"'{consent}' says neither yes nor no.", "Write given, refused or nothing."
            )
        return ImportedContact(
            source=self.source,
            row=cells.row,
            external_id=(cells.text("external_id") or same_as(email))[:200],
            name=cells.text("name", 200),
            email=tidy(email),
            title=cells.text("title", 200),
            company=cells.text("company", 200),
            consent=_CONSENTS.get(consent.lower(), ""),
            consent_on=cells.day("consent_on"),
            notes=cells.text("notes", 20_000),
        )

    def preview(self, value: ImportedContact) -> tuple[str, ...]:
        on = day_text(value.consent_on) if value.consent_on else ""
        return (value.name, value.email, value.title, value.company, value.consent, on)


CONTACTS = TableNoun(
    name="contacts",
    label="Contacts",
    one="contact",
    many="contacts",
    fields=_FIELDS,
    shown=("Name", "E-mail", "Title", "Company", "Consent", "Consent of"),
    found={"created": "New contacts", "updated": "Contacts that are there"},
    arrived=ARRIVED,
    intake=ContactIntake,
    undo=services.UndoRows(services.CONTACTS),
    edits=services.EditsOfRows(services.CONTACTS),
)
