"""Review: every rule does what its cases say, and the machinery keeps its promises."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.review.cases import Case, cases, codes, page
from pilothouse.engine.review.document import Document
from pilothouse.engine.review.finding import Finding, Fix
from pilothouse.engine.review.rule import Rule, every_rule
from pilothouse.engine.review.run import Reviewer, fingerprint, fixed, new_since

RULES = every_rule()
WORDING = [rule for rule in RULES if rule.scope != "graph"]
CASES = [(rule.code, case) for rule in WORDING for case in cases(rule.code)]


@pytest.mark.parametrize(("code", "case"), CASES, ids=[f"{code}-{n}" for n, (code, _) in enumerate(CASES)])
def test_a_rule_finds_what_its_cases_say(code: str, case: Case) -> None:
    found = Reviewer(select=[code]).review(Document(case.text, "case.md"))
    places = sorted((place.start, place.end) for row in found for place in row.places)
    excerpts = [" ".join(case.text[start:end].split()) for start, end in places]

    assert len(excerpts) == len(case.excerpts), excerpts
    for excerpt, wanted in zip(excerpts, case.excerpts, strict=True):
        if wanted.endswith("…"):
            assert excerpt.startswith(wanted[:-1])
        else:
            assert excerpt == wanted
    assert case.mended is None or fixed(case.text, found) == case.mended


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_a_rule_has_a_manual(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}\d{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert len(rule.manual) > 150


@pytest.mark.parametrize("rule", WORDING, ids=[rule.code for rule in WORDING])
def test_a_rule_about_words_has_cases_for_and_against(rule: Rule) -> None:
    told = cases(rule.code)

    assert page(rule.code).startswith(f"# {rule.code} {rule.name}\n\n")
    assert any(case.excerpts for case in told)
    assert any(not case.excerpts for case in told)


def test_every_file_of_cases_belongs_to_a_rule_and_is_read_whole() -> None:
    assert set(codes()) <= {rule.code for rule in RULES}
    for code in sorted({rule.code for rule in WORDING} & set(codes())):
        text = page(code)
        assert text.count("```text\n") == sum(1 + (case.mended is not None) for case in cases(code))
        assert text.count("\nFinds: ") == sum(bool(case.excerpts) for case in cases(code))


def test_a_case_may_stand_below_the_blueprint() -> None:
    (first, *_) = cases("NFR001")

    assert first.text.startswith("# Orders at the counter\n")
    assert first.text.endswith("\nThe slips are thrown away.\n")


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_places_are_those_of_the_text_as_written() -> None:
    text = "---\ntitle: x\n---\n# Head\n\nSee `quickly` and <b>it</b>.\nThe page must load quickly.\n"
    (finding,) = Reviewer(select=["VAG001"]).review(Document(text, "a.md"))

    assert (finding.line, finding.column) == (7, 20)
    assert text[finding.start : finding.end] == finding.excerpt == "quickly"


def test_code_is_no_prose() -> None:
    text = (
        "```\nThe page must load quickly.\n```\n\n    The page must load quickly.\n\n~~~\nmust be fast\n~~~\n"
    )

    assert Reviewer().review(Document(text)) == []


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.sampled_from("ab `#*-|<>![]().\n\t~=_1\u2019Must quickly "), max_size=300))
def test_any_text_is_read_and_every_place_lies_inside_it(text: str) -> None:
    document = Document(text)
    for sentence in document.sentences:
        assert document.masked[sentence.start : sentence.end] == sentence.text
    for finding in Reviewer().review(document):
        assert 0 <= finding.start <= finding.end <= len(text)


def test_titles_may_be_underlined_and_those_behind_a_sign_stay_as_written() -> None:
    text = "Plan\n====\n\nOf `x`\n------\n\nText.\n\n## Of `y`\n\nMore.\n"

    assert [(level, title) for level, title, _ in Document(text).headings()] == [
        (1, "Plan"),
        (2, "Of"),
        (2, "Of `y`"),
    ]


def test_directives_and_literal_blocks_are_no_prose() -> None:
    text = "It is so::\n\n  must be fast\n\n.. note:: x\n   must be easy\n\nThe page must be simple.\n"

    assert [row.excerpt for row in Reviewer(select=["VAG001"]).review(Document(text))] == ["simple"]


def test_a_rule_that_is_true_of_many_words_of_a_sentence_is_one_finding_that_names_them() -> None:
    text = "The page must be quick, easy and simple. It must be quick and quick.\n"
    told = Reviewer(select=["VAG001"]).review(Document(text))

    assert [[place.excerpt for place in row.places] for row in told] == [
        ["quick", "easy", "simple"],
        ["quick", "quick"],
    ]
    assert told[0].message.endswith("The same for 'easy' and 'simple'.")
    assert told[1].message.endswith("2 times in this sentence.")
    assert len({fingerprint(row) for row in told}) == 2


def test_the_role_of_a_sentence_depends_on_where_it_stands() -> None:
    long = "Nobody here asks for anything. " * 50

    def roles(text: str) -> list[str]:
        return [row.role for row in Document(text).sentences if "page" in row.text]

    assert roles("The page must be fast.") == ["requirement"]
    assert roles("I think the page must be fast.") == ["intent"]
    assert roles(f"{long}\n\nThe page must be fast.") == ["intent"]
    assert roles(f"{long}\n\nWe must find the page.") == ["prose"]
    assert roles(f"{long}\n\nMust the page be fast?") == ["prose"]
    assert roles(f"{long}\n\n# Requirements\n\nThe page must be fast.") == ["requirement"]
    assert roles(f"{long}\n\nR12: The page is fast.") == ["requirement"]
    assert roles(f"{long}\n\n# Non-goals\n\nN12: The page is fast.") == ["prose"]
    assert roles("As a clerk, I want a page so that I see it.") == ["story"]
    assert roles("# Acceptance\n\nGiven a page, when it is left, then it is kept.") == ["criterion"]


def test_in_running_prose_only_what_is_demanded_is_told() -> None:
    long = "Nobody here asks for anything. " * 50
    told = Reviewer(select=["VAG001"]).review(
        Document(f"{long}\n\nThe easy page must be quick, because simple things must end.\n")
    )

    assert [row.excerpt for row in told] == ["quick"]


def test_a_trigger_of_several_words_needs_all_of_them() -> None:
    rules = Reviewer(select=["VAG004"])

    assert rules.review(Document("It must be possible to act, if not now.")) == []
    assert [row.excerpt for row in rules.review(Document("It must act as far as possible."))] == [
        "as far as possible"
    ]


def _words_told(text: str) -> list[str]:
    told = Reviewer(select=["VAG001"]).review(Document(text))
    return [place.excerpt for row in told for place in row.places]


def test_a_line_that_begins_with_code_is_read() -> None:
    text = "`loader` must be quick and\n`cache`\nmust be easy.\n\n    `code` must be simple.\n"

    assert _words_told(text) == ["quick", "easy"]


def test_comments_without_an_end_are_read() -> None:
    text = "<!-- a --> The page <!-- b\nc --> must be quick. <!-- it must be easy."

    assert _words_told(text) == ["quick", "easy"]


def test_a_waiver_with_a_reason_silences_and_one_without_does_not() -> None:
    line = "The page must load quickly.\n"
    reviewer = Reviewer(select=["VAG001"])

    assert reviewer.review(Document(f"<!-- review: ignore VAG001: measured elsewhere -->\n{line}")) == []
    assert len(reviewer.review(Document(f"<!-- review: ignore VAG001 -->\n{line}"))) == 1
    assert len(reviewer.review(Document(f"<!-- review: ignore STO001: other -->\n{line}"))) == 1


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="no rule 'XYZ'"):
        Reviewer(select=["XYZ"])


def finding(text: str = "quickly", start: int = 0, fix: Fix | None = None) -> Finding:
    return Finding("VAG001", "weak-word", "warning", "m", "a.md", start, start + 7, 1, 1, text, fix)


def test_a_baseline_forgives_what_moved_and_not_what_is_new() -> None:
    old = finding(start=5)
    baseline = {fingerprint(old): 1}

    assert new_since([finding(start=90)], baseline) == []
    assert new_since([finding(start=90), finding(start=200)], baseline) == [finding(start=200)]
    assert new_since([finding("easily")], baseline) == [finding("easily")]


def test_of_two_overlapping_fixes_the_first_is_made() -> None:
    found = [finding(fix=Fix(0, 5, "A")), finding(fix=Fix(3, 8, "B")), finding(fix=Fix(9, 10, "C"))]

    assert fixed("0123456789", found) == "A5678C"
