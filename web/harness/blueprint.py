"""A blueprint and a review of it by a few words, for `serve.py`: enough to see the editor at work."""

from __future__ import annotations

import re
from typing import Any

TEXT = """# Metered invoices 🚀

## Goal

Customers on metered plans see what they will pay before the invoice arrives.
Today 41 % of billing tickets ask "why this amount?" (Support, October).

## Requirements

- The invoice page must load quickly, also for accounts with many meters.
- Usage of the last hour is shown, with its source and the time of the last event.
- As a finance lead, I want to export the month as CSV, so that I can reconcile it.
  - The export should be robust and user-friendly 🙂.
- An invoice above the limit of the contract is held, etc.

| Meter | Unit | Rounding |
|-------|------|----------|
| Events | 1,000 | up to the next thousand, as appropriate |
| Storage | GB-month | TBD |

## Out of scope

Tax rules outside the EU. Discounts by hand stay in `billing-admin`.

<!-- review: ignore VAG004: the sales team agreed on this wording -->
Enterprise contracts are handled flexibly.

## Risks

The rating engine has to cope with late events; how late is **not known yet**.
See [the incident of March](https://example.org/incidents/77).
"""

WORDS = {
    "quickly": (
        "VAG001",
        "warning",
        "'quickly' cannot be measured: say how fast, at what load.",
        "within 2 s at the 95th percentile",
    ),
    "robust": (
        "VAG001",
        "warning",
        "'robust' cannot be measured: name the failures to survive.",
        None,
    ),
    "user-friendly": (
        "VAG001",
        "warning",
        "'user-friendly' cannot be measured: name the task and its time.",
        None,
    ),
    "etc.": ("AMB003", "warning", "'etc.' leaves the list open: name the rest or take it out.", ""),
    "as appropriate": ("VAG002", "note", "'as appropriate' leaves the decision to the reader.", None),
    "TBD": ("GAP001", "error", "'TBD' is a gap: it blocks the work that depends on it.", None),
    "many": ("VAG003", "note", "'many' is no number.", None),
    "not known yet": ("GAP002", "error", "An open question without an owner or a date.", None),
}
PLAN = (
    ("PLN004", "error", "R2 has no item that delivers it.", "R2"),
    ("PLN007", "warning", "ATL-9 delivers no statement of this blueprint.", "ATL-9"),
)


def review(text: str) -> dict[str, Any]:
    places = [(word, found.start()) for word in WORDS for found in re.finditer(re.escape(word), text)]
    findings = [_finding(text, start, word) for word, start in places]
    findings = [row for row in findings if f"ignore {row['code']}:" not in _above(text, row["start"])]
    for code, severity, message, subject in PLAN:
        findings.append(_row(code, severity, message, 0, 0, text) | {"subject": subject, "excerpt": ""})
    errors = sum(row["severity"] == "error" for row in findings)
    blocked = f"{errors} blocking uncertainties, 2 flaws: cannot be finalised"
    gate = {"may_finalise": not errors, "summary": blocked if errors else "Can be finalised"}
    return {"findings": findings, "statements": _statements(text), "gate": gate}


def _finding(text: str, start: int, word: str) -> dict[str, Any]:
    code, severity, message, fix = WORDS[word]
    end = start + len(word)
    return _row(code, severity, message, start, end, text) | {
        "fix": None if fix is None else {"start": start, "end": end, "text": fix}
    }


def _row(code: str, severity: str, message: str, start: int, end: int, text: str) -> dict[str, Any]:
    before = text[:start]
    return {
        "code": code,
        "rule": "weak-word",
        "family": "vagueness",
        "severity": severity,
        "message": message,
        "start": start,
        "end": end,
        "line": before.count("\n") + 1,
        "column": start - before.rfind("\n"),
        "excerpt": text[start:end],
        "fix": None,
        "subject": "",
        "manual_url": f"/parts?rule={code}",
    }


def _above(text: str, start: int) -> str:
    lines = text[:start].split("\n")
    return lines[-2] if len(lines) > 1 else ""


def _statements(text: str) -> list[dict[str, Any]]:
    found = [("G", m.start()) for m in re.finditer(r"^Customers", text, re.M)]
    found += [("R", m.start()) for m in re.finditer(r"^ *- ", text, re.M)]
    counts: dict[str, int] = {}
    made = []
    for letter, start in found:
        counts[letter] = number = counts.get(letter, 0) + 1
        end = text.find("\n", start) if "\n" in text[start:] else len(text)
        made.append(
            {
                "key": f"{letter}{number}",
                "kind": "goal" if letter == "G" else "requirement",
                "text": text[start:end],
                "start": start,
                "end": end,
                "line": text[:start].count("\n") + 1,
                "items": [] if number == 2 else [f"ATL-{number + 3}"],
                "suspect": letter == "R" and number == 3,
            }
        )
    return made
