"""How right the review is: precision and recall on labelled requirements and stories, beside AQUSA's rules.

`python bench/review.py [--json] [--half tune|check]`. Labels: ARTA's smells of 985 real requirements and the
human labels of 1,260 user stories (UStAI), in ../shared/data/requirements. Rules are tuned on even rows and
scored on odd ones. The baseline for stories is AQUSA (Lucassen et al. 2016) as published: conjunctions make a
story non-atomic.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import tarfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.run import Reviewer

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "requirements"

# ARTA's columns, and the rules that look for the same.
SMELLS = {
    "Subjective_lang.": ("VAG001", "VAG002"),
    "Nonverifiable_term": ("VAG001", "VAG006", "REQ003"),
    "Loophole": ("VAG004",),
    "Superlative": ("VAG007",),
    "Comparative": ("VAG008",),
    "Negative": ("REQ006",),
    "Vague_pron.": ("REQ007",),
    "Uncertain_verb": ("VAG005",),
}


def rows(name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rates(pairs: Iterable[tuple[bool, bool]]) -> dict[str, Any]:
    """Precision, recall and F1 of pairs (found, labelled)."""
    told = list(pairs)
    hits = sum(found and real for found, real in told)
    found, real = sum(row[0] for row in told), sum(row[1] for row in told)
    precision, recall = hits / found if found else None, hits / real if real else None
    both = (precision or 0) + (recall or 0)
    return {
        "labelled": real,
        "found": found,
        "precision": None if precision is None else round(precision, 3),
        "recall": None if recall is None else round(recall, 3),
        "f1": round(2 * (precision or 0) * (recall or 0) / both, 3) if both else None,
    }


def smells(half: int) -> dict[str, Any]:
    labelled = rows("arta_ds1_requirement_smells.csv.gz")[half::2]
    reviewer = Reviewer()
    codes = [
        {finding.code for finding in reviewer.review(Document(row["Requirement_text"].strip()))}
        for row in labelled
    ]
    return {
        name: rates(
            (bool(found & set(wanted)), row[name].strip() not in ("-", ""))
            for found, row in zip(codes, labelled, strict=True)
        )
        for name, wanted in SMELLS.items()
    }


_CONJUNCTION = re.compile(r"\b(?:and|or)\b|&|\+", re.I)
_MEANS = re.compile(r"I(?:'d like| want| can| need)?(.*?)(?:so that|in order to|$)", re.I | re.S)


def aqusa_atomic(text: str) -> bool:
    means = _MEANS.search(text)
    return bool(_CONJUNCTION.search(means.group(1) if means else text))


def stories(half: int) -> dict[str, Any]:
    labelled = [row for row in rows("ustai_qus_annotated.csv.gz") if row["User story"].strip()][half::2]
    reviewer = Reviewer(select=["STO", "REQ005"])
    codes = [
        {finding.code for finding in reviewer.review(Document(row["User story"].strip()))} for row in labelled
    ]

    def judged(label: str, good: str, found: Callable[[int, dict[str, str]], bool]) -> dict[str, Any]:
        return rates(
            (found(place, row), row[label].strip().lower() != good) for place, row in enumerate(labelled)
        )

    return {
        "not atomic": judged("atomic", "atomic", lambda place, _: "STO003" in codes[place]),
        "not atomic, AQUSA": judged("atomic", "atomic", lambda _, row: aqusa_atomic(row["User story"])),
        "solution rather than problem": judged(
            "Problem-oriented", "problem-oriented", lambda place, _: "STO004" in codes[place]
        ),
    }


def prose() -> dict[str, Any]:
    """Findings per 1,000 words of real design documents, and the speed on one core."""
    texts = []
    with tarfile.open(DATA / "prose_kep_rfc_pep.tar.gz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None and not member.name.endswith(".yaml"):
                texts.append((member.name, stream.read().decode("utf-8", "replace")))
    reviewer = Reviewer()
    reviewer.review(Document(texts[0][1]))
    began = time.process_time()
    found = [row for name, text in texts for row in reviewer.review(Document(text, name))]
    took = time.process_time() - began
    words = sum(len(text.split()) for _, text in texts)
    return {
        "documents": len(texts),
        "findings_per_1000_words": round(1000 * len(found) / words, 2),
        "megabytes_a_second": round(sum(len(text) for _, text in texts) / took / 1e6, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--half", choices=("tune", "check"), default="check")
    options = parser.parse_args()
    if not DATA.exists():
        raise SystemExit(f"{DATA} is not there; the figures need it.")
    half = int(options.half == "check")
    told = {"requirements": smells(half), "stories": stories(half), "prose": prose()}
    if options.json:
        print(json.dumps(told, indent=2))
        return
    for part in ("requirements", "stories"):
        print(part)
        for name, row in told[part].items():
            print(
                f"  {name:30} labelled {row['labelled']:4}  found {row['found']:4}  "
                f"precision {row['precision']}  recall {row['recall']}  F1 {row['f1']}"
            )
    print("prose", told["prose"])


if __name__ == "__main__":
    main()
