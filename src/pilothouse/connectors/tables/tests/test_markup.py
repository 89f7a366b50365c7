"""Wiki markup becomes Markdown, and no text takes long."""

from __future__ import annotations

import time

import pytest

from pilothouse.connectors.tables.markup import markdown


@pytest.mark.parametrize(
    ("wiki", "wanted"),
    [
        ("plain words", "plain words"),
        ("h2. Steps", "## Steps"),
        ("* one\n** two\n# three\n## four", "- one\n   - two\n1. three\n   1. four"),
        ("- one", "- one"),
        ("This is *bold*, _slanted_ and -gone-.", "This is **bold**, _slanted_ and ~~gone~~."),
        ("2026-01-02 and a-b-c stay", "2026-01-02 and a-b-c stay"),
        ("a * b * c stays", "a * b * c stays"),
        ("see {{x*y*z}}", "see `x*y*z`"),
        (
            "[Docs|https://example.org/a] and [https://example.org]",
            "[Docs](https://example.org/a) and <https://example.org>",
        ),
        ("[~ann.lee] wrote [^log.txt]", "@ann.lee wrote log.txt"),
        ("!shot.png|thumbnail!", "(image shot.png)"),
        ("{code:java}\nint *a* = 1;\n{code}", "```java\nint *a* = 1;\n```"),
        ("{code}x = [a|b]{code} after", "```\nx = [a|b]\n```\n after"),
        ("{noformat}\n* no list\n{noformat}", "```\n* no list\n```"),
        ("{code}\nnever closed", "```\nnever closed\n```"),
        ("{quote}\nsaid\n{quote}\nafter", "> said\nafter"),
        ("bq. said", "> said"),
        ("||Name||Age||\n|Ann|30|", "| Name | Age |\n| --- | --- |\n| Ann | 30 |"),
        ("{color:red}hot{color}", "hot"),
        ("----", "---"),
        ("{panel:title=Note}\ntext\n{panel}", "**Note**\ntext"),
    ],
)
def test_markup_of_a_tracker_becomes_markdown(wiki: str, wanted: str) -> None:
    assert markdown(wiki) == wanted


@pytest.mark.parametrize(
    "unit", ["*a ", "[a|", "{{", "{code}", "!a.png|", "-x ", "||", "{color:", "??", "\\\\ "]
)
def test_a_hostile_text_takes_time_by_its_length(unit: str) -> None:
    begin = time.perf_counter()
    markdown(unit * (200_000 // len(unit)))

    assert time.perf_counter() - begin < 2
