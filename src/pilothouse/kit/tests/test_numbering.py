"""The next number is given once, also when several ask at the same moment."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from pilothouse.kit.numbering import numbered


@pytest.mark.django_db
def test_the_number_after_the_highest_is_tried_until_it_is_free() -> None:
    stored = {1, 2}
    seen = iter([1, 1, 2])  # what the table seemed to hold while another was writing

    def make(number: int) -> int:
        if number in stored:
            raise IntegrityError("taken")
        stored.add(number)
        return number

    assert numbered(lambda: next(seen), make) == 3


@pytest.mark.django_db
def test_an_error_that_no_number_mends_is_raised() -> None:
    def make(number: int) -> int:
        raise IntegrityError("something else")

    with pytest.raises(IntegrityError, match="something else"):
        numbered(lambda: 0, make)
