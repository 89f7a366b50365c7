"""What the review is compared with: AQUSA's rules for stories, and word lists for requirement smells.

AQUSA is written anew from its description (Lucassen, Dalpiaz, van der Werf, Brinkkemper 2016: Improving agile
requirements: the Quality User Story framework and tool). The word lists hold the examples that Femmer, Méndez
Fernández, Wagner and Eder 2017 (Rapid quality assurance with requirements smells) print beside each category,
and the closed classes that they name (pronouns, comparatives, superlatives, modal verbs).
"""

from __future__ import annotations

import re
from collections import Counter

_CONJUNCTION = re.compile(r"\b(?:and|or)\b|&|\+", re.I)
_MEANS = re.compile(r"I(?:'d like| want| can| need)?(.*?)(?:so that|in order to|$)", re.I | re.S)
_NOTES = re.compile(r"[\[({<].*?[\])}>]|\s-\s|[.;:?*]\s+\S")
_ROLE = re.compile(r"^\W*as an? |^\W*as the ", re.I)
_WANT = re.compile(r"\bI(?:'d like| want| can| need| would like| am able)\b", re.I)


def well_formed(text: str) -> bool:
    """A role and a means."""
    return bool(_ROLE.search(text) and _WANT.search(text))


def atomic(text: str) -> bool:
    """No conjunction in the means."""
    means = _MEANS.search(text)
    return not _CONJUNCTION.search(means.group(1) if means else text)


def minimal(text: str) -> bool:
    """No brackets, and nothing after a sign that ends or divides a sentence."""
    return not _NOTES.search(text)


def off_template(texts: list[str]) -> list[bool]:
    """Whether a story's form differs from the most usual one."""
    forms = [found.group().lower() if (found := _WANT.search(text)) else "" for text in texts]
    usual = Counter(forms).most_common(1)[0][0] if forms else ""
    return [form != usual for form in forms]


def repeated(texts: list[str]) -> list[bool]:
    """Whether the same text stands elsewhere in the list."""
    times = Counter(" ".join(text.lower().split()) for text in texts)
    return [times[" ".join(text.lower().split())] > 1 for text in texts]


_ADJECTIVE = r"(?:efficient|intuitive|flexible|reliable|secure|detailed|complex|important|suitable|accurate)"
SMELLS = {
    "Subjective_lang.": r"user[- ]friendly|easy to use|cost[- ]effective",
    "Ambiguous_adv._adj.": r"almost always|significant(?:ly)?|minimal(?:ly)?",
    "Loophole": r"if possible|as appropriate|as applicable",
    "Nonverifiable_term": r"provide support|but not limited to|as a minimum",
    "Superlative": rf"best|worst|most|least|highest|lowest|\w+(?:iest)|most {_ADJECTIVE}",
    "Comparative": rf"better|worse|higher|lower|faster|larger|smaller|longer|shorter|more {_ADJECTIVE}",
    "Negative": r"not|cannot|never|no|without",
    "Vague_pron.": r"it|its|this|that|these|those|they|them|their|which",
    "Uncertain_verb": r"should|could|might|may|can",
}
PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.I) for name, words in SMELLS.items()}
VAGUE = re.compile("|".join(f"(?:{PATTERNS[name].pattern})" for name in list(SMELLS)[:6]), re.I)
