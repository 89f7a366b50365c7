"""A story that names the button has decided the design before anybody has understood the need.

Instead of: *As a buyer, I want a dropdown with my addresses, so that I can choose one.*
Write: *As a buyer, I want to reuse an address I have given before, so that I need not type it again.*

Source: Lucassen et al. 2016 (problem-oriented).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.lexicon import gain
from pilothouse.engine.review.rule import Hit, Rule

_PARTS = re.compile(
    r"\b(?:drop-?downs?|buttons?|pop-?ups?|modal|checkbox(?:es)?|check box|radio buttons?|tooltips?|"
    r"side-?bar|"
    r"hamburger menu|carousel|tab bar|text ?fields?|combo ?box|sql|databases?|database tables?|"
    r"microservices?|"
    r"rest api|apis?|json|xml|css|html|javascript|python|algorithms?|neural networks?|blockchain|"
    r"classifiers?|"
    r"regression|clustering|data mart|data warehouse|frameworks?|architecture|hyperparameters?|pipelines?|"
    r"metadata|webhooks?|k-means|random forests?|vector machines?)\b",
    re.I,
)
_BUILDS = re.compile(
    r"\bI\s+(?:want|need|would\s+like|wish|am|aim)\s+to\s+(?:be\s+able\s+to\s+)?(?:\w+ly\s+)?"
    r"((?:develop|build|implement|integrate|train|design|code|refactor|deploy|validate|optimi[sz]e)\b)",
    re.I,
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _PARTS.search(sentence.text, max(0, sentence.text.find(" I ")), gain(sentence))
    if found:
        message = f"'{found.group()}' is a solution: tell the need, and leave the means to design."
        yield Hit(sentence.start + found.start(), sentence.start + found.end(), message)
    elif found := _BUILDS.search(sentence.text):
        message = f"'{found.group(1)}' tells how it is made: tell what its user can do afterwards."
        yield Hit(sentence.start + found.start(1), sentence.start + found.end(1), message)


RULE = Rule(
    code="STO004",
    name="story-names-solution",
    family="story",
    scope="sentence",
    summary="A story that prescribes the means",
    check=_check,
    triggers=frozenset({"as"}),
    roles=frozenset({"story"}),
    severity="note",
)
