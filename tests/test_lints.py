"""Each house law catches what it forbids and lets pass what it allows."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

import pytest

from tools.lint import debts, findings, laws
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
    Case(
        "answers",
        f"{ROOM}/api.py",
        'from .schemas import ItemOut\n@router.get("/items", response=ItemOut)\ndef items(request): ...',
        "from pilothouse.roadmap.contracts import Item, Page\n"
        '@router.get("/items", response={200: Page[Item] | None, 204: None})\ndef items(request): ...',
    ),
    Case(
        "answers",
        f"{ROOM}/api/releases.py",
        '@router.get("/releases", response=list[dict[str, Any]])\ndef releases(request): ...',
        "from pilothouse.roadmap import contracts\n"
        '@router.get("/releases", response=list[contracts.Release])\ndef releases(request): ...',
    ),
    Case(
        "contract_types",
        f"{ROOM}/contracts.py",
        "from pilothouse.engine.review.finding import Finding",
        "from pilothouse.kit.refs import Ref",
    ),
    Case(
        "addresses",
        f"{ROOM}/queries/items.py",
        'url = f"/w/{slug}/roadmap/items/{key}"',
        'key = "/wholly/other"',
    ),
    Case(
        "addresses", f"{ROOM}/services/items.py", "from django.urls import reverse", "from enum import Enum"
    ),
    Case("dates", f"{ROOM}/services.py", 'said = f"done on {day:%-d}"', 'said = f"done on {day_text(day)}"'),
    Case("dates", f"{ROOM}/queries.py", 'day.strftime("%d %b %Y")', 'day.strftime("%Y-%m-%d")'),
    Case(
        "dates",
        f"{ROOM}/templates/roadmap/item.html",
        '{{ item.deadline|date:"j M" }}',
        '<time datetime="{{ item.at|date:"c" }}">{{ item.at|moment }}</time>',
    ),
    Case(
        "line_length",
        f"{ROOM}/templates/roadmap/item.html",
        f"<p>{'word ' * 25}</p>",
        f'{{% include "_empty.html" with text="{"word " * 25}" %}}',
    ),
    Case("line_length", "web/app/menus.ts", f"// {'word ' * 25}", "// word"),
    Case(
        "template_logic",
        f"{ROOM}/templates/roadmap/item.html",
        "{% if a %}" * 5 + "{% endif %}" * 5,
        "{% if a %}{% if b %}{{ c }}{% elif d and e %}{% if f %}{% endif %}{% endif %}{% endif %}" * 2,
    ),
    Case(
        "template_logic",
        f"{ROOM}/templates/roadmap/item.html",
        "{% if a and b or c and d %}{% endif %}",
        "{% if a and b or c %}{% endif %}",
    ),
    Case(
        "template_logic",
        f"{ROOM}/templates/roadmap/item.html",
        '{{ many|add:"-3" }}',
        '{{ many|default:"3" }}',
    ),
    Case(
        "pure_models",
        "web/islands/fan/model.ts",
        "import { make } from '../../app/dom.ts'",
        "import { dayOf } from '../shared/calendar.ts'\nimport type { Hit } from '../../app/hits.ts'",
    ),
    Case(
        "pure_models",
        "web/islands/fan/model.ts",
        "const host = document.getElementById('fan')",
        "/** What the document.title would be. */\nconst title = 'fan'",
    ),
    Case(
        "guessing",
        "web/islands/fan/model.ts",
        "const raw = value as Record<string, unknown>",
        "import type { Fan } from '../shared/api.ts'",
    ),
    Case(
        "sizes",
        f"{ROOM}/services.py",
        "def plan():\n" + "    step()\n" * 60,
        "def plan():\n" + "    step()\n" * 59,
    ),
    Case("sizes", "web/islands/fan/view.ts", "draw()\n" * 401, "draw()\n" * 400),
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


def test_of_the_engine_a_contract_may_name_an_enumeration(tmp_path, monkeypatch) -> None:
    (tmp_path / "src/pilothouse/engine").mkdir(parents=True)
    (tmp_path / "src/pilothouse/engine/kinds.py").write_text("class Kind(StrEnum):\n    BUILD = 'build'")
    monkeypatch.setattr("tools.lint.contract_types.ROOT", tmp_path)
    line = "from pilothouse.engine.kinds import Kind"

    assert _found("contract_types", f"{ROOM}/contracts.py", line) == []
    assert len(_found("contract_types", f"{ROOM}/contracts.py", f"{line}, KINDS")) == 1


def test_tests_migrations_and_rules_may_be_long() -> None:
    for path in (f"{ROOM}/tests/test_items.py", f"{ROOM}/migrations/0001_initial.py"):
        assert _found("sizes", path, "step()\n" * 500) == []
    assert _found("sizes", "src/pilothouse/engine/review/rules/vague.py", "step()\n" * 500) == []


def test_a_long_file_gives_its_reason_where_its_code_begins() -> None:
    text = '"""Kernels.\n\nThey call each other.\n"""\n\nimport numpy{}\n' + "step()\n" * 400

    assert len(_found("sizes", f"{ROOM}/planning.py", text.format(""))) == 1
    assert _found("sizes", f"{ROOM}/planning.py", text.format("  # lint: sizes, because they do")) == []


def test_a_law_younger_than_its_code_is_forgiven_up_to_the_number(monkeypatch) -> None:
    monkeypatch.setattr(debts, "debts", lambda: {("sizes", "roadmap"): 2, ("dates", "team"): 3})
    within = [("sizes", "roadmap")] * 2
    above = [("dates", "team")] * 4

    assert debts.forgiven(within + above) == {("sizes", "roadmap")}
    assert debts.paid(within + above) == []
    assert debts.paid([("sizes", "roadmap"), *above]) == [
        "tools/lint/debts.toml: [sizes] roadmap = 1 will do now, instead of 2."
    ]


def test_the_ladder_is_read_from_the_one_place_that_has_it() -> None:
    assert ladder()[0] == "site"
    assert ladder()[-1] == "engine"
