"""Absences out of iCalendar files and addresses."""

from __future__ import annotations

import socket
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.kit import clock, outgoing
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Forbidden, Invalid, NotFound
from pilothouse.team import queries, services
from pilothouse.team.contracts import CalendarAbsence
from pilothouse.team.ical import Event, read

YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


def _calendar(*events: str) -> bytes:
    parts = [f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT" for event in events]
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *parts, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


WEEK = "UID:a\nSUMMARY:Ana Ruiz: leave\nDTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260307"
FRIDAYS = """UID:b
SUMMARY:Friday off
ORGANIZER:mailto:Ben@acme.example
DTSTART;TZID=America/New_York:20260306T200000
DTEND;TZID=America/New_York:20260306T230000
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;TZID=America/New_York:20260313T200000"""


def test_a_whole_day_ends_with_the_day_before_its_end() -> None:
    assert read(_calendar(WEEK), **YEAR) == (
        Event("a/20260302", "Ana Ruiz: leave", (), date(2026, 3, 2), date(2026, 3, 6)),
    )


def test_repeats_are_each_a_day_in_their_own_time_zone_and_exceptions_are_left_out() -> None:
    found = read(_calendar(FRIDAYS), **YEAR)
    assert [(row.first, row.last) for row in found] == [(date(2026, 3, 6),) * 2, (date(2026, 3, 20),) * 2]
    assert {row.mails for row in found} == {("ben@acme.example",)}
    assert len({row.uid for row in found}) == 2


def test_cancelled_events_and_those_outside_the_time_asked_for_are_left_out() -> None:
    events = (f"{WEEK}\nSTATUS:CANCELLED", WEEK.replace("2026", "2024").replace("UID:a", "UID:c"))
    assert read(_calendar(*events), **YEAR) == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"BEGIN:VCALENDAR\nfoo",
        b"\xff\xfe\x00",
        _calendar(f"{WEEK}\nRRULE:FREQ=SECONDLY"),
        _calendar(f"{WEEK}\nRRULE:FREQ=DAILY;BYMINUTE=1,2,3"),
    ],
)
def test_what_is_no_calendar_of_absences_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        read(data, **YEAR)


def _away(person: int, uid: str, first: int, last: int, reason: str = "") -> CalendarAbsence:
    return CalendarAbsence(person, uid, date(2026, 3, first), date(2026, 3, last), reason)


def test_the_same_calendar_again_changes_nothing_and_a_moved_event_moves(editor: Actor, now: Any) -> None:
    act: dict[str, Any] = {"actor": editor, "now": now}
    ana = services.add_person(name="Ana Ruiz", **act).id
    services.add_absence(person_id=ana, first=date(2026, 3, 20), last=date(2026, 3, 21), **act)
    rows = [_away(ana, "a", 2, 6, "Leave"), _away(ana, "b", 19, 20)]
    first = services.import_absences(absences=rows, **act)
    again = services.import_absences(absences=rows[:1], **act)
    moved = services.import_absences(absences=[_away(ana, "a", 3, 6, "Leave")], **act)

    assert (first.added, first.changed, len(first.notes)) == (1, 0, 1)
    assert "Ana Ruiz, 19 Mar 2026: away already" in first.notes[0]
    assert (again.added, again.kept, again.batch) == (0, 1, "")
    assert (moved.added, moved.changed) == (0, 1)
    assert [row.first.day for row in queries.person(actor=editor, id=ana).absences] == [3, 20]

    services.undo_absences(batch=moved.batch, **act)
    assert [row.first.day for row in queries.person(actor=editor, id=ana).absences] == [2, 20]
    services.undo_absences(batch=first.batch, **act)
    assert [row.first.day for row in queries.person(actor=editor, id=ana).absences] == [20]
    with pytest.raises(NotFound):
        services.undo_absences(batch=first.batch, **act)


def test_no_one_of_another_workspace_and_no_viewer_takes_a_calendar(
    editor: Actor, viewer: Actor, stranger: Actor, now: Any
) -> None:
    ana = services.add_person(actor=editor, now=now, name="Ana").id
    for actor, error in ((viewer, Forbidden), (stranger, NotFound)):
        with pytest.raises(error):
            services.import_absences(actor=actor, now=now, absences=[_away(ana, "a", 2, 6)])


def test_the_page_reads_a_file_says_who_is_who_and_is_undone(
    editor: Actor, now: Any, client_for: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 2, 1))
    ana = services.add_person(actor=editor, now=now, name="Ana Ruiz").id
    ben = services.add_person(actor=editor, now=now, name="Ben", email="ben@acme.example").id
    client = client_for("editor")
    data = _calendar(WEEK, FRIDAYS, WEEK.replace("UID:a", "UID:x").replace("Ana Ruiz", "Someone else"))
    page = client.post("team/absences/import", {"file": SimpleUploadedFile("away.ics", data)})
    groups = page.context["groups"]
    assert [(row["called"], row["person"], len(row["events"])) for row in groups] == [
        ("Someone else: leave", None, 1),
        ("Ana Ruiz", ana, 1),
        ("Ben", ben, 2),
    ]
    chosen = {f"person_{at}": row["person"] or "" for at, row in enumerate(groups)}
    answer = client.post("team/absences/take", {"events": page.context["events"], **chosen}, follow=True)
    assert "3 absences added, 0 changed, 0 as they were." in answer.content.decode()
    assert len(queries.person(actor=editor, id=ben).absences) == 2


@pytest.mark.parametrize("url", ["http://example.org/a.ics", "file:///etc/passwd", "nonsense", "https://"])
def test_only_https_addresses_are_asked(url: str) -> None:
    with pytest.raises(Invalid, match="not an https address"):
        outgoing.fetch(url, most_bytes=1, where="url")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1",
    ],
)  # fmt: skip
def test_no_address_within_a_network_is_reached(address: str, monkeypatch: Any, settings: Any) -> None:
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *args, **more: [(0, 0, 0, "", ("8.8.8.8", 443)), (0, 0, 0, "", (address, 443))],
    )
    with pytest.raises(Invalid, match="private network"):
        outgoing.public_addresses("calendar.example.org", 443, where="url")
    settings.PILOTHOUSE_PRIVATE_ADDRESSES = True
    assert address in outgoing.public_addresses("calendar.example.org", 443, where="url")
