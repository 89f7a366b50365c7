"""One blueprint as the rules read it: what is masked, the role of each sentence, and the findings."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.finding import Finding
from pilothouse.engine.review.rule import every_rule
from pilothouse.engine.review.run import Reviewer
from tools.docs.algorithms.drawing import Picture

_TEXT = """# Streaming

Setting this up is not easy today.

## Requirements
- The `collector` must be fast.
- Setup should be easy.
- R3: An export must end within 60 seconds.

## User stories
- As an operator, I want to see the lag, so that I can add a consumer in time.
"""
_LINES = (3, 6, 7, 8, 11)


@cache
def _read() -> tuple[Document, list[Finding]]:
    document = Document(_TEXT, "streaming.md")
    codes = ("VAG", "REQ", "STO")
    return document, [row for row in Reviewer(select=codes).review(document) if row.line in _LINES]


def _roles() -> dict[int, str]:
    document, _ = _read()
    return {document.place(row.start)[0]: row.role for row in document.sentences}


def draw() -> str:
    document, findings = _read()
    picture = Picture(
        "A blueprint as the rules read it",
        "Code is masked, each sentence has a role, and a role decides which rules look at it.",
        252,
    )
    for x, words in ((30, "line"), (74, "as read; code is blank"), (440, "role"), (540, "finding")):
        picture.text(x, 30, words, colour="mute", small=True)
    masked = document.masked.splitlines()
    for place, line in enumerate(_LINES):
        y = 60 + 40 * place
        text = masked[line - 1].strip()
        shown = text if len(text) <= 56 else f"{text[:54]}…"
        picture.text(30, y, str(line), colour="mute")
        picture.text(74, y, " ".join(shown.split("  ")))
        picture.text(440, y, _roles()[line], colour="teal")
        here = [row for row in findings if row.line == line]
        for row in here[:1]:
            more = f" and {len(here) - 1} more" if len(here) > 1 else ""
            picture.text(540, y, f"{row.code} “{row.excerpt}”{more}", colour="rose")
        if not here:
            picture.text(540, y, "none", colour="mute")
    return picture.svg()


def worked() -> list[str]:
    document, findings = _read()
    rows = []
    for line in _LINES:
        here = [f"`{row.code}` at *{row.excerpt}*" for row in findings if row.line == line]
        text = document.line_text(line).removeprefix("- ")
        rows.append(f"| {line} | {text} | {_roles()[line]} | {', '.join(here) or 'none'} |")
    plan = sum(rule.scope == "graph" for rule in every_rule())
    counts = (
        f"{len(every_rule()) - plan} rules look at words, stories and documents; {plan} more look at the plan"
    )
    return [*rows, counts]
