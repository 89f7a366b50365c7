"""Do chances of slips, learnt from a history, tell more than the base rate? On trackers of others.

`python bench/slips.py [--json]`. Rolling origin: at each origin only outcomes count that were known then.
TiDev: sprints and stalled issues of 24,187. SiP: tasks that overrun or stay open. KEP: planned releases of
enhancements of Kubernetes that are moved. Beside each: the base rate of a year, and one signal alone. Signals
and method come from a study of the same histories; others, which are not here, check them.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import itertools
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from math import log1p, nan
from pathlib import Path
from typing import Any

from pilothouse.engine.risk.detect.cases import Case, Signal
from pilothouse.engine.risk.detect.looking_back import SlipsRecord, look_back
from pilothouse.engine.risk.detect.tracker import Question, Record, questions

_DATA = Path("../shared/data/delivery")
_RANKS = {name: place for place, name in enumerate(("Critical", "High", "Medium", "Low", "None", "Trivial"))}


def rows_of(name: str) -> Iterator[dict[str, str]]:
    text = io.StringIO(gzip.decompress((_DATA / name).read_bytes()).decode("utf-8-sig", "replace"))
    return csv.DictReader(text)


def _day(text: str) -> int | None:
    return datetime.fromisoformat(text[:10]).toordinal() if text else None


def tidev() -> list[Record]:
    found = []
    for row in rows_of("tidev_jira_issues.csv.gz"):
        sprints = set()
        for each in row["sprints"].split("|") if row["sprints"] else ():
            parts = each.split("~")
            if len(parts) >= 3 and parts[1] and parts[2]:
                sprints.add((_day(parts[1]) or 0, _day(parts[2]) or 0))
        created = _day(row["created"])
        if created is None:
            continue
        done = _day(row["resolutiondate"])
        found.append(
            Record(
                row["key"],
                created,
                done=None if done is None else max(done, created),
                priority=_RANKS.get(row["priority"], nan),
                person=row["assignee"],
                raiser=row["reporter"],
                team=row["project"] + "/" + row["components"].split("|")[0],
                kind=row["issuetype"],
                sprints=tuple(sorted(each for each in sprints if each[0] <= each[1])),
                signs=tuple(
                    sorted(day for text in row["comment_dates"].split("|") if (day := _day(text)) is not None)
                ),
            )
        )
    return found


def sip() -> list[Record]:
    days = {row["TaskNumber"]: row for row in rows_of("sip_dates_dev.csv.gz")}
    found = {}
    for row in rows_of("sip_tasks_dev.csv.gz"):
        own = days.get(row["TaskNumber"])
        if own is None or row["TaskNumber"] in found:
            continue
        estimated, started, completed = (
            _short(own[name]) for name in ("EstimateOn", "StartedOn", "CompletedOn")
        )
        if estimated is None or (started is not None and started < estimated):
            continue
        if completed is None:
            continue  # most of these are marked as finished: when is not known
        begun = estimated if started is None else started
        found[row["TaskNumber"]] = Record(
            row["TaskNumber"],
            estimated,
            done=max(completed, begun),
            started=started,
            estimated=estimated,
            estimate=_number(row["HoursEstimate"]),
            spent=_number(row["HoursActual"]),
            priority=_number(row["Priority"]) or nan,
            person=row["AssignedToID"],
            raiser=row["RaisedByID"],
            team=row["ProjectCode"],
            kind=row["SubCategory"],
        )
    return list(found.values())


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _short(text: str) -> int | None:
    try:
        return datetime.strptime(text, "%d-%b-%y").replace(tzinfo=UTC).toordinal()
    except ValueError:
        return None


_STAGES = {"alpha": 0, "beta": 1, "stable": 2}


def kep() -> Question:
    """The release that a file of an enhancement plans to be stable, beta or alpha in, looked at when the
    cycle before it begins; it came when a later version of the file names a later release."""
    files: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for row in rows_of("kep_milestone_history.csv.gz"):
        day = _day(row["commit_date"])
        if day is not None and row["kep_number"].isdigit():
            files[row["kep_number"]].append((day, row))
    # A cycle begins when the first file plans for its release as its latest milestone.
    begins: dict[int, list[int]] = defaultdict(list)
    for versions in files.values():
        for day, row in versions:
            number = _release(row["latest_milestone"])
            if number is not None:
                begins[number].append(day)
    starts = {number: sorted(days)[len(days) // 10] for number, days in begins.items() if len(days) >= 10}
    numbers = sorted(starts)
    end = max(day for versions in files.values() for day, _ in versions)
    signals = (
        Signal("releases until planned", 1),
        Signal("re-plans", 1),
        Signal("stages between", 1),
        Signal("days quiet", 0),
        Signal("authors", 0),
        Signal("still provisional", 1),
    )
    cases = []
    for number in numbers:
        seen = starts[number]
        for key, versions in sorted(files.items()):
            versions.sort(key=lambda pair: pair[0])
            known = [(day, row) for day, row in versions if day < seen]
            if not known or known[-1][1]["status"] in ("implemented", "withdrawn", "rejected", "replaced"):
                continue
            for stage, level in _STAGES.items():
                planned = _release(known[-1][1][stage])
                if planned is None or planned < number:
                    continue
                over = starts.get(planned + 1)
                after = [(day, row) for day, row in versions if seen <= day and (over is None or day <= over)]
                moved = next((day for day, row in after if (_release(row[stage]) or planned) > planned), None)
                if over is None and moved is None:
                    continue
                plans = [_release(row[stage]) for _, row in known]
                replans = sum(a != b for a, b in itertools.pairwise(plans) if a is not None)
                reached = _STAGES.get(known[-1][1]["stage"].strip(), -1)
                values = (
                    float(planned - number),
                    log1p(replans),
                    float(level - reached),
                    log1p(seen - known[-1][0]),
                    _number(known[-1][1]["n_authors"]) or nan,
                    float(known[-1][1]["status"] == "provisional"),
                )
                day = moved if moved is not None else over
                cases.append(Case(f"{key} {stage}", seen, values, moved is not None, min(day or end, end)))
    return Question(
        "release", "Planned release is moved", signals, tuple(cases), ("releases until planned",), every=0
    )


def _release(text: str) -> int | None:
    parts = text.strip().lstrip("v").split(".")
    return int(parts[1]) if len(parts) >= 2 and parts[0] == "1" and parts[1].isdigit() else None


def origins_of(question: Question) -> list[int]:
    seen = sorted({case.seen_on for case in question.cases})
    if not question.every or question.name == "stall":
        return seen
    return list(range(seen[0], seen[-1] + 1, question.every))


def of(question: Question) -> SlipsRecord:
    return look_back(question.signals, question.cases, origins_of(question), simple=question.simple)


def all_questions() -> Iterator[tuple[str, Question]]:
    today = date(2021, 12, 1).toordinal()
    for question in questions(tidev(), today=today)[0]:
        if question.name in ("sprint", "stall"):
            yield f"TiDev, {question.text.lower()}", question
        if question.name == "sprint":
            yield "TiDev, the same, first sprint of an item", _firsts(question)
    for question in questions(sip(), today=date(2016, 1, 1).toordinal())[0]:
        if question.name in ("long", "overrun"):
            yield f"SiP, {question.text.lower()}", question
    yield "KEP, planned release is moved", kep()


def _firsts(question: Question) -> Question:
    place = [signal.name for signal in question.signals].index("sprints before")
    signals = (*question.signals[:place], *question.signals[place + 1 :])
    cases = tuple(
        replace(case, values=(*case.values[:place], *case.values[place + 1 :]))
        for case in question.cases
        if not case.values[place]
    )
    return replace(question, signals=signals, cases=cases, simple=("items of the person in the sprint",))


def figures(found: SlipsRecord) -> dict[str, Any]:
    def score(row: Any) -> dict[str, Any]:
        return {
            name: [round(each, 3) for each in value] if isinstance(value, tuple) else round(value, 3)
            for name, value in asdict(row).items()
            if name != "name"
        }

    return {
        "cases": found.cases,
        "origins": found.origins,
        "base_rate": round(found.base, 3),
        "look_at_blind": round(found.blind, 3),
        "look_at_ideal": round(found.ideal, 3),
        "model": score(found.model),
        "beats_the_base_rate": found.model.beats,
        "peers": {row.name: score(row) for row in found.peers},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = {}
    for name, question in all_questions():
        began = time.process_time()
        found[name] = figures(of(question)) | {"cpu_seconds": round(time.process_time() - began, 1)}
        if not options.json:
            print(f"{name}: {json.dumps(found[name])}", flush=True)
    if options.json:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
