"""Themes: what many pieces of feedback are about, and what a look through all of them would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pilothouse.market.contracts.companies import Amount

# A loose group stands out less than a theme and is never ranked; routine talk is near-copies.
THEME_KINDS = ("theme", "loose", "routine")
ThemeKind = Literal["theme", "loose", "routine"]
ThemeState = Literal["open", "merged", "retired"]
Change = Literal["split", "merge", "new", "retired"]
TREND_WORDS = {
    "rising": "Rising",
    "falling": "Falling",
    "steady": "Steady",
    "too few records": "Too quiet to tell",
    "too few weeks": "Too early to tell",
}


@dataclass(frozen=True, slots=True)
class ThemeTrend:
    """Whether a theme is written about more than before, given how much is written at all. `expected` and
    `recent` are pieces a week: what its past leads to expect, and the mean of the last four weeks. `weekly`:
    pieces of each of the last weeks, oldest first, the last one full."""

    verdict: str
    score: float | None
    expected: float | None
    recent: float
    weekly: tuple[int, ...]

    @property
    def words(self) -> str:
        return TREND_WORDS.get(self.verdict, self.verdict)


@dataclass(frozen=True, slots=True)
class ThemeQuote:
    """A piece of feedback that stands for a theme, by its first line."""

    feedback_id: int
    text: str
    company_name: str
    received_on: date


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """A share, 0 to 1, with the interval that holds it in nine of ten cases."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ThemeNeed:
    """Which share of all known companies has the need that a theme is about, also of those that never wrote,
    and which share of the revenue of those that pay in `currency`. One theme stands in a higher `tier` than
    another (1 is the highest) where it is needed by more with a chance of 0.8; None where `why` says that
    there are too few to rank. `heard`: companies that wrote, of `of`. `heaviest`: the company with the most
    revenue among those that said it."""

    companies: ThemeShare
    revenue: ThemeShare | None
    currency: str
    tier: int | None
    why: str
    heard: int
    of: int
    heaviest: str


@dataclass(frozen=True, slots=True)
class ThemeName:
    """A theme by its name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Theme:
    """What many pieces of feedback are about. `feedback` counts the pieces, `companies` each company once,
    `unnamed` the pieces without a company; `revenue` is what these companies pay a year, in each currency.

    `made_by` is engine or person; `model` names the version of the model that found it. `merged` are themes
    that were merged into it. `trend` and `need` are None for what is never ranked and where they were not
    computed yet.
    """

    id: int
    name: str
    kind: ThemeKind
    state: ThemeState
    is_pinned: bool
    is_renamed: bool
    feedback: int
    companies: int
    unnamed: int
    revenue: tuple[Amount, ...]
    trend: ThemeTrend | None
    need: ThemeNeed | None
    quotes: tuple[ThemeQuote, ...]
    made_by: str
    made_at: datetime
    model: str
    split_from: ThemeName | None
    merged_into: ThemeName | None
    merged: tuple[ThemeName, ...]
    version: int


@dataclass(frozen=True, slots=True)
class ThemePart:
    """A theme as a look through all feedback found it: `feedback` pieces, `moved` of them from other themes;
    `example` is the piece nearest to what all of them say."""

    name: str
    kind: ThemeKind
    feedback: int
    moved: int
    example: str


@dataclass(frozen=True, slots=True)
class ThemeProposal:
    """What a look through all feedback would change: `themes` concerned, and `parts` that it found. `shares`:
    of each part the share of the theme's feedback (split), of each theme the share of it that goes in
    (merge)."""

    id: int
    change: Change
    themes: tuple[ThemeName, ...]
    parts: tuple[ThemePart, ...]
    shares: tuple[float, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ThemesSummary:
    """How much of all feedback stands where. `unread`: not looked at yet; `since`: pieces that came after the
    last look through all of it, None where there was none."""

    feedback: int
    in_themes: int
    in_loose: int
    without: int
    unread: int
    proposals: int
    looked_at: datetime | None
    since: int | None


@dataclass(frozen=True, slots=True)
class ThemesFound:
    """What a look through all feedback ended with."""

    run: int
    feedback: int
    proposals: int


@dataclass(frozen=True, slots=True)
class ThemesAccepted:
    """One act of accepting proposals: the `batch` by which it is undone, and how many it accepted."""

    batch: str
    accepted: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Earlier feedback that may say the same; `chance` that somebody would call the two duplicates."""

    feedback_id: int
    text: str
    company_name: str
    received_on: date
    chance: float


@dataclass(frozen=True, slots=True)
class RisingTheme:
    """A theme that is written about more than before: a week, and as expected."""

    id: int
    name: str
    recent: float
    expected: float | None


@dataclass(frozen=True, slots=True)
class MarketToday:
    """What Today says of the market beside support: rising themes, of how many that are watched; and how many
    times an item or a requirement rests on a fact that has expired or changed."""

    rising: tuple[RisingTheme, ...]
    watched: int
    suspect: int
