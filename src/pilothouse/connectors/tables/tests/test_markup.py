"""Wiki markup becomes Markdown, and no text takes long."""

from __future__ import annotations

import html
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pilothouse.connectors.tables.markup import markdown
from pilothouse.kit.markdown import written


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
        ("{code}x = [a|b]{code} after", "```\nx = [a|b]\n```\nafter"),
        ("{noformat}\n* no list\n{noformat}", "```\n* no list\n```"),
        ("{code}\nnever closed", "```\nnever closed\n```"),
        ("{quote}\nsaid\n{quote}\nafter", "> said\n\nafter"),
        ("bq. said", "> said"),
        ("||Name||Age||\n|Ann|30|", "| Name | Age |\n| --- | --- |\n| Ann | 30 |"),
        ("{color:red}hot{color}", "hot"),
        ("----", "***"),
        ("{panel:title=Note}\ntext\n{panel}", "**Note**\ntext"),
        ("a{*}b{*}c and *+both+*", "a**b**c and **both**"),
        ("+*both*+ and _*slanted*_", "**both** and _**slanted**_"),
        ("one\\\\ two", "one\ntwo"),
        ("https://example.org/a_b_c.", "<https://example.org/a_b_c>."),
        ("|[Docs|https://example.org]|x|", "|  |  |\n| --- | --- |\n| [Docs](https://example.org) | x |"),
        ("```js\na * b\n```", "```js\na * b\n```"),
        ("1. one\n2. two", "1. one\n2. two"),
    ],
)
def test_markup_of_a_tracker_becomes_markdown(wiki: str, wanted: str) -> None:
    assert markdown(wiki) == wanted


@pytest.mark.parametrize(
    ("wiki", "wanted"),
    [
        ("2*3*4 and __init__", r"2\*3\*4 and \_\_init\_\_"),
        ("What?? Really??", "What?? Really??"),
        ('"a" +this.data); SDK 8.1+', '"a" +this.data); SDK 8.1+'),
        ("1. one\n5. five\n2) two", "1. one\n5\\. five\n2\\) two"),
        ("f[i](x) and [INFO]: up", r"f[i\](x) and [INFO\]: up"),
        ("Text\n---\nmore\n===", "Text\n\\---\nmore\n\\==="),
        ("> said\n+ plus\n#", "\\> said\n\\+ plus\n\\#"),
        ("-- a dash", r"\-- a dash"),
        ("\n    at x.y(Z)", "at x.y(Z)"),
        ("<ann@example.org>", r"\<ann@example.org>"),
    ],
)
def test_what_is_no_markup_of_the_wiki_is_none_of_markdown_either(wiki: str, wanted: str) -> None:
    assert markdown(wiki) == wanted


_PIECES = (
    "a", "b1", "word", "C", "1", "2", "10", " ", " ", "\n", "\n\n", ".", ")", "(", ">", "=", "~", "<", "b>",
    "]", ":", ",", ";", "/", '"', "%", "1.", "2.", "1)", "#7", "x*y", "x_y", "2-3", "a+b", "__init__",
    "f[i](x)", "- [ ]", "[x]: y", "    at ", "\t", "===", "---", "~~~", "<b>", "<a@b.c>", "C:\\temp\\x",
    "\\d", "?? ", "!",
)  # fmt: skip


@given(pieces=some.lists(some.sampled_from(_PIECES), max_size=14))
@settings(max_examples=400, deadline=None)
def test_no_sign_of_a_text_without_markup_is_lost(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert _read(text) == re.sub(r"\s", "", text)


def _read(wiki: str) -> str:
    """What a reader sees, without blanks; what stands before the rows of lists, too."""
    shown, counts = "", [0]
    for tag, rest, text in re.findall(r"<(/?\w+)([^>]*)>|([^<]+)", written(markdown(wiki))):
        if tag == "ol":
            counts.append(int(rest.partition('start="')[2].rstrip('"') or 1))
        elif tag == "ul":
            counts.append(0)
        elif tag in ("/ol", "/ul"):
            counts.pop()
        elif tag == "li":
            shown += f"{counts[-1]}." if counts[-1] else "-"
            counts[-1] += bool(counts[-1])
        shown += html.unescape(text)
    return re.sub(r"\s", "", shown)


@pytest.mark.parametrize(
    "unit",
    [
        "*a ",
        "[a|",
        "{{",
        "{code}",
        "!a.png|",
        "-x ",
        "||",
        "{color:",
        "??",
        "\\\\ ",
        "_a ",
        "+a ",
        "https://a ",
        "`",
        "{*}a",
        "1. ",
        "<a",
    ],
)
def test_a_hostile_text_takes_time_by_its_length(unit: str) -> None:
    begin = time.perf_counter()
    markdown(unit * (200_000 // len(unit)))

    assert time.perf_counter() - begin < 2
