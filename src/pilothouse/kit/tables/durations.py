"""Lengths of work in words: `3d`, `1w 2d 4h`, `30m`, `2 weeks`, `1 mo`, `PT16H`, `2 Tage`, `1:30`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pilothouse.kit.tables.limits import LONGEST_VALUE
from pilothouse.kit.tables.numbers import Sign, parse_number
from pilothouse.kit.tables.plain import bare

Unit = Literal["months", "weeks", "days", "hours", "minutes", "seconds"]
UNITS: tuple[Unit, ...] = ("months", "weeks", "days", "hours", "minutes", "seconds")

_WORDS: dict[Unit, str] = {
    "months": "mo mon mons month months monat monate monaten mois mes meses mese mesi maand maanden "
    "мес месяц месяца месяцев 月 个月 ヶ月 か月 개월",
    "weeks": "w wk wks week weeks wo woche wochen sem semaine semaines semana semanas settimana settimane "
    "sett weken нед неделя недели недель 周 週 週間 个星期 주",
    "days": "d day days dy pd t tag tage tagen pt personentage arbeitstage j jr "
    "jour jours dia dias giorno giorni gg g dag dagen д дн день "
    "дня дней 天 日 日間 일 dni dzien gun",
    "hours": "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren u ч час часа "
    "часов 小时 小時 時間 시간 godz",
    "minutes": "m min mins minute minutes minuten minuto minutos minuti minuut мин минута минуты "
    "минут 分 分钟 分鐘 분",
    "seconds": "s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos secondo "
    "secondi seconden с сек секунд 秒 초",
}
_AMOUNTS = {
    bare(word): amount
    for amount, words in (
        (0.5, "half halber halbe halben demi demie medio media mezzo mezza"),
        (1.0, "a an one ein eine einen un une una uno um uma"),
        (2.0, "two zwei deux dos due dois duas"),
        (3.0, "three drei trois tres tre três"),
        (4.0, "four vier quatre cuatro quattro quatro"),
        (5.0, "five fünf cinq cinco cinque"),
        (6.0, "six sechs seis sei"),
    )
    for word in words.split()
}  # fmt: skip
_ABOUT = re.compile(r"(?:[~≈]|(?:about|around|circa|ungefähr|environ|ca\.?|approx\.?)\s)\s*", re.I)
_WORDED = re.compile(r"(half an?|[^\W\d_]+)\s+([^\W\d_]+)", re.I)
_UNITS: dict[str, Unit] = {bare(word): unit for unit, words in _WORDS.items() for word in words.split()}
_PART = re.compile(r"\s*([\d][\d.,\s']*|[.,]\d+)\s*([^\W\d_]+)\.?\??\s*(?:,|;|\+|and|und|et|y|e)?\s*", re.I)
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?")
_HALF = re.compile(r"(\d+)\s*[h]\s*([0-5]\d)")
_ISO = re.compile(
    r"([+-]?)P(?:([\d.,]+)M)?(?:([\d.,]+)W)?(?:([\d.,]+)D)?(?:T(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?",
    re.I,
)
_HEADER = re.compile(r"[^\W\d_]+")
_LONG = 3  # a unit in a header is in brackets, or a word of so many letters


@dataclass(frozen=True, slots=True)
class Week:
    """How long people work: a month has four such weeks."""

    hours_a_day: float = 8.0
    days_a_week: float = 5.0

    def days(self, amount: float, unit: Unit) -> float:
        """`amount` of a unit in days of work."""
        hours = self.hours_a_day
        each = {
            "months": 4 * self.days_a_week,
            "weeks": self.days_a_week,
            "days": 1.0,
            "hours": 1 / hours,
            "minutes": 1 / hours / 60,
            "seconds": 1 / hours / 3600,
        }
        return amount * each[unit]


USUAL = Week()


def parse_duration(text: str, *, week: Week = USUAL, decimal: Sign = ".") -> float | None:
    """Days of work that a text with units stands for; None when it is none, or has no unit."""
    text = text.strip()
    if len(text) > LONGEST_VALUE:
        return None
    text = _ABOUT.sub("", text, count=1) if _ABOUT.match(text) else text
    worded = _WORDED.fullmatch(text)
    if worded is not None:
        amount, word = _AMOUNTS.get(bare(worded[1].split()[0])), _UNITS.get(bare(worded[2]))
        return week.days(amount, word) if amount is not None and word is not None else None
    iso = _ISO.fullmatch(text)
    if iso is not None and any(iso.groups()[1:]):
        return _iso(iso, week)
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        return week.days(int(clock[1]) + int(clock[2]) / 60 + int(clock[3] or 0) / 3600, "hours")
    half = _HALF.fullmatch(text)
    if half is not None:
        return week.days(int(half[1]) + int(half[2]) / 60, "hours")
    return _in_words(text, week, decimal)


def unit_in(header: str) -> Unit | None:
    """The unit that a header names, as in `Estimate (hours)` or `Effort [h]`; None where it names none."""
    if len(header) > LONGEST_VALUE:
        return None
    brackets = re.search(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*$", header)
    if brackets is not None:
        found = _UNITS.get(bare(brackets[1]).rstrip("."))
        if found is not None:
            return found
    words = [bare(word) for word in _HEADER.findall(header)]
    last = words[-1] if len(words) > 1 else ""
    return _UNITS.get(last) if len(last) >= _LONG and last not in ("mon", "sec", "min") else None


def _iso(found: re.Match[str], week: Week) -> float | None:
    total = 0.0
    for amount, unit in zip(found.groups()[1:], UNITS, strict=True):
        if amount:
            value = parse_number(amount.replace(",", "."))
            if value is None:
                return None
            total += week.days(value, unit)
    return -total if found[1] == "-" else total


def _in_words(text: str, week: Week, decimal: Sign) -> float | None:
    place, total = 0, 0.0
    while place < len(text):
        found = _PART.match(text, place)
        unit = _UNITS.get(bare(found[2])) if found else None
        value = parse_number(found[1], decimal) if found else None
        if found is None or unit is None or value is None:
            return None
        total += week.days(value, unit)
        place = found.end()
    return total if place else None
