"""A noun that a room declares for tables can be recognised, mapped, counted and shown."""

from __future__ import annotations

from collections import Counter

import pytest

from pilothouse.connectors.tables.finding import nouns
from pilothouse.connectors.tables.guessing import field_of, fit, guess_fields
from pilothouse.kit.tables.nouns import TableNoun
from pilothouse.kit.tables.plain import plain

each_noun = pytest.mark.parametrize("noun", nouns().values(), ids=nouns().keys())


def test_items_and_people_are_found_by_looking_at_the_rooms() -> None:
    assert {"items", "people"} <= set(nouns())


@each_noun
def test_a_synonym_names_one_field_and_is_written_as_headers_are_compared(noun: TableNoun) -> None:
    words = Counter(word for field in noun.fields for word in field.synonyms)

    assert [word for word, many in words.items() if many > 1] == []
    assert [word for word in words if word != plain(word)] == []


@each_noun
def test_every_field_has_a_label_of_its_own_that_is_no_name_of_a_variable(noun: TableNoun) -> None:
    labels = [field.label for field in noun.fields]

    assert len(set(labels)) == len(labels)
    assert [label for label in labels if "_" in label] == []
    assert len({field.name for field in noun.fields}) == len(labels)


@each_noun
def test_a_header_of_synonyms_fits_and_one_without_what_every_row_needs_does_not(noun: TableNoun) -> None:
    needed = [field for field in noun.fields if field.required]
    header = [field.synonyms[0] for field in needed]

    assert needed
    assert fit(noun, header) == 1.0
    assert fit(noun, [*header, "Wibble"]) < 1.0
    assert fit(noun, header[1:]) == fit(noun, []) == 0.0
    assert set(guess_fields(noun, header).values()) == {field.name for field in needed}


@each_noun
def test_every_field_but_those_chosen_by_hand_is_recognised(noun: TableNoun) -> None:
    for field in noun.fields:
        for word in field.synonyms:
            assert field_of(noun, word) is field
        assert field.synonyms or field.pattern, f"no header is recognised as {field.name}"


@each_noun
def test_counts_of_what_was_written_have_a_label(noun: TableNoun) -> None:
    assert {"created", "updated", "unchanged"} <= set(noun.arrived)
