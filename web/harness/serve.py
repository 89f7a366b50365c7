"""Serves pages for looking at the front end without a database: `python web/harness/serve.py [port]`.

The templates are the real ones; plans are generated from a seed. For work on this repository only:
nothing here is part of the wheel.
"""

from __future__ import annotations

import json
import mimetypes
import random
import sys
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from blueprint import TEXT, review
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path

HERE = Path(__file__).resolve().parent
SITE = HERE.parents[1] / "src" / "pilothouse" / "site"
sys.path.insert(0, str(HERE.parents[1] / "src"))

settings.configure(
    DEBUG=True,
    SECRET_KEY="harness",
    ROOT_URLCONF=__name__,
    STATIC_URL="/static/",
    INSTALLED_APPS=["django.contrib.staticfiles"],
    USE_TZ=True,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE, SITE / "templates"],
            "OPTIONS": {
                "builtins": ["pilothouse.site.templatetags.pilothouse"],
                "libraries": {"pilothouse": "pilothouse.site.templatetags.pilothouse"},
            },
        }
    ],
)
django.setup()

TODAY = date(2026, 11, 23)
urlpatterns = [path("w/<slug:workspace>/", HttpResponse, name="today")]

KINDS = ["build", "build", "build", "design", "research", "test", "launch", "refactor", "hire", "data"]
PEOPLE = [
    ("AR", "Ana Ruiz"),
    ("JT", "Jon Tan"),
    ("MO", "Mira Okafor"),
    ("LK", "Lev Kaplan"),
    ("SB", "Sana Bose"),
    ("PD", "Per Dahl"),
]
VERBS = [
    "Stream",
    "Migrate",
    "Measure",
    "Split",
    "Harden",
    "Review",
    "Index",
    "Cache",
    "Document",
    "Roll out",
]
NOUNS = [
    "ingest pipeline",
    "schema registry client",
    "usage metering API",
    "billing export",
    "audit log",
    "search results",
    "consent screen",
    "invoice reconciliation",
    "load test at 50k events/s",
    "onboarding for platform leads",
]
TEAMS = ["Ingest", "Billing", "Growth"]


def plan(rows: int) -> dict[str, Any]:
    """A plan of about `rows` lines: releases, epics, items; one chain of dependencies through each epic."""
    draw = random.Random(7)
    made: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    begin = TODAY - timedelta(days=20)

    def add(title: str, level: str, parent: str | None, depth: int, **more: Any) -> dict[str, Any]:
        row: dict[str, Any] = {
            "ref": f"roadmap.item:{len(made) + 1}",
            "parent": parent,
            "depth": depth,
            "key": f"ATL-{len(made) + 1}",
            "title": title,
            "level": level,
            "kind": "other",
            "status": "planned",
            "people": [],
            "start": None,
            "p50": None,
            "p85": None,
            "chance": None,
            "deadline": None,
            "critical": 0.0,
            "moved_days": None,
            "shape": "bar",
            "team": "",
            "objective": "",
        } | more
        made.append(row)
        return row

    while len(made) < rows:
        number = sum(1 for row in made if row["level"] == "release")
        release = add(f"Atlas {3 + number // 4}.{number % 4}", "release", None, 0, shape="release", key="")
        cursor = begin + timedelta(days=number * 24 % 900)
        for _ in range(4):
            epic = add(
                f"{draw.choice(VERBS)} {draw.choice(NOUNS)}", "epic", release["ref"], 1, shape="summary"
            )
            at = cursor + timedelta(days=draw.randint(0, 12))
            before: dict[str, Any] | None = None
            for _ in range(draw.randint(2, 6)):
                length, spread = draw.randint(3, 16), draw.randint(1, 14)
                end = at + timedelta(days=length)
                row = add(
                    f"{draw.choice(VERBS)} {draw.choice(NOUNS)}",
                    "item",
                    epic["ref"],
                    2,
                    kind=draw.choice(KINDS),
                    people=[_person(p) for p in draw.sample(PEOPLE, draw.randint(0, 2))],
                    start=at.isoformat(),
                    p50=end.isoformat(),
                    p85=(end + timedelta(days=spread)).isoformat(),
                    chance=round(draw.betavariate(4, 2), 3),
                    critical=draw.random() ** 2,
                    team=draw.choice(TEAMS),
                    objective=draw.choice(["", "Faster first value", "Fewer lost events"]),
                    moved_days=draw.choice([None, None, None, 3, -2, 9]),
                    status="done" if end < TODAY else "planned",
                    deadline=(end + timedelta(days=draw.randint(-4, 12))).isoformat()
                    if draw.random() < 0.2
                    else None,
                )
                if before:
                    kind = draw.choice(["FS", "FS", "FS", "SS", "FF"])
                    links.append(
                        {
                            "source": before["ref"],
                            "target": row["ref"],
                            "kind": kind,
                            "lag_days": 0,
                            "violated": draw.random() < 0.06,
                        }
                    )
                before, at = row, end + timedelta(days=draw.randint(-2, 4))
            _sum_up(epic, [row for row in made if row["parent"] == epic["ref"]])
            cursor += timedelta(days=9)
        done = add("Feature complete", "milestone", release["ref"], 1, shape="milestone", kind="launch")
        _sum_up(release, [row for row in made if row["parent"] == release["ref"]])
        done |= {key: release[key] for key in ("start", "p50", "p85")} | {
            "start": release["p50"],
            "chance": 0.7,
        }
    for row in made[-3:]:
        row |= {"start": None, "p50": None, "p85": None, "chance": None}
    return {
        "run": {"id": 5, "created_at": "2026-11-22T09:12:00Z", "stale": rows < 1000, "as_of": "2026-11-22"},
        "today": TODAY.isoformat(),
        "rows": made[:rows],
        "links": links,
    }


def _person(pair: tuple[str, str]) -> dict[str, Any]:
    return {"id": PEOPLE.index(pair), "initials": pair[0], "name": pair[1]}


def _sum_up(parent: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    dated = [row for row in rows if row["start"]]
    parent["start"] = min(row["start"] for row in dated)
    for key in ("p50", "p85"):
        parent[key] = max(row[key] for row in dated)
    parent["chance"] = round(min(row["chance"] for row in dated), 2)
    parent["kind"] = "build" if parent["level"] == "epic" else "release"


def fan() -> dict[str, Any]:
    """A forecast as the fan chart reads it."""
    draw = random.Random(3)
    offsets = sorted(int(draw.lognormvariate(3.4, 0.35)) for _ in range(4000))
    first = offsets[0]
    bins = dict.fromkeys(range(first, offsets[-1] + 1), 0)
    for day in offsets:
        bins[day] += 1
    when = lambda day: (TODAY + timedelta(days=day)).isoformat()  # noqa: E731
    return {
        "quantiles": [{"p": p, "date": when(offsets[int(p * 4000)])} for p in (0.05, 0.15, 0.5, 0.85, 0.95)],
        "histogram": [{"date": when(day), "share": count / 4000} for day, count in bins.items()],
        "deadline": when(40),
        "chance": sum(day <= 40 for day in offsets) / 4000,
        "today": TODAY.isoformat(),
    }


class Harness(BaseHTTPRequestHandler):
    """GET of pages, static files, and the few API answers that pages ask for."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if url.path.startswith("/static/"):
            file = SITE / url.path.lstrip("/")
            if file.is_file():
                return self.answer(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "text/plain")
        elif url.path == "/api/v1/timeline":
            return self.answer(json.dumps(plan(int(query.get("rows", 60)))).encode(), "application/json")
        elif url.path == "/api/v1/search":
            rows = [row for row in plan(60)["rows"] if query.get("q", "").lower() in row["title"].lower()]
            found = [
                {
                    "kind": "Items",
                    "title": row["title"],
                    "subtitle": row["key"],
                    "url": f"/w/demo/{row['key']}",
                }
                for row in rows[:8]
            ]
            return self.answer(json.dumps({"results": found}).encode(), "application/json")
        elif url.path.endswith("/why"):
            return self.answer((HERE / "why.html").read_bytes(), "text/html")
        elif url.path.startswith("/errors/"):
            return self.page(url.path.lstrip("/") + ".html", query)
        elif (HERE / f"{url.path.strip('/') or 'parts'}.html").is_file():
            return self.page(f"{url.path.strip('/') or 'parts'}.html", query)
        return self.answer(b"nothing here", "text/plain", 404)

    def do_POST(self) -> None:
        """A review of a blueprint; saving one only shows it again."""
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        text = body.get("text", [""])[0].replace("\r\n", "\n")
        if urlsplit(self.path).path == "/review":
            return self.answer(json.dumps(review(text)).encode(), "application/json")
        return self.page("blueprint.html", {"text": text})

    def page(self, template: str, query: dict[str, str]) -> None:
        cookie = self.headers.get("Cookie", "")
        theme = query.get("theme") or (
            "dark" if "theme=dark" in cookie else "light" if "theme=light" in cookie else ""
        )
        html = render_to_string(template, context(query, theme), request=_request(query))
        self.answer(html.encode(), "text/html; charset=utf-8")

    def answer(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header(
            "Content-Security-Policy",
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
        )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


def _request(query: dict[str, str]) -> HttpRequest:
    request = HttpRequest()
    request.GET = request.GET.copy()
    request.GET.update(query)
    request.META["CSRF_COOKIE"] = "x" * 32
    return request


def context(query: dict[str, str], theme: str) -> dict[str, Any]:
    """What the product's own context processor gives, with a person and two workspaces."""
    nav = [
        ("today", "Today", "t", "sun", "parts"),
        ("vision", "Vision", "v", "compass", "fan"),
        ("roadmap", "Roadmap", "r", "timeline", "timeline"),
        ("team", "Team", "p", "users", "parts"),
        ("connectors", "Import", "i", "file-import", "parts"),
        ("activity", "Activity", "a", "history", "parts"),
        ("settings", "Settings", "s", "settings", "parts"),
    ]
    row = type("Row", (), {})
    actor, first, second, role = row(), row(), row(), row()
    role.label = "editor"
    actor.name, actor.workspace_slug, actor.role = "Ana Ruiz", "demo", role
    first.name, first.slug, second.name, second.slug = "Atlas platform", "demo", "Billing", "billing"
    return {
        "actor": actor,
        "workspace": first,
        "workspaces": [first, second],
        "theme": theme,
        "active_nav": "roadmap",
        "nav": [{"id": n[0], "label": n[1], "url": f"/{n[4]}", "shortcut": n[2], "icon": n[3]} for n in nav],
        "logout_url": "/parts",
        "csrf_token": "harness",
        "query_rows": query.get("rows", "60"),
        "fan": fan(),
        "palette_actions": [{"title": "Add an item", "url": "/parts", "kind": "Actions"}],
        "job_done": {
            "id": 2,
            "state": "done",
            "title": "Planning Atlas",
            "url": "/none",
            "result_url": "/timeline",
        },
        "job_failed": {
            "id": 3,
            "state": "failed",
            "title": "Importing issues",
            "url": "/none",
            "error": "Row 12 has no date.",
        },
        "blueprint_text": query.get("text", TEXT),
        "blueprint": review(query.get("text", TEXT))
        | {
            "review_url": "/review",
            "ask_url": "/parts?blueprint=3",
            "read_only": query.get("read_only") == "yes",
        },
        "notes": "## Notes\n\nSome **bold** text and a [link](/fan).\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "plan_rows": [r for r in plan(60)["rows"] if r["level"] == "item"][:12],
    }


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8123
    print(f"http://127.0.0.1:{port}/timeline?rows=60  /timeline?rows=10000  /parts  /fan  /blueprint  /bare")
    ThreadingHTTPServer(("127.0.0.1", port), Harness).serve_forever()
