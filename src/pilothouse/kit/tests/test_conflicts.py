"""Theirs beside mine: only what parts, what only they changed is taken, and the choice is what is saved."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from pilothouse.kit.conflicts import conflict
from pilothouse.kit.errors import Stale
from pilothouse.kit.forms import Sent, day_field, text_field, version_field, words


class Small(forms.Form):
    version = version_field()
    title = text_field("Title")
    status = forms.ChoiceField(choices=words(["backlog", "in_progress"]))
    due = day_field("Due")
    hard = forms.BooleanField(label="Hard", required=False)


STORED = {"version": 5, "title": "Ingest", "status": "in_progress", "due": date(2026, 3, 9), "hard": True}
BEFORE = {"title": ["Intake"], "status": ["backlog"], "due": ["2026-03-02"], "hard": []}


def _form(filled: Any = BEFORE, **sent: str) -> Small:
    data = QueryDict(mutable=True)
    data.update({"version": "4", "filled": json.dumps(filled)} | sent)
    return Small(data, initial=STORED)


def test_what_both_changed_is_asked_and_what_only_they_changed_is_taken() -> None:
    form = _form(title="Take in", status="backlog", due="2026-03-02")
    found = conflict(form)

    assert [(row.label, row.mine, row.theirs, row.chosen) for row in found] == [
        ("Title", "Take in", "Ingest", "mine"),
        ("Status", "Backlog", "In progress", "theirs"),
        ("Due", "2 Mar 2026", "9 Mar 2026", "theirs"),
        ("Hard", "no", "yes", "theirs"),
    ]
    assert form["version"].value() == "5", "sent again it is a change of what is stored"
    assert (form["title"].value(), form["status"].value(), form["hard"].value()) == (
        "Take in", "in_progress", True,
    )  # fmt: skip


def test_what_only_i_changed_and_what_is_alike_is_not_listed() -> None:
    same = {"title": ["Ingest"], "status": ["in_progress"], "due": ["2026-03-09"], "hard": ["on"]}
    form = _form(same, title="Mine", status="in_progress", due="2026-03-09", hard="on")

    assert conflict(form) == ()
    assert form["title"].value() == "Mine"


def test_without_what_it_was_filled_with_every_difference_is_asked() -> None:
    found = conflict(_form(None, title="Ingest", status="backlog", due="2026-03-09", hard="on"))

    assert [(row.label, row.both) for row in found] == [("Status", True)]


def test_what_was_chosen_is_what_is_sent() -> None:
    sent = {"title": "Take in", "status": "backlog", "due": "2026-03-02", "resolve-status": "theirs"}
    form = _form(**sent | {"version": "5", "resolve-title": "mine", "resolve-hard": "theirs"})
    Sent(form, lambda: 1)

    assert form.cleaned_data["title"] == "Take in"
    assert form.cleaned_data["status"] == "in_progress"
    assert form.cleaned_data["hard"] is True


def test_a_stale_change_ends_with_the_differences() -> None:
    def fail() -> None:
        raise Stale("Someone else changed this.")

    sent = Sent(_form(title="Take in", status="in_progress", due="2026-03-09", hard="on"), fail)

    assert (sent.status, [row.name for row in sent.conflict]) == (412, ["title"])


def test_a_form_carries_what_it_was_filled_with() -> None:
    html = str(Small(initial=STORED)["version"])

    assert 'name="version" value="5"' in html
    assert "2026-03-09" in html
    assert 'name="filled"' in html


def test_nonsense_in_the_hidden_field_is_as_none() -> None:
    data = QueryDict(mutable=True)
    data.update({"version": "4", "filled": "[1", "title": "x", "status": "backlog"})

    assert {row.both for row in conflict(Small(data, initial=STORED))} == {True}
