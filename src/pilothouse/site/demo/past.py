"""Half a year in seconds: what was entered is planned, worked on as planned, finished and released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pilothouse.risk import services as risk
from pilothouse.roadmap import services as roadmap
from pilothouse.site.demo.content import Row
from pilothouse.site.demo.days import WEEKS
from pilothouse.site.demo.entered import Entered
from pilothouse.site.demo.items import enter_items, enter_release, enter_waits, estimate
from pilothouse.site.demo.planning import PAST_DRAWS, places, plan
from pilothouse.site.demo.playing import Event, Playing
from pilothouse.site.demo.risks import relive_risks
from pilothouse.team import queries as team

RUNS = frozenset({25, 23, 21, 18, 16, 14, 12, 9, 7, 5, 3})  # weeks back; the last is made with what is ahead


@dataclass
class Past:
    """What is played, week by week: all that happened until `seen`, with run `number` as the newest."""

    done: Entered
    playing: Playing
    seen: datetime
    number: int | None = None
    open: dict[str, set[str]] = field(default_factory=dict)  # unfinished items by release
    ahead: frozenset[str] = frozenset()  # items that are not history

    def plan(self, at: datetime, *, draws: int = PAST_DRAWS) -> None:
        """Do what the plan so far asks for until `at`, then plan what is left."""
        self.work(at)
        for share, items in self.playing.progress(at).items():
            self._set(at, items, {"progress": share})
        self.number = plan(self.done, at, draws=draws)

    def measured(self, at: datetime, *, draws: int = PAST_DRAWS) -> None:
        """Plan, and see what risks cost, as a server does after each plan."""
        self.plan(at, draws=draws)
        assert self.number is not None
        roadmap.measure_exposure(**self.done.by(at), number=self.number)

    def work(self, until: datetime) -> None:
        """Follow the newest run until then, each thing at its own moment."""
        if self.number is not None:
            for event in self.playing.follow(places(self.done, self.number), self.seen, until):
                self._happen(event)
        self.seen = until

    def _happen(self, event: Event) -> None:
        if event.what == "begun":
            self._begun(event)
        else:
            self._set(event.at, [event.item], {"status": "done"})
            self.closed(event.item, event.at)

    def _begun(self, event: Event) -> None:
        owner = {"owner_id": event.people[0]} if event.people else {}
        self._set(event.at, [event.item], {"status": "in_progress"} | owner)
        if event.item in self.ahead:  # stays with its people in the plans to come
            key = self.done.keys[event.item]
            roadmap.pin_people(**self.done.by(event.at), key=key, version=None, people=event.people)

    def closed(self, item: str, at: datetime) -> None:
        """With the last item of a release the release is out."""
        for release, left in self.open.items():
            if item in left:
                left.remove(item)
                if not left:
                    self._release(release, at)

    def _release(self, release: str, at: datetime) -> None:
        self._set(at, [release], {"status": "done"})
        roadmap.change_release(
            **self.done.by(at),
            id=self.done.releases[release],
            version=None,
            values={"released_on": at.date()},
        )

    def _set(self, at: datetime, items: Sequence[str], values: Mapping[str, Any]) -> None:
        ids = [self.done.items[item] for item in items]
        roadmap.bulk_change(**self.done.by(at), ids=ids, values=values)

    def _change(self, at: datetime, item: str, values: Mapping[str, Any], why: str = "") -> None:
        roadmap.change_item(
            **self.done.by(at), key=self.done.keys[item], version=None, values=values, why=why
        )

    def enter(self, wave: Row, week: int) -> None:
        """What a wave has in a week: entered, estimated anew or dropped."""
        done, at = self.done, self.done.days.week(week)
        if week == wave["week"]:
            self._begin(wave, at)
        rows = [row for row in wave["items"] if row.get("week", wave["week"]) == week]
        place = {"level": "feature", "parent": wave["release"], "release": wave["release"]}
        enter_items(done, at, wave["product"], [row | place for row in rows])
        enter_waits(done, at, rows)
        self.playing.rows |= {row["id"]: row for row in rows if "dropped" not in row}
        for row in wave["items"]:
            if row.get("again", {}).get("week") == week and row["id"] not in self.playing.begun:
                self._change(at, row["id"], estimate(row["again"]["effort"]), row["again"]["why"])
            if row.get("dropped", {}).get("week") == week:
                self._change(at, row["id"], {"status": "cancelled"}, row["dropped"]["why"])
                self.closed(row["id"], at)

    def _begin(self, wave: Row, at: datetime) -> None:
        release = wave["release"]
        target = self.done.days.up_to(self.done.days.week(wave["target"]).date() + timedelta(days=3))
        enter_release(self.done, at, wave["product"], name=release, target=target, about=wave["description"])
        head = {"id": release, "title": wave["title"], "level": "initiative", "parent": wave["parent"]}
        enter_items(self.done, at, wave["product"], [head | {"release": release}])
        self.open[release] = {row["id"] for row in wave["items"]}


def relive(done: Entered, weeks: range) -> Past:
    """Play the history; returns where it stands."""
    people = team.people(actor=done.actor)
    away = {row.id: tuple((one.first, one.last) for one in row.absences) for row in people}
    past = Past(done, Playing(done.days.clock, away=away), done.days.week(WEEKS))
    for week in weeks:
        at = done.days.week(week)
        past.work(at)
        for wave in done.content.waves:
            past.enter(wave, week)
        relive_risks(done, at, week)
        if week in RUNS:
            past.measured(at)
        risk.assess_due(**done.by(at))
    return past
