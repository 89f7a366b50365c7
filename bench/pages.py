"""How long pages take with many items: a workspace is made, planned, and its pages are asked for one by one.

`python bench/pages.py [--size 10x2000x200] [--times 20] [--home FOLDER] [--table | --json]`; a size is
products x items of each x people, and what `--home` holds already is used again. Milliseconds are of the
whole request in one process (routing, queries, template), by the clock and of the processor, seen again
without a change; `changed` is of the processor where something was recorded since, `anew` where nobody
has seen the page yet; `growth` is to the same page of a workspace of 2 x 50 x 10 in the same run, `bare`
what the processor takes for a view without middleware that asks one statement and answers with the same
text. `--table` prints some of it as Markdown. The database is SQLite in a folder of its own, or what
`DATABASE_URL` names.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from typing import Any

NOW = datetime.now(UTC)
SMALL = "2x50x10"
SKILLS = ("Python", "Go", "Design", "Data", "Mobile", "Testing", "Security", "Operations")
PAGES = {
    "Today": "",
    "items": "roadmap/items",
    "items, page 50": "roadmap/items?page=50",
    "items, of one product": "roadmap/items?product=P1",
    "items, words": "roadmap/items?text=streaming",
    "items, by finish": "roadmap/items?sort=-p85",
    "item": "roadmap/items/P1-42",
    "releases": "roadmap/releases",
    "release": "roadmap/releases/{release}",
    "timeline": "roadmap/",
    "plan runs": "roadmap/runs",
    "plan run": "roadmap/runs/2",
    "track record": "roadmap/record",
    "load": "roadmap/load",
    "people": "team/",
    "person": "team/people/{person}",
    "activity": "activity",
}


@contextmanager
def installation(home: str | None = None) -> Iterator[None]:
    """Django with the database of `home`, or an empty one for this run alone."""
    with nullcontext(home) if home else tempfile.TemporaryDirectory() as folder:
        os.environ["PILOTHOUSE_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilothouse.site.settings")
        import django

        django.setup()
        from pilothouse.site.upkeep import migrate

        migrate()
        yield


def staffed(actor: Any, people: int) -> None:
    """People of two or three skills each, in teams of ten."""
    from pilothouse.team import services as team

    draw = random.Random(1)
    skills = [team.add_skill(actor=actor, now=NOW, name=name).id for name in SKILLS]
    for number in range(people):
        person = team.add_person(actor=actor, now=NOW, name=f"Person {number:03}")
        for skill in draw.sample(skills, 3):
            team.set_skill(
                actor=actor, now=NOW, person_id=person.id, skill_id=skill, level=draw.randint(2, 5)
            )


def filled(actor: Any, products: int, each: int) -> None:
    """Products of items that need one skill each, half of them after another."""
    from pilothouse.roadmap import models
    from pilothouse.roadmap import queries as roadmap_queries
    from pilothouse.roadmap import services as roadmap
    from pilothouse.roadmap.contracts import Need
    from pilothouse.team import queries as team
    from pilothouse.vision import services as vision

    draw = random.Random(2)
    skills = [row.id for row in team.skills(actor=actor)]
    for product in range(products):
        own = vision.add_product(actor=actor, now=NOW, name=f"Product {product}", key=f"P{product}")
        ends = [
            roadmap.add_release(
                actor=actor,
                now=NOW,
                product_id=own.id,
                name=f"{product}.{number}",
                target_on=date(2027 + number, 6, 1),
            )
            for number in range(4)
        ]
        rows = []
        for number in range(each):
            likely = draw.randint(2, 4)
            rows.append(
                {
                    "title": f"Let the {draw.choice(SKILLS).lower()} of streaming part {number} be kept",
                    "low": 1.0,
                    "likely": float(likely),
                    "high": float(draw.randint(5, 10)),
                    "needs": [Need(draw.choice(skills), 2)],
                    "release_id": ends[number * 4 // each].id,
                }
            )
        for begin in range(0, each, 500):
            roadmap.add_items(actor=actor, now=NOW, product_id=own.id, rows=rows[begin : begin + 500])
        ids = roadmap_queries.item_ids(actor=actor, narrow=roadmap_queries.ItemFilter(product=own.id))
        # At once: each by itself looks for circles among all there are.
        models.Dependency.objects.bulk_create(
            models.Dependency(
                workspace_id=actor.workspace_id,
                predecessor_id=ids[draw.randint(max(0, after - 30), after - 1)],
                successor_id=ids[after],
            )
            for after in range(1, each, 2)
        )


def bare(text: bytes, times: int) -> float:
    """Milliseconds of the processor for a view that asks one statement and answers with `text`."""
    from types import ModuleType

    from django.http import HttpRequest, HttpResponse
    from django.test import Client, override_settings
    from django.urls import path

    from pilothouse.vision import models

    def view(request: HttpRequest) -> HttpResponse:
        models.Product.objects.values_list("name", flat=True).first()
        return HttpResponse(text)

    addresses: Any = ModuleType("bare_addresses")
    addresses.urlpatterns = [path("bare", view)]
    took = []
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=addresses):
        client = Client()
        for _ in range(times):
            used = time.process_time()
            client.get("/bare").getvalue()
            took.append(1000 * (time.process_time() - used))
    return statistics.median(took)


def forgotten(client: Any, url: str, times: int, *, rows: bool) -> float:
    """Milliseconds of the processor where no answer is kept, and with `rows` no row that was drawn either."""
    from pilothouse.journal import queries
    from pilothouse.site.templatetags import drawing

    took = []
    for _ in range(times):
        queries.forget()
        if rows:
            drawing.forget()
        used = time.process_time()
        client.get(url, headers={"sec-fetch-site": "same-origin"}).getvalue()
        took.append(1000 * (time.process_time() - used))
    return round(statistics.median(took), 1)


def timed(client: Any, url: str, times: int) -> dict[str, Any]:
    """Milliseconds of one request after the first, which is told apart."""
    clock, processor, first, size = [], [], 0.0, 0
    for number in range(times + 1):
        began, used = time.perf_counter(), time.process_time()
        answer = client.get(url, headers={"sec-fetch-site": "same-origin"})
        body = answer.getvalue()
        if answer.status_code != 200:
            raise SystemExit(f"{url} answers {answer.status_code}")
        if number:
            clock.append(1000 * (time.perf_counter() - began))
            processor.append(1000 * (time.process_time() - used))
        else:
            first, size = 1000 * (time.perf_counter() - began), len(body)
    return {
        "first": round(first),
        "median": round(statistics.median(clock), 1),
        "p95": round(sorted(clock)[max(0, round(0.95 * times) - 1)], 1),
        "processor": round(statistics.median(processor), 1),
        "changed": forgotten(client, url, times, rows=False),
        "anew": forgotten(client, url, times, rows=True),
        "bare": round(bare(body, times), 1),
        "kilobytes": size // 1000,
    }


def workspace(size: str) -> tuple[Any, str, dict[str, Any]]:
    """A client of the owner of a workspace of that size, where its pages begin, and how long it all took."""
    from django.test import Client

    from pilothouse.accounts import models

    email = f"owner@{size}.example"
    took = {} if models.User.objects.filter(email=email).exists() else made(size, email)
    user = models.User.objects.get(email=email)
    client = Client()
    client.force_login(user)
    return client, f"/w/{size}/{{path}}", {"seconds": took, "names": named(user, size)}


def named(user: Any, size: str) -> tuple[int, int]:
    """A release and a person whose pages are asked for."""
    from pilothouse.accounts import queries
    from pilothouse.roadmap import queries as roadmap
    from pilothouse.team import queries as team

    actor = queries.actor_for(user_id=user.pk, slug=size, channel="web")
    return roadmap.releases(actor=actor)[0].id, team.people(actor=actor)[7].id


def made(size: str, email: str) -> dict[str, float]:
    """Make the workspace and its plan; returns the seconds that took."""
    from pilothouse.accounts import models, queries, services
    from pilothouse.roadmap import services as roadmap
    from pilothouse.site import statistics

    products, each, people = map(int, size.split("x"))
    found = services.found_workspace(now=NOW, name=size, slug=size, email=email, person="Olu", password=None)
    user = models.User.objects.get(email=email)
    actor = queries.actor_for(user_id=user.pk, slug=found.slug, channel="web")
    staffed(actor, people)
    began = time.perf_counter()
    filled(actor, products, each)
    took = {"filled": round(time.perf_counter() - began, 1)}
    began, used = time.perf_counter(), time.process_time()
    roadmap.make_plan(actor=actor, now=NOW, draws=500, passes=1)  # for the next to be compared with
    took["planned first"] = round(time.perf_counter() - began, 1)
    began, used = time.perf_counter(), time.process_time()
    roadmap.make_plan(actor=actor, now=NOW, anew=True)
    statistics.learn()  # as the program does every ten minutes
    return took | {
        "planned and stored": round(time.perf_counter() - began, 1),
        "planned and stored, processor": round(time.process_time() - used, 1),
    }


def measured(size: str, times: int) -> dict[str, Any]:
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for each in (SMALL, size):
        client, begin, took = workspace(each)
        release, person = took["names"]
        rows[each] = {"seconds": took["seconds"]}
        for name, path in PAGES.items():
            url = begin.format(path=path.format(release=release, person=person))
            rows[each][name] = timed(client, url, times)
    for name in PAGES:
        rows[size][name]["growth"] = round(rows[size][name]["median"] / rows[SMALL][name]["median"], 1)
    return rows[size]


def table(rows: dict[str, Any]) -> str:
    """Milliseconds of the processor by page, as Markdown."""
    told = [
        "| page | seen by no one yet | after a change | seen again | p95 by the clock |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in PAGES:
        row = rows[name]
        told.append(f"| {name} | {row['anew']} | {row['changed']} | {row['processor']} | {row['p95']} |")
    return "\n".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="10x2000x200", help="products x items of each x people")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--home", help="a folder to keep the database in, or to use again")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with installation(options.home):
        rows = measured(options.size, options.times)
    if options.json:
        print(json.dumps(rows))
        return
    if options.table:
        print(table(rows))
        return
    for name, row in rows.items():
        print(f"{name:24}" + "  ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
