"""Competitors: what they can do, feature by feature, since when that is known, and what they ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pilothouse.kit.dates import day_text
from pilothouse.kit.money import Money
from pilothouse.kit.subjects import Subject

ANSWERS = ("yes", "partly", "no", "unverified", "unknown")
Answer = Literal["yes", "partly", "no", "unverified", "unknown"]
Freshness = Literal["fresh", "soon", "expired", "none"]
OWN = ("unknown", "shipped", "planned", "no")
OWN_WORDS = {"unknown": "Not decided", "shipped": "Shipped", "planned": "Planned", "no": "No"}
SHOWN_FACTS = {
    "expiring": "Expired or expires soon",
    "unverified": "Unverified or unknown",
    "only-we": "Only we have it",
    "all-but-us": "Everyone but us has it",
}
PERIODS = ("month", "year", "once")
PER = ("seat", "flat")
SOON = 30  # days before it expires that a fact is to be checked
USUAL_MONTHS = 6
MOST_MONTHS = 60
_BITS = 30


def fact_number(feature_id: int, competitor_id: int) -> int:
    """What the fact of a feature at a competitor is called in an address, also while nothing is known."""
    return feature_id << _BITS | competitor_id


def of_fact_number(number: int) -> tuple[int, int]:
    """The feature and the competitor that a number stands for."""
    return number >> _BITS, number & (1 << _BITS) - 1


@dataclass(frozen=True, slots=True)
class Fact:
    """Whether a competitor has a feature, as someone saw it. `id` stands for the two, also while nothing is
    known: then `answer` is unknown, which is never a no, and `row` is empty. `since`: when the answer was
    seen first; `seen_on`: when last; it expires after `expires_on`, never where that is empty. `resting`: how
    many items and requirements rest on it."""

    id: int
    row: int | None
    feature_id: int
    feature_name: str
    competitor_id: int
    competitor_name: str
    answer: Answer
    source: str
    since: date | None
    seen_on: date | None
    seen_by: str
    expires_on: date | None
    freshness: Freshness
    resting: int
    version: int

    @property
    def is_expired(self) -> bool:
        return self.freshness == "expired"

    @property
    def shown(self) -> str:
        """The answer in a word, for the mark of a cell."""
        return f"expired-{self.answer}" if self.is_expired else self.answer

    @property
    def told(self) -> str:
        """The answer in words."""
        return f"{self.answer.capitalize()}, expired" if self.is_expired else self.answer.capitalize()

    @property
    def title(self) -> str:
        return f"{self.competitor_name}: {self.feature_name}"

    @property
    def is_link(self) -> bool:
        return self.source.startswith(("https://", "http://"))

    @property
    def hint(self) -> str:
        """Where it is from and when it was seen."""
        if self.seen_on is None:
            return "Nothing is known"
        ends = f", expires {day_text(self.expires_on)}" if self.expires_on else ""
        return (
            f"Seen {day_text(self.seen_on)} by {self.seen_by or 'no one named'}{ends}. {self.source}".strip()
        )


@dataclass(frozen=True, slots=True)
class EarlierFact:
    """What a fact was before, from `since` to `until`."""

    id: int
    answer: Answer
    source: str
    since: date | None
    seen_on: date | None
    seen_by: str
    until: date

    @property
    def is_link(self) -> bool:
        return self.source.startswith(("https://", "http://"))


@dataclass(frozen=True, slots=True)
class FactsRenewed:
    """How many facts were checked and still hold."""

    renewed: int


@dataclass(frozen=True, slots=True)
class CompetitorName:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Feature:
    """A row of the matrix of a product. `own`: whether we have it; `item` is to bring it where that is
    planned. `facts`: one for each competitor of the product, in the order of their names."""

    id: int
    product: Subject
    name: str
    description: str
    own: str
    item: Subject | None
    facts: tuple[Fact, ...]
    version: int

    @property
    def is_shipped(self) -> bool:
        return self.own == "shipped" or (
            self.own == "planned" and self.item is not None and self.item.shipped
        )

    @property
    def own_told(self) -> str:
        if self.own == "planned" and self.is_shipped:
            return "Shipped"
        return OWN_WORDS[self.own]

    @property
    def own_shown(self) -> str:
        """The word for the mark of its cell."""
        return "yes" if self.is_shipped else self.own


@dataclass(frozen=True, slots=True)
class Price:
    """What a plan costs from a day on: `amount_cents` minor units of `currency` a month, a year or once, for
    each seat or for all."""

    id: int
    amount_cents: int
    currency: str
    period: Literal["month", "year", "once"]
    per: Literal["seat", "flat"]
    from_on: date
    source: str
    seen_by: str

    @property
    def is_link(self) -> bool:
        return self.source.startswith(("https://", "http://"))

    @property
    def amount(self) -> str:
        return str(Money(self.amount_cents, self.currency))

    @property
    def terms(self) -> str:
        """How it is charged: `a month, per seat`."""
        period = {"month": "a month", "year": "a year", "once": "once"}[self.period]
        return f"{period}, {'per seat' if self.per == 'seat' else 'flat'}"


@dataclass(frozen=True, slots=True)
class CompetitorPlan:
    """A plan that a competitor sells, with its prices, newest first."""

    id: int
    name: str
    notes: str
    prices: tuple[Price, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Competitor:
    """A company whose products compete with ours: with those of `against`, with all where that is empty.
    `known` facts are recorded of it, of which `expired` have expired."""

    id: int
    name: str
    website: str
    notes: str
    against: tuple[Subject, ...]
    plans: tuple[CompetitorPlan, ...]
    known: int
    expired: int
    version: int

    @property
    def against_names(self) -> str:
        return ", ".join(row.title for row in self.against) or "All products"


@dataclass(frozen=True, slots=True)
class Resting:
    """An item or a requirement, `target`, that rests on a fact being `relied`. It is suspect where the fact
    has expired or is another by now; `why` says so."""

    id: int
    fact: Fact
    target: Subject
    relied: Answer
    note: str
    added_at: datetime
    added_by: str

    @property
    def why(self) -> str:
        if self.fact.answer != self.relied:
            return f"was {self.relied}, is {self.fact.answer} now"
        if self.fact.is_expired and self.fact.expires_on:
            return f"expired {day_text(self.fact.expires_on)}"
        return ""

    @property
    def is_suspect(self) -> bool:
        return bool(self.why)


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """What one unit of `currency` is worth in the workspace's currency, as someone stated."""

    id: int
    currency: str
    rate: str
    stated_on: date
    stated_by: str
    version: int


@dataclass(frozen=True, slots=True)
class CompetitorSettings:
    """After how many months facts expire, and the exchange rates by which prices are compared. `version` is 0
    while no one has set anything."""

    months: int
    currency: str
    rates: tuple[ExchangeRate, ...]
    version: int


@dataclass(frozen=True, slots=True)
class ImportedFact:
    """A row of a table of facts; `own` and `description` are of the feature."""

    source: str
    row: int
    external_id: str
    product: str
    feature: str
    description: str = ""
    own: str = ""
    competitor: str = ""
    answer: str = ""
    seen_source: str = ""
    seen_on: date | None = None
    seen_by: str = ""
    expires_on: date | None = None
