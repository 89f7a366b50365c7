"""Each house law catches what it forbids and lets pass what it allows."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

import pytest

from tools.lint import findings, laws
from tools.lint.source import Source, ladder


@dataclass(frozen=True)
class Case:
    law: str
    path: str
    bad: str
    good: str


ROOM = "src/pilothouse/roadmap"
CASES = [
    Case(
        "foreign_keys",
        f"{ROOM}/models.py",
        'owner = models.ForeignKey("team.Person", models.CASCADE)',
        'owner = models.ForeignKey("team.Person", models.CASCADE, related_name="+")',
    ),
    Case(
        "foreign_keys",
        "src/pilothouse/team/models.py",
        'item = models.ForeignKey("roadmap.Item", models.CASCADE, related_name="+")',
        'skill = models.ForeignKey("Skill", models.CASCADE, related_name="people")',
    ),
    Case(
        "signals",
        f"{ROOM}/services.py",
        "from django.db.models.signals import post_save",
        "from pilothouse.journal.services import record",
    ),
    Case(
        "signals",
        f"{ROOM}/apps.py",
        "@receiver(saved)\ndef on_save(**kw): ...",
        "@transaction.atomic\ndef save_item(**kw): ...",
    ),
    Case(
        "clock",
        f"{ROOM}/services.py",
        "def move():\n    at = timezone.now()",
        "def move(*, now):\n    at = now.date()",
    ),
    Case(
        "clock",
        "src/pilothouse/engine/forecast/futures/simulate.py",
        "draws = np.random.normal(size=3)",
        "draws = np.random.default_rng(seed).normal(size=3)",
    ),
    Case("clock", "src/pilothouse/engine/network.py", "import random", "import heapq"),
    Case(
        "writes",
        f"{ROOM}/pages.py",
        "Item.objects.filter(pk=1).update(title='x')",
        "context.update(title='x')",
    ),
    Case("writes", f"{ROOM}/api.py", "row.delete()", "cache.delete('key')"),
    Case("writes", f"{ROOM}/queries.py", "Item.objects.create(title='x')", "Item.objects.filter(title='x')"),
    Case("writes", f"{ROOM}/planning.py", "row.save(update_fields=['title'])", "image.save(path)"),
    Case(
        "tenancy",
        f"{ROOM}/models.py",
        "class Item(models.Model):\n    title = models.TextField()",
        "class Item(models.Model):\n    workspace = models.ForeignKey(Workspace, models.CASCADE)",
    ),
    Case("file_names", f"{ROOM}/utils.py", "", ""),
    Case(
        "inline_scripts",
        f"{ROOM}/templates/roadmap/timeline.html",
        "<script>go()</script>",
        '<script src="/static/x.js"></script><script type="application/json">{}</script>',
    ),
    Case(
        "inline_scripts",
        f"{ROOM}/templates/roadmap/item.html",
        '<button class="btn"\n onclick="go()">Go</button>',
        '<button class="btn" data-on="click">Go</button>',
    ),
    Case(
        "foreign_hosts",
        f"{ROOM}/templates/roadmap/item.html",
        '<link rel="stylesheet" href="https://fonts.example.com/a.css">',
        '<a href="https://example.com/manual">Manual</a>',
    ),
    Case(
        "foreign_hosts",
        "web/islands/timeline/island.ts",
        'fetch("https://example.com/a")',
        'document.createElementNS("http://www.w3.org/2000/svg", "g") // see notes',
    ),
    Case(
        "contracts",
        f"{ROOM}/contracts.py",
        "@dataclass(frozen=True)\nclass ItemData:\n    id: int",
        "@dataclass(frozen=True)\nclass PlannedItem:\n    id: int",
    ),
    Case(
        "contracts",
        f"{ROOM}/contracts.py",
        "@dataclass\nclass Timeline:\n    id: int",
        "class Horizon(StrEnum):\n    NOW = 'now'",
    ),
    Case(
        "keyword_only",
        f"{ROOM}/services.py",
        "def move_item(actor, *, now): ...",
        "def move_item(*, actor, now): ...\ndef _row(item): ...",
    ),
    Case(
        "test_names",
        f"{ROOM}/tests/test_items.py",
        "def test_item(): ...",
        "def test_an_item_keeps_its_key(): ...",
    ),
]


def _found(law: str, path: str, text: str) -> list[str]:
    return [str(row) for row in findings(Source(path, dedent(text)), law, laws()[law])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.law}-{case.bad[:20]}")
def test_a_law_catches_what_it_forbids(case: Case) -> None:
    found = _found(case.law, case.path, case.bad)

    assert len(found) == 1
    assert found[0].startswith(f"{case.path}:")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.law}-{case.good[:20]}")
def test_a_law_lets_pass_what_it_allows(case: Case) -> None:
    path = f"{ROOM}/planning.py" if case.law == "file_names" else case.path

    assert _found(case.law, path, case.good) == []


def test_every_law_has_a_case() -> None:
    assert {case.law for case in CASES} == set(laws())


def test_services_and_tests_may_write_rows() -> None:
    text = "Item.objects.create(title='x')"

    assert _found("writes", f"{ROOM}/services.py", text) == []
    assert _found("writes", f"{ROOM}/services/plan.py", text) == []
    assert _found("writes", f"{ROOM}/tests/test_items.py", text) == []


def test_a_line_is_excused_only_with_a_reason() -> None:
    line = "row.delete()  # lint: writes"

    assert len(_found("writes", f"{ROOM}/pages.py", line)) == 1
    assert _found("writes", f"{ROOM}/pages.py", f"{line}, because the row is a draft") == []


def test_the_ladder_is_read_from_the_one_place_that_has_it() -> None:
    assert ladder()[0] == "site"
    assert ladder()[-1] == "engine"
