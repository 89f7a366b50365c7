"""Who knows what: truck factors of nine systems against those published, a log of code-maat, and speed.

`python bench/ownership.py [--json] [--commits 50000]`. The truck factors are those of Avelino et al.; names
and addresses of the logs are hashed, and every hashed name counts as a full one. For speed a repository is
made up, read by `git log --name-status`; the seconds of the processor are those of git and of the rest.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
import resource
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from imopse import data

from pilothouse.engine.staffing.history import read_log
from pilothouse.engine.staffing.ownership import Files, Ownership, owned
from pilothouse.engine.staffing.people import Identities
from pilothouse.workbench.staffing.git import Repository


def of_log(lines: list[str], wanted: list[str] | None) -> Ownership:
    commits = list(read_log(lines))[::-1]
    who = Identities(person for commit in commits for person in commit.people)
    files = Files()
    files.add(commits, who)
    return owned(files, who, wanted)


def factors() -> dict[str, Any]:
    rows = {}
    with (data() / "truck_factor_logs_index.csv").open() as stream:
        for row in csv.DictReader(stream):
            name = row["system"].replace("/", "__")
            with gzip.open(data() / f"gitlog_{name}_2015-02-25.log.gz", "rt") as log:
                lines = [re.sub(r"^(commit\t\S+\t)n(\w+)\t", r"\1n \2\t", line) for line in log]
            with gzip.open(data() / f"files_{name}_2015-02-25.txt.gz", "rt") as listed:
                wanted = listed.read().splitlines()
            rows[row["system"]] = (int(row["published_truck_factor"]), of_log(lines, wanted).truck_factor)
    return {
        "published_and_ours": rows,
        "equal": sum(one == other for one, other in rows.values()),
        "within_one": sum(abs(one - other) <= 1 for one, other in rows.values()),
    }


def code_maat() -> dict[str, int]:
    log = data().parents[1] / "api_codehealth/code-maat_2013-11-01_numstat.log"
    found = of_log(log.read_text().splitlines(), None)
    return {"commits": found.commits, "entities": found.entities, "changes": found.changes}


def made_up(folder: Path, commits: int) -> None:
    """A repository whose commits change 1 to 6 of up to 5,000 files, with some renames."""
    draw = random.Random(7)
    process = subprocess.Popen(["git", "init", "-q", str(folder)])
    process.wait()
    with subprocess.Popen(
        ["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE
    ) as load:
        assert load.stdin is not None
        files: list[str] = []
        for number in range(commits):
            who = int(draw.paretovariate(1.1)) % 300
            text = f"commit refs/heads/main\nmark :{number + 1}\n"
            text += f"committer Ann N{who} <a{who}@example.org> {1_500_000_000 + number} +0000\ndata 1\nx\n"
            for _ in range(draw.randint(1, 6)):
                if len(files) < 5_000 and (draw.random() < 0.1 or not files):
                    files.append(f"d{draw.randrange(50)}/e{draw.randrange(9)}/f{len(files)}.py")
                    path = files[-1]
                else:
                    path = files[draw.randrange(len(files))]
                body = f"{path} {number}\n" * 3
                text += f"M 644 inline {path}\ndata {len(body)}\n{body}"
            load.stdin.write(text.encode())
    subprocess.run(["git", "-C", str(folder), "symbolic-ref", "HEAD", "refs/heads/main"], check=True)


def spent() -> float:
    rows = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(row.ru_utime + row.ru_stime for row in rows)


def speed(commits: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        made_up(Path(name), commits)
        began = spent()
        repository = Repository(Path(name), seconds=600)
        who, files = Identities(repository.people()), Files()
        files.add(repository.commits(), who)
        found = owned(files, who, repository.files())
        return {
            "commits": found.commits,
            "changes": found.changes,
            "files": len(found.files),
            "s": round(spent() - began, 1),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--commits", type=int, default=50_000)
    options = parser.parse_args()
    found = {"truck_factor": factors(), "code_maat": code_maat(), "speed": speed(options.commits)}
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        for name, row in found.items():
            print(name, row)


if __name__ == "__main__":
    main()
