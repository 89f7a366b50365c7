"""What people type into the pages of the team. A form only reads; rules are in services."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from pilothouse.engine import quantities
from pilothouse.kit.forms import (
    MoneyForm,
    area_field,
    day_field,
    money_field,
    text_field,
    typed_amounts,
    version_field,
    within,
)
from pilothouse.team import places
from pilothouse.team.contracts import EDITABLE, LEVELS, Calendar, Person, Skill, Team

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LEVELS = [(str(level), f"{level} – {text}") for level, text in LEVELS.items()]


class PlaceForm(forms.Form):
    """A country and one of its regions; the regions offered are those of the country chosen so far."""

    country = forms.ChoiceField(label="Country", required=False)
    # A text field with choices: a region of another country still reaches the service, which explains.
    subdivision = forms.CharField(label="Region", required=False, max_length=40, widget=forms.Select)

    def offer_places(self, none: str, regions_url: str) -> None:
        """Fill both lists; choosing another country fetches its regions from `regions_url`."""
        fetch = {"hx-get": regions_url, "hx-target": "#id_subdivision"}
        self.fields["country"].widget.attrs |= fetch
        choices = [("", none), *((row.code, row.name) for row in places.countries())]
        self.fields["country"].choices = choices  # type: ignore[attr-defined]
        country = str(self["country"].value() or "")
        regions = [("", "Whole country"), *((row.code, row.name) for row in places.regions(country))]
        self.fields["subdivision"].widget.choices = regions


class PersonForm(PlaceForm, MoneyForm):
    """All fields of a person."""

    version = version_field()
    name = text_field("Name")
    title = text_field("Title", needed=False, hint="What the person does, such as: Backend engineer.")
    email = text_field("E-mail", most=254, needed=False)
    team_id = forms.TypedChoiceField(label="Team", required=False, coerce=int, empty_value=None)
    availability = within(
        quantities.AVAILABILITY,
        forms.DecimalField(
            label="Availability, %",
            initial=100,
            min_value=0,
            max_value=100,
            max_digits=6,
            decimal_places=2,
            help_text="Share of a full week that is left for planned work.",
        ),
    )
    day_rate_money = money_field("Day rate")
    joins_on = day_field("First day", hint="Empty: is here already.")
    leaves_on = day_field("Last day")
    ramp_weeks = within(
        quantities.RAMP,
        forms.IntegerField(
            label="Weeks of ramp-up",
            initial=0,
            min_value=0,
            max_value=int(quantities.RAMP.most),
            help_text="From the first day until full speed.",
        ),
    )
    notes = area_field("Notes")

    def __init__(
        self, *args: Any, teams: Iterable[Team], currency: str, regions_url: str, **more: Any
    ) -> None:
        super().__init__(*args, currency=currency, **more)
        choices = [("", "No team"), *((row.id, row.name) for row in teams)]
        self.fields["team_id"].choices = choices  # type: ignore[attr-defined]
        self.offer_places("As the workspace", regions_url)

    def clean_availability(self) -> float:
        return float(self.cleaned_data["availability"] / Decimal(100))

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        told = {name: self.cleaned_data[name] for name in self.fields if name in EDITABLE}
        return told | self.amounts()

    @staticmethod
    def filled(person: Person, currency: str) -> dict[str, Any]:
        """Start values for somebody who is there."""
        names = (
            "version", "name", "title", "email", "team_id", "joins_on", "leaves_on", "ramp_weeks", "notes",
            "country", "subdivision",
        )  # fmt: skip
        found = {name: getattr(person, name) for name in names}
        found["availability"] = f"{person.availability * 100:g}"
        return found | typed_amounts(person, currency, "day_rate")


class AbsenceForm(forms.Form):
    first = day_field("First day away", needed=True)
    last = day_field("Last day away", needed=True)
    reason = text_field("Reason", needed=False)


class LevelForm(forms.Form):
    """A skill of a person from the person's page."""

    skill = forms.TypedChoiceField(label="Skill", coerce=int)
    level = forms.TypedChoiceField(label="Level", coerce=int, choices=_LEVELS, initial="3")

    def __init__(self, *args: Any, skills: Iterable[Skill], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["skill"].choices = [(row.id, row.name) for row in skills]  # type: ignore[attr-defined]


class CellForm(forms.Form):
    """One cell of the matrix: the new level, empty for none, and the one it is based on, 0 for none."""

    level = forms.IntegerField(required=False, min_value=0, max_value=5)
    was = forms.IntegerField(required=False, min_value=0, max_value=5)


class SkillForm(forms.Form):
    name = text_field("Name", most=100)
    group = text_field("Group", most=100, needed=False)


class TeamForm(forms.Form):
    name = text_field("Name", most=100)


class CalendarForm(PlaceForm):
    """The workspace's working days."""

    version = version_field()
    weekdays = forms.TypedMultipleChoiceField(
        label="Working days",
        required=False,
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
    )
    hours_per_day = within(
        quantities.HOURS,
        forms.FloatField(
            label="Hours a day",
            min_value=quantities.HOURS.least,
            max_value=quantities.HOURS.most,
            widget=forms.NumberInput(attrs={"step": "0.25", "min": "1", "max": "24"}),
        ),
    )

    def __init__(self, *args: Any, regions_url: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offer_places("None: no public holidays", regions_url)

    def values(self) -> dict[str, Any]:
        """What `change_calendar` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @staticmethod
    def filled(calendar: Calendar) -> dict[str, Any]:
        found = {name: getattr(calendar, name) for name in ("version", "country", "subdivision")}
        hours = f"{calendar.hours_per_day:g}"
        return found | {"weekdays": sorted(calendar.weekdays), "hours_per_day": hours}


class ClosedDayForm(forms.Form):
    day = day_field("Day", needed=True)
    name = text_field("What for", needed=False)
