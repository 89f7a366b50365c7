"""The review on real design documents: findings, what a reader makes of them, and speed beside peers."""

from __future__ import annotations

import csv
import os
import random
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.finding import Finding
from pilothouse.engine.review.run import Reviewer

JUDGED = Path(__file__).with_name("review_judged.csv")
COLUMNS = ("path", "line", "code", "message", "excerpt", "sentence", "judgement", "reason")
Texts = list[tuple[str, str]]


def read(archive: Path) -> Texts:
    texts = []
    with tarfile.open(archive) as stream:
        for member in stream:
            part = stream.extractfile(member) if member.isfile() else None
            if part is not None and not member.name.endswith(".yaml"):
                texts.append((member.name, part.read().decode("utf-8", "replace")))
    return texts


def measure(texts: Texts, part: str) -> dict[str, Any]:
    """Findings per 1,000 words; speed is the best of five runs over all texts, by CPU time."""
    reviewer = Reviewer()
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        found = [row for name, text in texts for row in reviewer.review(Document(text, name))]
        best = min(best, time.process_time() - began)
    words = sum(len(text.split()) for _, text in texts)
    return {
        "documents": len(texts),
        "words": words,
        "findings": len(found),
        "findings_per_1000_words": round(1000 * len(found) / words, 2),
        "megabytes_a_second": round(sum(len(text.encode()) for _, text in texts) / best / 1e6, 2),
        "judged": judged(found, words, part),
    }


def judged(found: list[Finding], words: int, part: str) -> dict[str, Any]:
    """Precision by the file of findings that were read one by one; `gone` are no longer found."""
    with JUDGED.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["judgement"] and row["path"].startswith(part)]
    there = {(row.path, str(row.line), row.code) for row in found}
    present = [row for row in rows if (row["path"], row["line"], row["code"]) in there]
    right = sum(row["judgement"] == "right" for row in present)
    wrong = 1 - right / len(present) if present else None
    return {
        "judged": len(rows),
        "gone": len(rows) - len(present),
        "right": right,
        "precision": round(right / len(present), 3) if present else None,
        "false_per_1000_words": None if wrong is None else round(1000 * len(found) * wrong / words, 2),
    }


def sample(prose: Texts, requests: Texts, backlogs: Texts, seed: int) -> None:
    """Write findings to be judged by hand, drawn with a fixed seed: of documents, requests and backlogs."""
    drawn = [
        *_drawn(prose, Reviewer(), seed, 100),
        *_drawn(requests, Reviewer(select=["VAG", "REQ"]), seed, 60),
        *_drawn(backlogs, Reviewer(), seed, 60),
    ]
    drawn.sort(key=lambda pair: (pair[0].path, pair[0].start))
    with JUDGED.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row, document in drawn:
            around = next((s for s in document.sentences if s.start <= row.start < s.end), None)
            begin, end = (around.start, around.end) if around else (row.start - 60, row.end + 60)
            told = (document.text[max(0, begin) : end], row.excerpt)
            sentence, excerpt = (" ".join(part.split())[:300] for part in told)
            writer.writerow((row.path, row.line, row.code, row.message, excerpt, sentence, "", ""))


def _drawn(texts: Texts, reviewer: Reviewer, seed: int, size: int) -> list[tuple[Finding, Document]]:
    every = []
    for name, text in texts:
        document = Document(text, name)
        every += [(row, document) for row in reviewer.review(document)]
    return random.Random(seed).sample(every, min(size, len(every)))


_OURS = """
import sys
from pathlib import Path
from pilothouse.engine.review.document import Document
from pilothouse.engine.review.run import Reviewer
reviewer = Reviewer()
for path in sys.argv[1:]:
    for row in reviewer.review(Document(Path(path).read_text(errors="replace"), path)):
        print(f"{row.place}: {row.code} {row.message}")
"""
PEERS = {
    "proselint": ["-o", "compact", "check"],
    "vale": ["--no-global", "--output=line", "--config=vale.ini"],
    "write-good": [],
}


def peers(texts: Texts, folder: str) -> dict[str, Any]:
    """CPU seconds of whole processes on the same files; only programs that are installed are run.

    Vale has its built-in style only. Everything is given as .md, since Vale reads .rst by another program.
    """
    where = os.pathsep.join(filter(None, (folder, os.environ.get("PATH", ""))))
    with tempfile.TemporaryDirectory() as place:
        files = []
        for number, (_, text) in enumerate(texts):
            files.append(f"{number:02}.md")
            Path(place, files[-1]).write_text(text, encoding="utf-8")
        Path(place, "vale.ini").write_text("MinAlertLevel = suggestion\n[*]\nBasedOnStyles = Vale\n")
        ours = _seconds([sys.executable, "-c", _OURS, *files], place)
        told: dict[str, Any] = {"ours": {"seconds": ours}}
        for name, words in PEERS.items():
            program = shutil.which(name, path=where)
            seconds = _seconds([program, *words, *files], place) if program else None
            ratio = round(seconds / ours, 1) if seconds and ours else None
            told[name] = {"seconds": seconds, "times_ours": ratio} if ratio else "not installed"
    return told


def _seconds(command: list[str], place: str) -> float | None:
    """User and system time of a process, the better of two runs; None when it does not start."""
    taken = []
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, cwd=place, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if not done.stdout:
            return None
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return round(min(taken), 2)
