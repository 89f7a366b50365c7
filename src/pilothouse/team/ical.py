"""Absences out of an iCalendar file (RFC 5545): days away, and who they may be of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pilothouse.kit.errors import Invalid
from pilothouse.kit.mailboxes import same_as
from pilothouse.kit.text import one_line

MOST_BYTES = 5_000_000
MOST_EVENTS = 2_000
_CURE = "Export the calendar as iCalendar (.ics), or copy its https address."
MOST_REPEATED = 500
_FLOODS = ("SECONDLY", "MINUTELY", "HOURLY", "BYSECOND", "BYMINUTE", "BYHOUR")
_FREE = ("CANCELLED",)


@dataclass(frozen=True, slots=True)
class Event:
    """Days on which someone is away, both included. `uid` tells occurrences of one event apart; `mails` are
    the addresses that it names, organizer first."""

    uid: str
    title: str
    mails: tuple[str, ...]
    first: date
    last: date


def read(data: bytes, *, first: date, last: date) -> tuple[Event, ...]:
    """The events of a file that touch the days from `first` to `last`, repeated ones each time, by their day.

    An event of a part of a day is of that day, in its own time zone. Raises `Invalid` for what is none.
    """
    import icalendar
    import recurring_ical_events  # type: ignore[import-untyped]

    try:
        calendar = icalendar.Calendar.from_ical(data)
        _refuse_floods(calendar)
        found = recurring_ical_events.of(calendar, skip_bad_series=True).between(
            first, last + timedelta(days=1)
        )
        events = sorted(filter(None, map(_event, found)), key=lambda row: (row.first, row.uid))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise Invalid("This is no calendar that can be read.", where="file", cure=_CURE) from None
    if len(events) > MOST_EVENTS:
        raise Invalid(
            f"The calendar has {len(events):,} events; {MOST_EVENTS:,} are the most.",
            where="file",
            cure="Choose a calendar of absences alone.",
        )
    return tuple(events)


def _refuse_floods(calendar: Any) -> None:
    """Repeats within a day, and thousands of repeating events, are no absences but a way to fill memory."""
    rules = [event["RRULE"] for event in calendar.walk("VEVENT") if "RRULE" in event]
    texts = [rule.to_ical().decode() if hasattr(rule, "to_ical") else "SECONDLY" for rule in rules]
    if len(texts) > MOST_REPEATED or any(word in text for text in texts for word in _FLOODS):
        raise Invalid(
            "This repeats more often than absences do.",
            where="file",
            cure="Choose a calendar of absences alone.",
        )


def _event(component: Any) -> Event | None:
    if str(component.get("STATUS", "")).upper() in _FREE:
        return None
    start, end = component.start, component.end
    uid = one_line(str(component.get("UID", "")))[:150]
    return Event(
        uid=f"{uid}/{_day(start):%Y%m%d}",
        title=one_line(str(component.get("SUMMARY", "")))[:200],
        mails=tuple(dict.fromkeys(_mails(component))),
        first=_day(start),
        last=_last(start, end),
    )


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _last(start: date | datetime, end: date | datetime) -> date:
    """The last day of an event: its end is the first moment after it."""
    if isinstance(end, datetime):
        whole = end - timedelta(microseconds=1) if end > start else end
        return whole.date()
    return max(_day(start), end - timedelta(days=1))


def _mails(component: Any) -> list[str]:
    named = component.get("ATTENDEE", [])
    people = [component.get("ORGANIZER"), *(named if isinstance(named, list) else [named])]
    texts = (str(person).lower().removeprefix("mailto:") for person in people if person)
    return [same_as(text) for text in texts if "@" in text]
