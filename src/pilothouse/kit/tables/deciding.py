"""How the cells of a table are to be read, decided for each column from all its values and told.

No cell says whether 3/4/2027 is in March or in April, or what 1.000 means; its column mostly does. A first
pass over the file collects what each column shows, in bounded memory; `decide` makes of it a `Convention` a
column, by which every cell of it is then read alike, and a `Reading` for people: what was decided, from which
cells, and what else would fit. Where two readings fit, `Reading.choices` holds both; whoever asks hands the
chosen word back in `words`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pilothouse.engine.dates import day_text
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.dates import Orders, fits, is_number, parse_day, serial_moment
from pilothouse.kit.tables.durations import UNITS, USUAL, Unit, Week, parse_duration, unit_in
from pilothouse.kit.tables.limits import LONGEST_VALUE
from pilothouse.kit.tables.numbers import Exact, Sign, is_unsure, parse_number, signs

About = Literal["day order", "decimal sign", "day numbers", "unit", "list separator", "file"]
Kind = Literal["day", "number", "share", "days", "seconds", "list"]

DAY_FIRST, MONTH_FIRST, POINT, COMMA = "day-first", "month-first", "decimal-point", "decimal-comma"
_ORDERS = (DAY_FIRST, MONTH_FIRST)
WORDS = (DAY_FIRST, MONTH_FIRST, POINT, COMMA, *UNITS)
AUTO = "auto"  # a list's separator that the column decides
_DECIMALS: dict[str, Sign] = {POINT: ".", COMMA: ","}
_SEPARATORS = {";": "semicolons", "|": "bars", "\n": "lines", ",": "commas"}
_MOST = 3  # examples kept of each sort
_SERIALS = (20_000, 80_000)  # 1954 to 2119: beyond that a whole number in a column of dates is a slip
_DOT = "."
_WITHIN = re.compile(r"\d+[.,]\d+")


@dataclass(frozen=True, slots=True)
class Sample:
    """A cell, and what it is read as: `01/02/2027`, `1 Feb 2027`."""

    cell: str
    read: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to read a column. `word` chooses it, in `Columns.readings` or after `--read` in the shell."""

    word: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was decided of a column, and why.

    `text` is a sentence for people; what is told about the `file` has no column. `choices` has the ways that
    fit where there are several; the first was taken.
    """

    column: str
    about: About
    word: str
    text: str
    samples: tuple[Sample, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        return len(self.choices) > 1


@dataclass(frozen=True, slots=True)
class Convention:
    """How every cell of a column is read. `unit` is that of a bare number in a column of lengths of work;
    `percent`: a bare number of a share is percent, as one above 1 shows.
    """

    orders: Orders = field(default_factory=lambda: dict.fromkeys("/-. ", True))
    serial: bool = False
    decimal: Sign = "."
    unit: Unit = "days"
    separator: str = ""
    week: Week = USUAL
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A column to decide on. `parts`: signs that may part a list."""

    place: int
    header: str
    kind: Kind
    parts: str = ""


@dataclass
class Look:
    """What a column shows while its cells go by."""

    asked: Asked
    days: dict[str, Counter[str]] = field(default_factory=dict)  # sign -> how often which order fits
    decimals: Counter[str] = field(default_factory=Counter)
    parted: Counter[str] = field(default_factory=Counter)
    serials: int = 0
    percent: bool = False
    examples: dict[str, list[str]] = field(default_factory=dict)

    def feed(self, cell: str) -> None:
        """Take note of one cell."""
        if not cell or cell.isspace():
            return
        kind = self.asked.kind
        if kind == "day":
            self._day(cell.strip())
        elif kind == "list":
            if cell.lstrip().startswith("["):  # written as JSON
                return
            for sign in self.asked.parts:
                if sign in cell.strip():
                    self._note(self.parted, sign, cell)
        else:
            if kind == "share":
                self._share(cell.strip())
            if not isinstance(cell, Exact):
                self._number(cell.strip())

    def _day(self, text: str) -> None:
        found = fits(text)
        if found is not None:
            fit = DAY_FIRST if not found.month_first else MONTH_FIRST if not found.day_first else "both"
            self._note(self.days.setdefault(found.sign, Counter()), fit, text, found.sign + fit)
        elif is_number(text) and _is_serial(text):
            self.serials += 1
            self._example("serial", text)

    def _share(self, text: str) -> None:
        value = parse_number(text) or parse_number(text, ",") or 0.0
        self.percent |= value > 1
        if value:
            self._example("percent" if value > 1 else "share", text)

    def _number(self, text: str) -> None:
        found = signs(text)
        if not found:
            self._example("words", text)
            for each in _WITHIN.findall(text[:LONGEST_VALUE]):
                if len(sure := signs(each)) == 1:
                    self.decimals[next(iter(sure))] += 1
        elif is_unsure(text):
            self._note(self.decimals, "unsure", text)
        elif len(found) == 1:
            self._note(self.decimals, next(iter(found)), text)
        else:
            self._example("bare", text)

    def _note(self, counted: Counter[str], what: str, cell: str, name: str = "") -> None:
        counted[what] += 1
        self._example(name or what, cell)

    def _example(self, name: str, cell: str) -> None:
        held = self.examples.setdefault(name, [])
        if len(held) < _MOST and cell not in held:
            held.append(cell)

    def order(self, sign: str) -> str:
        """Which order the dates with `sign` show by themselves; empty where both fit all of them."""
        counted = self.days.get(sign, Counter())
        shown = [word for word in (DAY_FIRST, MONTH_FIRST) if counted[word]]
        return max(shown, key=lambda word: counted[word]) if shown else ""

    def decimal(self) -> str:
        """Which decimal sign the numbers show by themselves; empty where they show none."""
        shown = [word for word, sign in _DECIMALS.items() if self.decimals[sign]]
        return max(shown, key=lambda word: self.decimals[_DECIMALS[word]]) if shown else ""


@dataclass(frozen=True, slots=True)
class Decided:
    """`by_place`: convention of each column asked about. `whole`: that of what stands elsewhere."""

    readings: tuple[Reading, ...] = ()
    by_place: Mapping[int, Convention] = field(default_factory=dict)
    whole: Convention = field(default_factory=Convention)

    def at(self, place: int) -> Convention:
        return self.by_place.get(place, self.whole)


class Deciding:
    """Collects what the columns of a file show.

    `words` holds what was chosen by hand: by header, and under the empty header for the whole file; several
    words are parted by spaces. Raises `Invalid` for a word that is not one of `WORDS`.
    """

    def __init__(
        self, columns: Sequence[Asked], *, words: Mapping[str, str] | None = None, week: Week = USUAL
    ) -> None:
        self.week, self.chosen = week, checked(words or {})
        self.looks = [Look(each) for each in columns]

    def feed(self, cells: Sequence[str]) -> None:
        """Take note of one row; columns that it lacks are empty."""
        many = len(cells)
        for look in self.looks:
            if look.asked.place < many:
                look.feed(cells[look.asked.place])

    def decide(self, notes: Sequence[str] = ()) -> Decided:
        """What was found out; `notes` tell more of the file."""
        order, decimal = self._file_order(), self._file_decimal()
        whole = Convention(
            orders=dict.fromkeys("/- ", order != MONTH_FIRST) | {_DOT: True},
            decimal=_DECIMALS.get(decimal, "."),
            week=self.week,
        )
        readings = [Reading("", "file", "", text) for text in notes]
        found: dict[int, Convention] = {}
        for look in self.looks:
            found[look.asked.place], told = _settled(look, self._word(look), order, decimal, whole)
            readings += told
        return Decided(tuple(readings), found, whole)

    def _word(self, look: Look) -> frozenset[str]:
        return self.chosen.get(look.asked.header, frozenset()) or self.chosen.get("", frozenset())

    def _file_order(self) -> str:
        """The order that the columns which show one agree on."""
        named = self.chosen.get("", frozenset()) & set(_ORDERS)
        shown = {look.order(sign) for look in self.looks for sign in look.days if sign != _DOT} - {""}
        return next(iter(named or shown)) if named or len(shown) == 1 else ""

    def _file_decimal(self) -> str:
        named = self.chosen.get("", frozenset()) & set(_DECIMALS)
        shown = {look.decimal() for look in self.looks} - {""}
        return next(iter(named or shown)) if named or len(shown) == 1 else ""


def chosen(told: Sequence[str]) -> dict[str, str]:
    """Words by header of `COLUMN=WORD` each; a word without a column is for the whole file."""
    found: dict[str, str] = {}
    for text in told:
        header, _, word = text.rpartition("=")
        found[header] = f"{found[header]} {word}" if header in found else word
    return found


def checked(words: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Words by header. Raises `Invalid` for one that is unknown."""
    found = {header: frozenset(text.split()) for header, text in words.items()}
    for header, each in found.items():
        for word in each - set(WORDS):
            where, cure = f"column '{header}'" if header else "", f"Use one of: {', '.join(WORDS)}."
            raise Invalid(f"'{word[:40]}' is no way to read a column.", where=where, cure=cure)
    return found


def _settled(
    look: Look, words: frozenset[str], order: str, decimal: str, whole: Convention
) -> tuple[Convention, list[Reading]]:
    kind = look.asked.kind
    if kind == "day":
        return _days_settled(look, words, order, whole)
    if kind == "list":
        sign = next((sign for sign in look.asked.parts if look.parted[sign]), "")
        return Convention(separator=sign, week=whole.week), list(_list_told(look, sign))
    word = next(iter(words & set(_DECIMALS)), "") or look.decimal() or decimal
    settled = Convention(
        decimal=_DECIMALS.get(word, "."), unit=_unit(look, words), week=whole.week, percent=look.percent
    )
    return settled, [*_decimal_told(look, word), *_unit_told(look, settled), *_percent_told(look)]


def _days_settled(
    look: Look, words: frozenset[str], order: str, whole: Convention
) -> tuple[Convention, list[Reading]]:
    named = next(iter(words & set(_ORDERS)), "")
    orders: dict[str, bool] = dict(whole.orders)
    told = []
    for sign in look.days:
        word = named or look.order(sign) or (DAY_FIRST if sign == _DOT else order)
        orders[sign] = word != MONTH_FIRST
        if look.days[sign]["both"] or len(look.days[sign]) > 1:
            told.append(_order_told(look, sign, word))
    if look.serials:
        told.append(_serial_told(look))
    return Convention(orders=orders, serial=bool(look.serials), week=whole.week), told


def _order_told(look: Look, sign: str, word: str) -> Reading:
    """The order of day and month; a question where no `word` says it."""
    header = look.asked.header
    shown, both = look.examples.get(sign + word, []), look.examples.get(sign + "both", [])
    if not word:
        return _question(header, "day order", [Choice(each, _dated(both, each)) for each in _ORDERS])
    text = f"{header}: {_said(word)}" + (f", as {shown[0]} shows" if look.order(sign) == word else "")
    samples = _dated(both or shown, word)
    text += f"; {samples[0].cell} is {samples[0].read}." if samples else "."
    against = sum(look.days[sign][each] for each in _ORDERS if each != word)
    if against:
        many = "1 date has" if against == 1 else f"{against:,} dates have"
        text += f" {many} the other order and cannot be read."
    return Reading(header, "day order", word, text, samples)


def _question(header: str, about: About, choices: Sequence[Choice]) -> Reading:
    taken, other = choices[0].samples[0], choices[1].samples[0]
    text = f"{header}: {taken.cell} is taken as {taken.read}, {_said(choices[0].word)}; "
    text += f"it may be {other.read}, {_said(choices[1].word)}."
    return Reading(header, about, choices[0].word, text, choices[0].samples, tuple(choices))


def _said(word: str) -> str:
    return word.replace("-", " ")


def _dated(cells: Sequence[str], word: str) -> tuple[Sample, ...]:
    days = ((cell, parse_day(cell, day_first=word == DAY_FIRST)) for cell in cells)
    return tuple(Sample(cell, day_text(day)) for cell, day in days if day is not None)


def _serial_told(look: Look) -> Reading:
    moments = ((cell, serial_moment(cell)) for cell in look.examples["serial"])
    samples = tuple(Sample(cell, day_text(found.date())) for cell, found in moments if found is not None)
    first = samples[0]
    text = f"{look.asked.header}: numbers are a spreadsheet's dates; {first.cell} is {first.read}."
    return Reading(look.asked.header, "day numbers", "", text, samples)


def _is_serial(text: str) -> bool:
    value = parse_number(text.replace(",", "."))
    return value is not None and _SERIALS[0] <= value < _SERIALS[1]


def _decimal_told(look: Look, word: str) -> Iterator[Reading]:
    """The decimal sign where it matters; a question where no `word` says it."""
    header, unsure = look.asked.header, look.examples.get("unsure", [])
    if unsure and not word:
        choices = [Choice(each, _numbered(unsure, each)) for each in _DECIMALS]
        yield _question(header, "decimal sign", choices)
    shown = look.examples.get(_DECIMALS.get(word, ""), [])
    samples = _numbered(unsure or shown, word) if word else ()
    if not samples or (word == POINT and not unsure):
        return
    text = f"{header}: {_said(word)}" + (f", as {shown[0]} shows" if shown and unsure else "")
    yield Reading(header, "decimal sign", word, f"{text}; {samples[0].cell} is {samples[0].read}.", samples)


def _numbered(cells: Sequence[str], word: str) -> tuple[Sample, ...]:
    values = ((cell, parse_number(cell, _DECIMALS[word])) for cell in cells)
    return tuple(Sample(cell, f"{value:.12g}") for cell, value in values if value is not None)


def _unit(look: Look, words: frozenset[str]) -> Unit:
    named = next((unit for unit in UNITS if unit in words), None)
    return named or unit_in(look.asked.header) or ("seconds" if look.asked.kind == "seconds" else "days")


def _unit_told(look: Look, settled: Convention) -> Iterator[Reading]:
    """Lengths in words, and bare numbers that are no days."""
    if look.asked.kind not in ("days", "seconds"):
        return
    header, week = look.asked.header, settled.week
    bare = [*look.examples.get("bare", []), *look.examples.get(settled.decimal, [])]
    lengths = [
        (cell, parse_duration(cell, week=week, decimal=settled.decimal))
        for cell in look.examples.get("words", [])
    ]
    if settled.unit != "days":
        numbers = ((cell, parse_number(cell, settled.decimal)) for cell in bare[:_MOST])
        lengths += [(cell, week.days(value, settled.unit)) for cell, value in numbers if value is not None]
    samples = tuple(Sample(cell, f"{days:,.3g} days") for cell, days in lengths if days is not None)
    if samples:
        text = (
            f"{header}: {samples[0].cell} is {samples[0].read} of work, at {week.hours_a_day:g} hours a day"
        )
        text += f" and {week.days_a_week:g} days a week."
        yield Reading(header, "unit", settled.unit, text, samples)


def _percent_told(look: Look) -> Iterator[Reading]:
    """Numbers that could be shares, in a column of percent."""
    if look.percent and (small := look.examples.get("share")):
        above = look.examples["percent"][0]
        text = f"{look.asked.header}: percent, as {above} shows; {small[0]} is {small[0]} %."
        yield Reading(look.asked.header, "unit", "", text)


def _list_told(look: Look, sign: str) -> Iterator[Reading]:
    if sign:
        header, cells = look.asked.header, look.examples[sign]
        samples = tuple(Sample(cell, " · ".join(map(str.strip, cell.split(sign)))) for cell in cells)
        many = len(cells[0].split(sign))
        text = f"{header}: {_SEPARATORS[sign]} part a list; '{cells[0][:60]}' holds {many}."
        yield Reading(header, "list separator", sign, text, samples)
