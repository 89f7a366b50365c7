"""Documents in, findings out: rules by trigger, waivers with reason, baseline, fixes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.review.document import Document
from pilothouse.engine.review.finding import Finding, Fix, Place
from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule, every_rule
from pilothouse.engine.review.sentence import ROLES, Sentence

_WAIVER = re.compile(r"\s*review:\s*ignore\s+([A-Z]+\d*(?:\s*,\s*[A-Z]+\d*)*)\s*")
_EXCERPT = 100
PLAN = "plan"  # the path of findings that are about no text


@dataclass(frozen=True)
class Waiver:
    """`codes` are not told on `line` and the next; without a `reason` nothing is waived."""

    line: int
    codes: tuple[str, ...]
    reason: str


@lru_cache(maxsize=1)
def rules_version() -> str:
    """Marks what a review depends on beside the text: it changes with every rule, word list and reader."""
    root = Path(__file__).parent
    digest = sha256()
    for file in sorted(root.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class Reviewer:
    """Rules made ready once. `select` and `ignore` are codes or their beginnings."""

    def __init__(self, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> None:
        rules = every_rule()
        for prefix in (*select, *ignore):
            if not any(rule.code.startswith(prefix) for rule in rules):
                raise InvalidProblem(
                    f"There is no rule '{prefix}'.", where="rules", cure="See `pilothouse rule --all`."
                )
        self.rules = tuple(
            rule
            for rule in rules
            if (not select or rule.code.startswith(tuple(select)))
            and not (ignore and rule.code.startswith(tuple(ignore)))
        )
        on_sentences = [rule for rule in self.rules if rule.scope == "sentence"]
        self._asked_of = {role: _Asked(on_sentences, role) for role in ROLES}

    def review(self, document: Document) -> list[Finding]:
        """Findings of one document in order of place, without those that are waived."""
        waivers = _by_line(_waivers(document))
        found: list[Finding] = []
        for sentence in document.sentences:
            for rule in self._asked_of[sentence.role].rules(sentence):
                found += _of_sentence(document, rule, list(rule.check(sentence)))
        for rule in self.rules:
            if rule.scope == "document":
                found += (_finding(document, rule, hit) for hit in rule.check(document))
        found = [row for row in found if not _is_waived(row, waivers)]
        return sorted(found, key=lambda row: (row.start, row.code))

    def review_graph(self, graph: Graph, documents: Iterable[Document] = ()) -> list[Finding]:
        """Findings of the rules of scope `graph`, those about the plan first; without the waived ones.

        What is about the plan has no line: a waiver of its code anywhere in `documents` holds for it.
        """
        texts = {row.path: row for row in documents}
        waivers = {path: _by_line(_waivers(row)) for path, row in texts.items()}
        anywhere = {code for lines in waivers.values() for codes in lines.values() for code in codes}
        found: list[Finding] = []
        for rule in self.rules:
            if rule.scope != "graph":
                continue
            for hit in rule.check(graph):
                text = texts.get(hit.path)
                row = _plan_finding(rule, hit) if text is None else _finding(text, rule, hit)
                waived = row.code in anywhere if text is None else _is_waived(row, waivers[hit.path])
                if not waived:
                    found.append(row)
        return sorted(found, key=lambda row: (row.path != PLAN, row.path, row.start, row.code, row.subject))


class _Asked:
    """Which rules have to look at a sentence of one role."""

    def __init__(self, rules: Sequence[Rule], role: str) -> None:
        asked = [rule for rule in rules if not rule.roles or role in rule.roles]
        self._always = [rule for rule in asked if not rule.triggers]
        self._by_word: dict[str, list[tuple[Rule, frozenset[str]]]] = {}
        for rule in asked:
            for trigger in sorted(rule.triggers):
                words = trigger.split()
                # The longest word is the rarest, near enough.
                self._by_word.setdefault(max(words, key=len), []).append((rule, frozenset(words)))
        self._words = frozenset(self._by_word)

    def rules(self, sentence: Sentence) -> list[Rule]:
        """Each rule once, those without triggers first."""
        held = self._words.intersection(sentence.plain.split())
        if not held:
            return self._always
        found, low = list(self._always), sentence.low
        for word in held:
            for rule, words in self._by_word[word]:
                if rule not in found and words <= low:
                    found.append(rule)
        return found


def _waivers(document: Document) -> Iterator[Waiver]:
    if "review:" not in document.text:
        return
    for start, comment in _comments(document.text):
        found = _WAIVER.match(comment)
        if found is None:
            continue
        sign, reason = comment[found.end() : found.end() + 1], comment[found.end() + 1 :].strip()
        if sign not in ("", ":", "-") or "\n" in reason:
            continue
        codes = tuple(code.strip() for code in found.group(1).split(","))
        yield Waiver(document.place(start)[0], codes, reason)


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Where each comment begins, and what stands in it."""
    end = 0
    while (stop := text.find("-->", end)) >= 0:
        if (start := text.rfind("<!--", end, stop)) >= 0:
            yield start, text[start + 4 : stop]
        end = stop + 3


def _by_line(waivers: Iterable[Waiver]) -> dict[int, set[str]]:
    """What is waived on each line: that of the comment and the one below. Without a reason nothing is."""
    found: dict[int, set[str]] = {}
    for waiver in waivers:
        for line in (waiver.line, waiver.line + 1) if waiver.reason else ():
            found.setdefault(line, set()).update(waiver.codes)
    return found


def _is_waived(finding: Finding, waivers: Mapping[int, set[str]]) -> bool:
    codes = waivers.get(finding.line)
    return codes is not None and any(finding.code[:length] in codes for length in _lengths(finding.code))


def _lengths(code: str) -> range:
    """Of the beginnings of a code: a waiver may name a family of rules."""
    return range(1, len(code) + 1)


def _plan_finding(rule: Rule, hit: Hit) -> Finding:
    where = hit.path or PLAN
    return Finding(rule.code, rule.name, rule.severity, hit.message, where, 0, 0, 1, 1, "", None, hit.subject)


def _of_sentence(document: Document, rule: Rule, hits: Sequence[Hit]) -> Iterator[Finding]:
    """One finding for all words of a sentence of which a rule says the same; it names them. What can be fixed
    is fixed word by word."""
    if len(hits) < 2 or any(hit.replacement is not None for hit in hits):
        yield from (_finding(document, rule, hit) for hit in hits)
        return
    alike: dict[str, list[Hit]] = {}
    for hit in hits:
        alike.setdefault(hit.message.replace(_words(document, hit), "{}"), []).append(hit)
    for first, *others in alike.values():
        row = _finding(document, rule, first)
        yield _together(document, row, [first, *others]) if others else row


def _together(document: Document, row: Finding, hits: Sequence[Hit]) -> Finding:
    places = tuple(Place(hit.start, hit.end, document.text[hit.start : hit.end][:_EXCERPT]) for hit in hits)
    words = dict.fromkeys(_words(document, hit) for hit in hits)
    others = [word for word in words if word.casefold() != _words(document, hits[0]).casefold()]
    more = f"The same for {_listed(others)}." if others else f"{len(hits)} times in this sentence."
    message = f"{row.message.rstrip('.')}. {more}"
    return replace(row, message=message, also=places[1:])


def _words(document: Document, hit: Hit) -> str:
    return " ".join(document.text[hit.start : hit.end].split())


def _listed(words: Sequence[str]) -> str:
    quoted = [f"'{word[:_EXCERPT]}'" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _finding(document: Document, rule: Rule, hit: Hit) -> Finding:
    line, column = document.place(hit.start)
    fix = None if hit.replacement is None else Fix(hit.start, hit.end, hit.replacement)
    return Finding(
        rule.code,
        rule.name,
        rule.severity,
        hit.message,
        document.path,
        hit.start,
        hit.end,
        line,
        column,
        document.text[hit.start : hit.end][:_EXCERPT],
        fix,
        hit.subject,
    )


def fingerprint(finding: Finding) -> str:
    """The same for a finding that only moved: code, file and words, not the line."""
    words = "\0".join(" ".join(place.excerpt.split()) for place in finding.places)
    told = "\0".join((finding.code, finding.path, words, finding.subject))
    return sha256(told.encode()).hexdigest()[:16]


def new_since(findings: Sequence[Finding], baseline: Mapping[str, int]) -> list[Finding]:
    """Findings beyond those that the baseline counts for their fingerprint."""
    left = dict(baseline)
    fresh = []
    for finding in findings:
        mark = fingerprint(finding)
        if left.get(mark, 0) > 0:
            left[mark] -= 1
        else:
            fresh.append(finding)
    return fresh


def fixed(text: str, findings: Iterable[Finding]) -> str:
    """The text with every certain fix made; of two that overlap the first is made."""
    parts, end = [], 0
    for fix in sorted((row.fix for row in findings if row.fix), key=lambda fix: (fix.start, fix.end)):
        if fix.start >= end:
            parts += [text[end : fix.start], fix.text]
            end = fix.end
    return "".join([*parts, text[end:]])
