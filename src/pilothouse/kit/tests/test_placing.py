"""What was sent stands in the form again, with what is wrong beside its field."""

from __future__ import annotations

import pytest

from pilothouse.kit.placing import named_in, placed

PAGE = """<h1>Item</h1>
<details class="a"><summary>Add</summary>
<form method="post" action="/w/acme/needs" class="filters">
<input type="hidden" name="csrfmiddlewaretoken" value="T"><input type="hidden" name="version" value="7">
<input name="level" type="number" value="3" class="form-control">
<select name="skill"><option value="1">Go</option><option value="2" selected>Kafka</option></select>
<textarea name="why"></textarea><input type="checkbox" name="hard" checked>
<button>Add</button></form></details>
"""


def _placed(sent: dict[str, list[str]], wrong: dict[str, str], page: str = PAGE) -> str:
    found = placed(page, action="/w/acme/needs", here="/w/acme/item", sent=sent, wrong=wrong)
    assert found is not None
    return found


def test_what_was_typed_is_kept_and_the_reason_stands_after_its_field() -> None:
    html = _placed(
        {"level": ['9"><b>'], "skill": ["1"], "why": ["<i>so</i>"], "version": ["2"]},
        {"needs[0].level": "A level is 1 to 5."},
    )

    assert 'value="9&quot;&gt;&lt;b&gt;"' in html
    assert 'aria-describedby="refused-level"' in html
    assert 'id="refused-level" role="alert">A level is 1 to 5.</div>\n<select' in html
    assert '<option value="1" selected>Go</option><option value="2">Kafka</option>' in html
    assert '<textarea name="why">&lt;i&gt;so&lt;/i&gt;</textarea>' in html
    assert '<input type="checkbox" name="hard">' in html
    assert '<details class="a" open>' in html
    assert "data-refused" in html
    assert 'name="version" value="7"' in html, "the page knows the version better than what was sent"


def test_what_concerns_no_field_stands_at_the_foot_of_the_form() -> None:
    html = _placed({}, {"ATL-1 → ATL-2": "Circular."})

    assert '<div class="form-refusal" role="alert">Circular.</div></form>' in html


def test_the_rest_of_the_page_stays_letter_by_letter() -> None:
    html = _placed({"hard": ["on"], "level": ["3"], "skill": ["2"]}, {})

    assert html.startswith(PAGE[: PAGE.index("<details")])
    assert html.endswith("<button>Add</button></form></details>\n")


def test_of_forms_alike_the_one_with_the_hidden_fields_that_were_sent_is_meant() -> None:
    one = '<form method="post" action="/w/acme/needs"><input type="hidden" name="index" value="{}"></form>'
    html = _placed({"index": ["1"]}, {"": "Gone."}, one.format(0) + one.format(1))

    assert html.index('value="0"') < html.index('value="1"') < html.index("Gone.")


def test_a_page_without_the_form_places_nothing() -> None:
    assert placed("<p>x</p>", action="/w/a/b", here="/w/a", sent={}, wrong={"": "No."}) is None


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("level", "level"),
        ("needs[2].level", "level"),
        ("day_rate_cents", "day_rate_money"),
        ("release", "release_id"),
        ("parent", "parent_key"),
        ("lag", "lag_days"),
        ("skill_id", "skill"),
        ("elsewhere", ""),
        ("", ""),
    ],
)
def test_an_error_finds_its_field(where: str, name: str) -> None:
    names = ("level", "day_rate_money", "release_id", "parent_key", "lag_days", "skill")
    assert named_in(names, where) == name
