"""A story with two wants is two stories, and the second is the one that slips.

Instead of: *As an editor, I want to upload images and to crop them, so that …*
Write: two stories; the second may be cut.

Reports two verbs joined in the want, two conjunctions, and a relative clause with a conjunction; not what is
compared or lies between. Source: Lucassen et al. 2016 (atomic).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule, words_of

_MEANS = re.compile(
    r"\bI(?:'d like| want| need| would like| wish| can| should| must| am| aim)\b(.*?)"
    r"(?=\bso that\b|,? so (?:I|we|the|that|my|our|it|they|users)\b|\bin order to\b|\bbecause\b|$)",
    re.I | re.S,
)
_VERB = re.compile(
    r"\b(?:and|or|as well as|then|but also|plus|(?<=\s)&)\s+(?:(?:to|then|also|even|\w+ly|help me|help us)"
    r"\s+)*(?:be able to\s+)?([a-z]+)\b",
    re.I,
)
_AND = re.compile(r"\band\b|\bas well as\b|\s&\s", re.I)
_RELATIVE = re.compile(r"\b(?:that|which)\s+(?:[\w'’-]+\s+){0,12}?and\b", re.I)
_ONE = re.compile(r"\b(?:between|compare|comparing|explore|understand)\b", re.I)
_VERBS = words_of(
    "access accept act activate add adjust allocate allow analyse analyze annotate answer apply approve",
    "archive  assess assign attach audit automate avoid block book browse build buy calculate cancel",
    "capture change charge  check choose classify close collect combine comment communicate compare",
    "complete configure confirm contact  contribute control convert coordinate copy correct create crop",
    "customise customize decide deliver deploy  design detect determine develop diagnose disable",
    "discourage discover dispatch display distribute download  edit enable encourage engage enhance",
    "ensure enter establish estimate evaluate examine exchange execute expand  explain export extract",
    "facilitate filter find fix flag follow forecast forward generate get give group guide  handle help",
    "hide highlight identify implement import improve include increase inform inspect install  integrate",
    "interact interpret intervene invite join keep know learn link list locate log maintain make manage",
    "map mark match measure merge minimise minimize mitigate modify monitor move navigate notify obtain",
    "offer open  operate optimise optimize order organise organize pay perform personalise personalize",
    "pick plan play post  predict prepare present prevent print prioritise prioritize process produce",
    "promote propose protect provide  publish purchase query rate read receive recognise recognize",
    "recommend record recover reduce refine register  reject release remind remove rename renew rent",
    "replace reply report request reserve resolve respond restore  restrict retrieve return reuse review",
    "revoke run save scan schedule search see select sell send set share  show sign simulate solve sort",
    "specify start stop store submit subscribe suggest support switch sync tag test  track train transfer",
    "translate trigger trust try undo update upgrade upload use validate verify view visit  visualise",
    "visualize vote warn watch write",
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    means = _MEANS.search(sentence.text)
    if not means or _ONE.search(means.group(1)):
        return
    want = means.group(1)
    second = next((row for row in _VERB.finditer(want) if row.group(1).lower() in _VERBS), None)
    if second is None:
        joins = list(_AND.finditer(want))
        second = joins[1] if len(joins) > 1 else _RELATIVE.search(want)
    if second is not None:
        start = sentence.start + means.start(1) + second.start()
        yield Hit(
            start, start + len(second.group()), "Two wants in one story? Split it; the second may be cut."
        )


RULE = Rule(
    code="STO003",
    name="story-not-atomic",
    family="story",
    scope="sentence",
    summary="Two wants in one story",
    check=_check,
    triggers=frozenset({"as"}),
    roles=frozenset({"story"}),
    severity="note",
)
