"""What templates say: chances, ranges, money, Markdown, addresses and icons."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.forms import CharField, Form
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path

from pilothouse.kit import clock, markdown
from pilothouse.site import vite
from pilothouse.site.templatetags import pilothouse as words
from pilothouse.site.templatetags import places

ROOT = Path(__file__).resolve().parents[4]
THIS_YEAR = 2026


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(THIS_YEAR, 11, 23))


def say(source: str, **context: Any) -> str:
    return Template("{% load pilothouse %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("probability", "text"), json.loads((ROOT / "web/islands/shared/chance.cases.json").read_text())
)
def test_a_chance_reads_as_on_the_timeline(probability: float, text: str) -> None:
    assert words.tenths(probability) == text


def test_a_chance_carries_its_percentage_and_marks_the_unlikely() -> None:
    assert say("{{ p|chance }}", p=0.724) == (
        '<span class="chance" data-level="high" title="72 %">7 in 10</span>'
    )
    assert 'data-level="low"' in say("{{ p|chance }}", p=0.44)
    assert say("{{ p|chance }}", p=None) == "–"


HARD = "\N{NO-BREAK SPACE}"  # a line breaks between both dates alone


def test_a_range_names_both_dates_once() -> None:
    html = say("{% range50_85 a b %}", a=date(2026, 12, 1), b=date(2027, 1, 19))
    assert f">{'1 Dec –'.replace(' ', HARD)} {'19 Jan 2027'.replace(' ', HARD)}<" in html
    assert "85 % date (p85) 19 Jan 2027" in html
    assert f">1{HARD}Dec<" in say("{% range50_85 a a %}", a=date(2026, 12, 1))
    assert say("{% range50_85 a b %}", a=None, b=None) == "–"


def test_a_range_is_read_from_anything_with_both_quantiles() -> None:
    forecast = {"p50": date(2026, 12, 1), "p85": date(2026, 12, 9)}
    assert say("{{ f|range50_85 }}", f=forecast) == say("{{ f|range50_85 }}", f=SimpleNamespace(**forecast))


def test_what_was_done_beside_a_thing_is_not_said_of_the_thing() -> None:
    verbs = ("item.changed", "item.dependency_added", "comment.added", "attachment.removed")
    told = ["changed", "dependency added", "comment added", "file or link removed"]
    assert [words.did(verb) for verb in verbs] == told


def test_days_and_moves_are_told_in_words() -> None:
    assert [words.days(n) for n in (1, 3.5, 2.0, -1, None)] == ["1 day", "3.5 days", "2 days", "-1 day", "–"]
    assert [words.moved(n) for n in (9, -1, 0, None)] == ["9 days later", "1 day earlier", "", ""]


def test_a_dependency_reads_as_a_sentence() -> None:
    assert words.dependency("FS", 2.0) == "starts after it ends, 2 days later"
    assert words.dependency("SS", 0) == "starts after it starts"
    assert words.dependency("FF", -1) == "ends after it ends, up to 1 day before that"


def test_shares_are_whole_percent() -> None:
    assert [words.percent(share) for share in (0.414, 0.005, 1, None)] == ["41", "1", "100", "–"]
    assert [words.share(part, whole) for part, whole in ((3, 10), (12, 10), (1, 0), (None, 4))] == [
        30,
        100,
        0,
        0,
    ]


def test_dates_show_another_year_only() -> None:
    assert [words.day(d) for d in (date(2026, 1, 5), date(2027, 1, 5), "2026-02-03T10:00", None)] == [
        "5 Jan",
        "5 Jan 2027",
        "3 Feb",
        "–",
    ]


def test_money_keeps_the_currency_exponent() -> None:
    assert words.money(125050, "EUR") == "1,250.50 EUR"
    assert words.money(125050, "JPY") == "125,050 JPY"
    assert words.money(None, "EUR") == "–"


def test_initials_are_two_letters() -> None:
    names = ("Ana Ruiz", "Ana Maria del Ruiz", "cher", "ana.ruiz@example.org", "", "Ł")
    assert [words.initials(name) for name in names] == ["AR", "AR", "CH", "AR", "?", "Ł"]


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="/" onclick="alert(1)">x</a>',
        "<style>*{display:none}</style>",
        "![x](https://elsewhere.example/pixel.png)",
    ],
)
def test_markdown_lets_no_script_style_or_foreign_picture_through(attack: str) -> None:
    html = str(markdown.written(attack))
    tags = re.findall(r"<\s*(\w+)", html)
    assert not {"script", "img", "style", "iframe"} & set(tags)
    assert not re.search(r"<[^>]+(on\w+=|javascript:|data:)", html)


def test_markdown_makes_tables_and_marks_links() -> None:
    html = str(markdown.written("| a |\n|---|\n| 1 |\n\n[b](https://example.org)"))
    assert "<table>" in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert markdown.written(None) == ""


def test_headings_of_a_text_stand_below_those_of_the_page() -> None:
    assert "<h3>One</h3>" in str(markdown.written("# One"))
    assert "<h6>Six</h6>" in str(markdown.written("###### Six"))


def test_a_document_flows_and_shows_no_comments() -> None:
    html = str(markdown.document("One\ntwo <!-- review: ignore VAG001: no -->\n\n<script>x</script>"))

    assert "One\ntwo" in html
    assert "<br" not in html
    assert "review:" not in html
    assert "<script" not in html


def test_recorded_values_are_shown_for_people() -> None:
    values = (None, True, [1, None], {"a": 2}, "text")
    assert [words.shown(value) for value in values] == ["–", "yes", "1, –", "a: 2", "text"]
    assert words.words("item.planned_start") == "planned start"


def test_an_undo_stays_on_our_own_server() -> None:
    tags = ("undo:/w/a/undo/3", "success undo:/x", "undo://elsewhere.example/", "", None)
    found = [words.undo_of(SimpleNamespace(extra_tags=each)) for each in tags]
    assert found == ["/w/a/undo/3", "/x", "", "", ""]


def test_paging_and_sorting_keep_the_rest_of_the_query() -> None:
    request = RequestFactory().get("/", {"kind": "build", "page": "3"})
    assert (
        places.query(Context({"request": request}), page=4, sort="title") == "?kind=build&page=4&sort=title"
    )
    assert places.query(Context({"request": request}), page=None) == "?kind=build"


urlpatterns = [path("w/<slug:workspace>/", HttpResponse, name="today")]


@pytest.mark.urls(__name__)
def test_an_address_stays_in_the_workspace_and_drops_empty_keys() -> None:
    actor = SimpleNamespace(workspace_slug="atlas")
    assert say("{% wurl 'today' day='x y' none=nothing %}", actor=actor, nothing=None) == "/w/atlas/?day=x+y"


class _Form(Form):
    name = CharField(help_text="As on the badge.")


def test_a_field_ties_help_and_error_to_its_control() -> None:
    html = render_to_string("_field.html", {"field": _Form({"name": ""})["name"]})
    assert 'aria-describedby="id_name-help id_name-error"' in html
    assert 'id="id_name-help"' in html
    assert 'id="id_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="form-control is-invalid"' in html


@pytest.mark.parametrize(
    ("state", "asks"),
    [("waiting", True), ("running", True), ("done", False), ("failed", False), ("cancelled", False)],
)
def test_a_job_asks_again_until_it_is_over(state: str, asks: bool) -> None:
    job = {"id": 1, "state": state, "title": "Plan", "url": "/j/1", "of": 10, "done": 3}
    assert ('hx-trigger="every 1s"' in render_to_string("_job.html", {"job": job})) is asks


def test_the_page_for_our_own_failures_needs_no_context() -> None:
    assert "Something went wrong" in render_to_string("errors/500.html")


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build whose island needs a chunk that the page's own script needs too."""
    chunks = {
        "app/app.ts": {"file": "app-1.js", "css": ["app-1.css"], "imports": ["_shared.js"], "isEntry": True},
        "_shared.js": {"file": "shared-1.js"},
        "islands/timeline/island.ts": {
            "file": "timeline-1.js",
            "css": ["timeline-1.css"],
            "imports": ["_shared.js"],
        },
        "icons.svg": {"file": "icons-1.svg"},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(chunks))
    monkeypatch.setattr(vite, "BUILT", tmp_path)
    return tmp_path


def test_an_island_brings_its_styles_chunks_and_module(built: Path) -> None:
    html = say("{% vite 'timeline' %}")
    assert '<link rel="stylesheet" href="/static/built/timeline-1.css">' in html
    assert '<link rel="modulepreload" href="/static/built/shared-1.js">' in html
    assert '<script type="module" src="/static/built/timeline-1.js"></script>' in html


def test_an_unknown_island_is_an_error_once_something_is_built(built: Path) -> None:
    with pytest.raises(KeyError):
        say("{% vite 'nowhere' %}")


def test_pages_answer_without_a_build_and_a_check_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vite, "BUILT", tmp_path / "none")
    assert "<script" not in say("{% vite 'app' %}")
    assert [found.id for found in vite.check_built()] == ["pilothouse.W001"]


def test_icons_are_silent_unless_labelled(built: Path) -> None:
    assert 'href="/static/built/icons-1.svg#ti-plus"' in say("{% icon 'plus' %}")
    assert 'aria-hidden="true"' in say("{% icon 'plus' %}")
    assert 'role="img" aria-label="Add &lt;"' in say("{% icon 'plus' label %}", label="Add <")


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    known = set(re.findall(r"'([a-z0-9-]+)'", (ROOT / "web/icons.ts").read_text()))
    named: dict[str, str] = {}
    for file in (ROOT / "src/pilothouse").rglob("templates/**/*.html"):
        for name in re.findall(r"""(?:{%\s*icon\s+|icon=)["']([a-z0-9-]+)["']""", file.read_text()):
            named[name] = file.name
    assert named
    assert {name: file for name, file in named.items() if name not in known} == {}


def test_what_a_chance_was_is_said_where_it_reads_otherwise() -> None:
    assert words.was(None, 0.9) == words.was(0.88, 0.92) == words.was(0.1, 0.12) == ""
    assert "was <span" in words.was(0.8, 0.9)
    assert "8 in 10" in words.was(0.8, None)
