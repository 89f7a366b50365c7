"""Stories of one list that follow different forms are read one by one instead of at a glance.

Instead of: nine stories with *I want* and one with *I would like*.
Write: all of them in the one form.

Reported for a text with five stories or more, four in five of one form, at each that differs. Source:
Lucassen et al. 2016 (uniform).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_FORM = re.compile(
    r"\bI(?:'d like|\s+(?:would\s+like|want|need|wish|can|should|must|expect|am\s+able|have))\b", re.I
)
_FEWEST, _SHARE = 5, 0.8


def _check(document: Document) -> Iterator[Hit]:
    found = [
        (row, form) for row in document.sentences if row.role == "story" and (form := _FORM.search(row.text))
    ]
    forms = Counter(_name(form.group()) for _, form in found)
    if len(found) < _FEWEST or not forms:
        return
    usual, times = forms.most_common(1)[0]
    if times < _SHARE * len(found):
        return
    for row, form in found:
        if _name(form.group()) != usual:
            start = row.start + form.start()
            yield Hit(start, start + len(form.group()), f"The other stories say 'I {usual}': use one form.")


def _name(form: str) -> str:
    return " ".join(form.lower().replace("'d", " would").split())[2:]


RULE = Rule(
    code="STO009",
    name="story-off-template",
    family="story",
    scope="document",
    summary="A story of another form than the rest",
    check=_check,
    severity="note",
)
