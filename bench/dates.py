"""How often estimated release dates held, and those that the projects before them give.

`python bench/dates.py [--json]`. Weekly estimates of 80 projects (Little 2006): each project is looked back
on from those alone that had been released before it began. The method was chosen on these projects; 41 others
of the same company, which are not here, check it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from pilothouse.engine.forecast.history.promised import Estimate, backtest_dates

_FILE = Path("../shared/data/effort_risk/little06_weekly_release_estimates_dev.csv.gz")


def read(path: Path) -> list[Estimate]:
    text = io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8-sig"))
    found = []
    for row in csv.DictReader(text):
        days = [_day(row[name]) for name in ("Week End Date", "Est EndDate", "Actual Release")]
        made_on, estimate, actual = days
        if made_on is not None and estimate is not None and actual is not None:
            found.append(Estimate(row["Project Code"], made_on, estimate, actual))
    return found


def _day(text: str) -> int | None:
    parts = text.strip().split("/")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    month, day, year = map(int, parts)
    return date(2000 + year if year < 70 else 1900 + year, month, day).toordinal()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = backtest_dates(read(_FILE))
    if options.json:
        print(json.dumps(asdict(found), indent=2))
        return
    low, high = found.as_it_stands_interval
    print(f"{found.projects} projects, {found.estimates} estimates")
    print(f"  the estimate as it stands held {found.as_it_stands:.1%} [{low:.0%}, {high:.0%}]")
    for row in found.levels:
        low, high = row.held_interval
        losses = f"pinball {row.pinball:.3f}, as it stands {row.pinball_as_it_stands:.3f}"
        print(f"  {row.level:.0%}: held {row.held:.1%} [{low:.0%}, {high:.0%}], {losses}")


if __name__ == "__main__":
    main()
