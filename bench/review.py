"""How right the review is: precision and recall on labelled requirements, stories and feature requests.

`python bench/review.py [--json] [--half tune|check] [--peers DIR] [--sample SEED]`, with the data of
../shared/data/requirements: ARTA's smells of 985 real requirements, the human labels of 1,260 user stories
(UStAI), the defects marked in 100 real feature requests, and 39 design documents. Rules are tuned on even
rows and scored on odd ones. Beside them stand AQUSA's rules and plain word lists (`review_baselines.py`).
`--sample` draws findings to be judged by hand into `review_judged.csv`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import review_baselines as baselines
import review_prose

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.finding import Finding
from pilothouse.engine.review.run import Reviewer

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "requirements"

# ARTA's columns, and the rules that look for the same; chosen on the half for tuning.
SMELLS = {
    "Subjective_lang.": ("VAG001", "VAG002", "VAG011", "VAG012", "VAG013"),
    "Ambiguous_adv._adj.": ("VAG001", "VAG003", "VAG004", "VAG005", "VAG006", "VAG007"),
    "Nonverifiable_term": ("VAG002", "VAG004", "REQ012", "REQ003", "REQ018"),
    "Loophole": ("VAG004",),
    "Superlative": ("VAG007",),
    "Comparative": ("VAG008",),
    "Negative": ("REQ006",),
    "Vague_pron.": ("REQ007", "VAG014"),
    "Uncertain_verb": ("VAG005", "VAG010"),
}
Spans = list[tuple[int, int]]


def rows(name: str) -> list[dict[str, str]]:
    path = DATA / name
    data = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def rates(pairs: Iterable[tuple[bool, bool]]) -> dict[str, Any]:
    """Precision, recall and F1 of pairs (found, labelled)."""
    told = list(pairs)
    hits = sum(found and real for found, real in told)
    found, real = sum(row[0] for row in told), sum(row[1] for row in told)
    return {"labelled": real, "found": found, **_shares(hits, found, hits, real)}


def _shares(right: int, found: int, met: int, real: int) -> dict[str, float | None]:
    precision, recall = right / found if found else None, met / real if real else None
    both = (precision or 0) + (recall or 0)
    return {
        "precision": None if precision is None else round(precision, 3),
        "recall": None if recall is None else round(recall, 3),
        "f1": round(2 * (precision or 0) * (recall or 0) / both, 3) if both else None,
    }


def smells(half: int) -> dict[str, Any]:
    labelled = rows("arta_ds1_requirement_smells.csv.gz")[half::2]
    texts = [row["Requirement_text"].strip() for row in labelled]
    reviewer = Reviewer()
    codes = [{finding.code for finding in reviewer.review(Document(text))} for text in texts]
    told = {}
    for name, wanted in SMELLS.items():
        real = [row[name].strip() not in ("-", "") for row in labelled]
        told[name] = rates(zip([bool(found & set(wanted)) for found in codes], real, strict=True))
        words = baselines.PATTERNS[name]
        told[f"{name}, words"] = rates(zip([bool(words.search(text)) for text in texts], real, strict=True))
    return told


def stories(half: int) -> dict[str, Any]:
    """Lists of stories are those of one abstract; where all labels of a story are missing it is left out."""
    every = [row for row in rows("ustai_qus_annotated.csv.gz") if row["User story"].strip()]
    labelled = every[half::2]
    texts = [row["User story"].strip() for row in labelled]
    reviewer = Reviewer(select=["STO"])
    codes = [{finding.code for finding in reviewer.review(Document(text))} for text in texts]

    def by_rule(*wanted: str) -> list[bool]:
        return [bool(found & set(wanted)) for found in codes]

    def judged(label: str, good: str, found: list[bool], bad: str = "") -> dict[str, Any]:
        told = [(row[label].strip().lower(), hit) for row, hit in zip(labelled, found, strict=True)]
        return rates((hit, value == bad if bad else value != good) for value, hit in told if value)

    whole = [row for row in every if int(row["Abstract"][1:]) % 2 == half]
    lists: dict[str, list[dict[str, str]]] = {}
    for row in whole:
        lists.setdefault(row["Abstract"], []).append(row)
    same, same_text, real = [], [], []
    for part in lists.values():
        wants = [" ".join(row["User story"].split()) for row in part]
        found = Reviewer(select=["STO006"]).review(Document("\n\n".join(wants)))
        lines = {finding.line for finding in found}
        for place, (row, twin) in enumerate(zip(part, baselines.repeated(wants), strict=True)):
            if row["Unique"].strip():
                same.append(2 * place + 1 in lines)
                same_text.append(twin)
                real.append(row["Unique"].strip().lower() != "unique")
    sound, problem = "Conceptually sound", "Problem-oriented"
    return {
        "not atomic": judged("atomic", "atomic", by_rule("STO003")),
        "not atomic, AQUSA": judged("atomic", "atomic", [not baselines.atomic(text) for text in texts]),
        "not minimal": judged("minimal", "minimal", by_rule("STO008")),
        "not minimal, AQUSA": judged("minimal", "minimal", [not baselines.minimal(text) for text in texts]),
        "not unique": rates(zip(same, real, strict=True)),
        "not unique, AQUSA": rates(zip(same_text, real, strict=True)),
        "solution": judged(problem, "problem-oriented", by_rule("STO004", "STO007")),
        "solution, all told": judged(problem, "problem-oriented", [True] * len(texts)),
        "no valid role": judged(sound, "", by_rule("STO007"), "no_valid_role"),
        "no valid role, all told": judged(sound, "", [True] * len(texts), "no_valid_role"),
    }


_HEAD = re.compile(r"Request Number - .*? \| Request Title - ")
_MIDDLE = re.compile(r" \| Request Description - ")
Marks = list[tuple[int, int, str]]


def request_texts(half: int) -> list[tuple[str, str, Marks]]:
    """Name, text and marked spans of feature requests.

    What the data set put around title and description is blanked, so that places stay.
    """
    marks: dict[str, Marks] = {}
    for row in rows("feature_request_defects_instances.csv"):
        if row["StartIndex"].isdigit():
            span = (int(row["StartIndex"]), int(row["EndIndex"]), row["Class"])
            marks.setdefault(row["RequestNumAppName"].strip(), []).append(span)
    told = []
    for row in rows("feature_request_defects_requests.csv")[half::2]:
        name, text = row["RequestNumber-App"].strip(), row["TextUsedForAnnotation"]
        for part in (_HEAD, _MIDDLE):
            text = part.sub(lambda found: "\n" * len(found.group()), text, count=1)
        told.append((f"requests/{name}", text, marks.get(name, [])))
    return told


def backlogs() -> list[tuple[str, str]]:
    """Six real backlogs, one story a paragraph."""
    files = sorted((DATA / "user_stories").glob("*.txt"))
    lines = ((file.name, file.read_text(encoding="utf-8", errors="replace").splitlines()) for file in files)
    return [(f"user_stories/{name}", "\n\n".join(row for row in rows if row.strip())) for name, rows in lines]


def requests(texts: list[tuple[str, str, Marks]]) -> dict[str, Any]:
    """Spans that people marked in feature requests against findings about words and requirements."""
    reviewer = Reviewer(select=["VAG", "REQ"])
    met: dict[str, list[bool]] = {}
    right, words = [], []
    met_by_words: list[bool] = []
    every_finding: list[Finding] = []
    for name, text, marked in texts:
        spans = [(first, last) for first, last, _ in marked]
        every_finding += reviewer.review(Document(text, name))
        told_here = [row for row in every_finding if row.path == name]
        found = [(place.start, place.end) for row in told_here for place in row.places]
        plain = [hit.span() for hit in baselines.VAGUE.finditer(text)]
        for first, last, label in marked:
            met.setdefault(label, []).append(_meets((first, last), found))
            met_by_words.append(_meets((first, last), plain))
        right += [_meets(place, spans) for place in found]
        words += [_meets(place, spans) for place in plain]
    every = [hit for hits in met.values() for hit in hits]
    told = {
        label: {"labelled": len(hits), "recall": round(sum(hits) / len(hits), 3)}
        for label, hits in met.items()
    }
    return {
        "all classes": {"labelled": len(every), "found": len(right)}
        | _shares(sum(right), len(right), sum(every), len(every)),
        "all classes, words": {"labelled": len(every), "found": len(words)}
        | _shares(sum(words), len(words), sum(met_by_words), len(every)),
        **dict(sorted(told.items())),
        "judged": review_prose.judged(
            every_finding, sum(len(text.split()) for _, text, _ in texts), "requests/"
        ),
    }


def _meets(place: tuple[int, int], others: Spans) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--half", choices=("tune", "check"), default="check")
    parser.add_argument("--peers", default="", metavar="DIR", help="where proselint, vale and write-good are")
    parser.add_argument("--sample", type=int, metavar="SEED", help="draw findings to be judged, and stop")
    options = parser.parse_args()
    if not DATA.exists():
        raise SystemExit(f"{DATA} is not there; the figures need it.")
    texts = review_prose.read(DATA / "prose_kep_rfc_pep.tar.gz")
    if options.sample is not None:
        review_prose.sample(texts, [row[:2] for row in request_texts(1)], backlogs(), options.sample)
        return
    half = int(options.half == "check")
    told: dict[str, Any] = {
        "requirements": smells(half),
        "stories": stories(half),
        "requests": requests(request_texts(half)),
    }
    told |= {"backlogs": review_prose.measure(backlogs(), "user_stories/")}
    told |= {
        "prose": review_prose.measure(texts, "prose/"),
        "speed": review_prose.peers(texts, options.peers),
    }
    if options.json:
        print(json.dumps(told, indent=2))
        return
    for part, values in told.items():
        print(part)
        for name, row in values.items():
            print(f"  {name:30} {_line(row) if isinstance(row, dict) else row}")


def _line(row: dict[str, Any]) -> str:
    return "  ".join(f"{name} {value}" for name, value in row.items())


if __name__ == "__main__":
    main()
