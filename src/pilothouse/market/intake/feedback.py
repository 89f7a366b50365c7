"""Feedback as a noun of tables: what a help desk, a survey or a review site exports."""

from __future__ import annotations

import re

from pilothouse.kit import clock
from pilothouse.kit.dates import day_text
from pilothouse.kit.tables.nouns import Cells, Field, TableNoun
from pilothouse.kit.text import MOST_TEXT
from pilothouse.market import services
from pilothouse.market.contracts import CHANNELS, KINDS, ImportedFeedback, headline, said_key
from pilothouse.market.intake.rows import ARRIVED, RowIntake

_FIELDS = (
    Field(
        "external_id",
        "Key",
        synonyms=("feedback id", "response id", "review id", "ticket id", "note id", "key", "id"),
    ),
    Field(
        "text",
        "What was said",
        synonyms=("feedback", "verbatim", "review", "review text", "message", "note", "answer", "content"),
        required=True,
    ),
    Field("channel", "From", synonyms=("channel", "from", "source", "origin")),
    Field("author", "Author", synonyms=("author", "user", "reviewer", "requester", "respondent")),
    Field("email", "E-mail of a contact", synonyms=("email", "e mail", "user email", "requester email")),
    Field("company", "Company", synonyms=("company", "company name", "account", "account name", "customer")),
    Field("received_on", "Day", "day", ("received on", "date", "day", "created", "created at", "submitted")),
    Field("link", "Link", synonyms=("link", "url", "permalink")),
    Field("language", "Language", synonyms=("language", "locale", "lang")),
    Field("kind", "Kind", synonyms=("kind", "type", "category")),
)
_CHANNELS = {
    **{word: word for word in CHANNELS},
    "app store": "review",
    "help desk": "support",
    "nps": "survey",
    "interview": "research",
}
_KINDS = {
    **{word: word for word in KINDS},
    "feature request": "request",
    "feature": "request",
    "enhancement": "request",
    "defect": "bug",
    "problem": "bug",
    "compliment": "praise",
}
_LINK = re.compile(r"^https?://\S{1,490}$")


class FeedbackIntake(RowIntake[ImportedFeedback]):
    """One file of feedback."""

    sort = services.FEEDBACK

    def read(self, cells: Cells) -> ImportedFeedback:
        text, company = cells.needed("text", MOST_TEXT), cells.text("company", 200)
        on, link = cells.day("received_on"), cells.text("link")
        if link and not _LINK.match(link):
            cells.fault("link", f"'{link[:60]}' is not a link.", "Begin it with https://.")
            link = ""
        return ImportedFeedback(
            source=self.source,
            row=cells.row,
            external_id=cells.text("external_id")[:200] or said_key(text, company, on),
            text=text,
            channel=self._word(cells, "channel", _CHANNELS),
            author=cells.text("author", 200),
            email=cells.text("email", 254),
            company=company,
            received_on=on or clock.today(),
            link=link,
            language=cells.text("language", 10),
            kind=self._word(cells, "kind", _KINDS),
        )

    def _word(self, cells: Cells, name: str, words: dict[str, str]) -> str:
        told = cells.text(name)
        if told and told.lower() not in words:
            known = ", ".join(dict.fromkeys(words.values()))
            cells.fault(name, f"'{told[:40]}' is not known here.", f"Use one of {known}.")
        return words.get(told.lower(), "")

    def preview(self, value: ImportedFeedback) -> tuple[str, ...]:
        on = day_text(value.received_on) if value.received_on else ""
        return (headline(value.text), value.channel, value.author, value.company, on, value.kind)


FEEDBACK = TableNoun(
    name="feedback",
    label="Feedback",
    one="piece of feedback",
    many="pieces of feedback",
    fields=_FIELDS,
    shown=("What was said", "From", "Author", "Company", "Day", "Kind"),
    found={"created": "New feedback", "updated": "Feedback that is there"},
    arrived=ARRIVED,
    intake=FeedbackIntake,
    undo=services.UndoRows(services.FEEDBACK),
    edits=services.EditsOfRows(services.FEEDBACK),
    computed=frozenset(("state", "asks for")),
)
