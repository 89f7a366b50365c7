"""Merging people, or teams, that are one: who is alike stands together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Invalid
from pilothouse.kit.forms import acted, posted_ids, posted_number
from pilothouse.team import queries, services

_SHOWN = 500
_OTHER = re.compile(r"[^a-z0-9]+")


@page(role=Role.EDITOR, methods=("GET", "POST"))
def people(request: HttpRequest) -> HttpResponse:
    """Choose people and who of them stays."""
    actor = request_actor(request)
    if request.method == "POST":
        return _merge(request, services.merge_people, "team:merge-people", "people")
    rows = [
        (row.id, row.name, " · ".join(filter(None, (row.email, row.team_name, row.external_id))))
        for row in queries.people(actor=actor)
    ]
    return _shown(request, rows, "people", "team:people", beside="E-mail, team, account")


@page(role=Role.EDITOR, methods=("GET", "POST"))
def teams(request: HttpRequest) -> HttpResponse:
    """Choose teams and which of them stays."""
    actor = request_actor(request)
    if request.method == "POST":
        return _merge(request, services.merge_teams, "team:merge-teams", "teams")
    rows = [
        (row.id, row.name, f"{many} {'person' if many == 1 else 'people'}")
        for row, many in queries.team_sizes(actor=actor)
    ]
    return _shown(request, rows, "teams", "team:skills", beside="Size")


def _merge(request: HttpRequest, merge: Any, back: str, what: str) -> HttpResponse:
    actor, into = request_actor(request), posted_number(request, "into")
    ids = posted_ids(request, "id")

    def act() -> int:
        if into is None:
            raise Invalid("No one was chosen to stay.", where="into", cure="Choose one under Keep.")
        entry: int = merge(actor=actor, now=clock.now(), ids=ids, into=into)
        return entry

    many = len({*ids, into} - {None})
    return acted(request, act, wurl(actor, back), f"{many} {what} are one now.", restorable=True)


def _shown(
    request: HttpRequest, rows: Sequence[tuple[int, str, str]], what: str, back: str, *, beside: str
) -> HttpResponse:
    text = request.GET.get("text", "").strip()
    found = [row for row in rows if text.lower() in f"{row[1]} {row[2]}".lower()]
    context = {
        "rows": found[:_SHOWN],
        "more": len(found) - _SHOWN,
        "alike": alike(rows),
        "what": what,
        "beside": beside,
        "text": text,
        "back_url": wurl(request_actor(request), back),
    }
    return render(request, "team/merge.html", context)


def alike(rows: Sequence[tuple[int, str, str]]) -> list[list[tuple[int, str, str]]]:
    """Rows whose names say the same words, whatever their order, accents, capitals, dots and numbers: `Ana
    Ruiz`, `ruiz.ana` and `Ana Ruíz (2)`. The fullest name first."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    for row in rows:
        if key := _key(row[1]):
            found.setdefault(key, []).append(row)
    groups = [sorted(group, key=lambda row: (-len(row[2]), row[0])) for group in found.values()]
    return [group for group in groups if len(group) > 1]


def _key(name: str) -> str:
    plain = normalize("NFKD", name.partition("@")[0]).encode("ascii", "ignore").decode().lower()
    words = [word for word in _OTHER.split(plain) if word and not word.isdigit()]
    return " ".join(sorted(words))
