"""An interface that no one owns changes without notice.

Instead of: *The app calls the billing API.*
Write: *The app calls the billing API v3 (owner: team Ledger).*

Reported once per document with a section about an interface to someone else that gives neither owner nor
version. Source: ISO/IEC/IEEE 29148:2018, 9.5 (external interfaces).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_HEADING = re.compile(r"\b(?:interfaces?|apis?|integrations?(?! test))\b(?! changes?)", re.I)
_OUTSIDE = re.compile(
    r"\b(?:external|third[- ]part|partner|vendor|provider|supplier|upstream service|billing|payment)", re.I
)
_SAID = re.compile(r"\bowner|\bowned by|\bmaintain|\bv\d|\bversion|\bteam\b", re.I)


def _check(document: Document) -> Iterator[Hit]:
    headings = [row for row in document.blocks if row.kind == "heading"]
    for place, block in enumerate(headings):
        if not _HEADING.search(block.under[-1]) or block.under[-1].endswith("?"):
            continue
        after = next(
            (row.start for row in headings[place + 1 :] if row.level <= block.level), len(document.text)
        )
        if _OUTSIDE.search(document.text, block.start, after) and not _SAID.search(
            document.text[block.end : after]
        ):
            yield Hit(
                block.start, block.end, f"'{block.under[-1]}': who owns it, and which version is meant?"
            )
            return


RULE = Rule(
    code="DOC002",
    name="interface-without-owner",
    family="document",
    scope="document",
    summary="An interface without owner or version",
    check=_check,
    severity="note",
)
