"""The survey of the demo: its questions, two links, and what came back in two weeks."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pilothouse.market import services
from pilothouse.site.demo.content import HERE, Row
from pilothouse.site.demo.entered import Entered

_PLACES = 8  # networks that answers come from


def ask_survey(done: Entered, now: datetime, begins: datetime, study: int, rows: Sequence[Row]) -> list[int]:
    """Questions, links and answers; returns the numbers of the questions."""
    by: Any = done.by(now)
    asked = [services.add_question(**by, study_id=study, **row).id for row in rows]
    link = services.add_link(**by, study_id=study, label="Monthly letter")
    services.add_link(
        **by, study_id=study, label="Help centre", closes_on=(begins + timedelta(days=28)).date()
    )
    token = link.path.rsplit("/", 1)[-1]
    with (HERE / "answers.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            at = begins + timedelta(days=float(row["day"]))
            values = (
                row["holds"],
                [int(each) for each in row["wants"].split()],
                row["recommend"],
                row["first"],
            )
            given = {question: value for question, value in zip(asked, values, strict=True) if value != ""}
            given[asked[0]] = int(row["holds"])
            network = f"192.0.2.{number % _PLACES}"
            services.answer_survey(
                token=token, now=now, network=network, given=given, agreed=True, on=at.date()
            )
    return asked
