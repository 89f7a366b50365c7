"""A term with capitals or quotation marks means something that its author knows and no one wrote down.

Instead of: *The clerk must close the Settlement Window.* in a text that nowhere says what that is.
Write: *Settlement Window: the two hours after close of trading in which …* once, or give a glossary.

Reported once per term, of the fifty most used, that requirements use twice or more and that no heading, bold
word, cell of a table or sentence of the form *X is*, *X means*, *X (*, *X:* explains. Source: ISO/IEC/IEEE
29148:2018, 9.3 (definitions).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_TERM = re.compile(r"(?<=[a-z,;] )([A-Z][a-z]+(?: [A-Z][a-z]+){1,2})\b|[\"“]([A-Za-z][\w -]{2,30})[\"”]")
_FEWEST, _MOST = 3, 50


def _check(document: Document) -> Iterator[Hit]:
    rows = [row for row in document.sentences if row.role == "requirement"]
    if len(rows) < _FEWEST:
        return
    places: dict[str, int] = {}
    used: Counter[str] = Counter()
    for row in rows:
        for found in _TERM.finditer(row.text):
            group = 1 if found.group(1) else 2
            term = found.group(group)
            used[term] += 1
            places.setdefault(term, row.start + found.start(group))
    for term, times in used.most_common(_MOST):
        if times >= 2 and not _defined(document, term):
            start = places[term]
            yield Hit(start, start + len(term), f"'{term}' is nowhere explained.")


def _defined(document: Document, term: str) -> bool:
    known = re.escape(term)
    form = rf"{known}[\"”*_]*\s*(?:\(|:|–|—|-\s|(?:is|are|means|refers|consists|denotes)\b)|[*_]{{2}}{known}"
    if re.search(form, document.text, re.I):
        return True
    low = term.lower()
    return any(
        row.kind in ("heading", "cell")
        and document.text[row.start : row.end].strip("*_ ").lower().endswith(low)
        for row in document.blocks
    )


RULE = Rule(
    code="REQ017",
    name="undefined-term",
    family="requirement",
    scope="document",
    summary="A term that is nowhere explained",
    check=_check,
    severity="note",
)
