"""What people type into the pages of the team. A form only reads; rules are in services."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from pilothouse.kit.errors import Invalid
from pilothouse.kit.money import Money, parse_minor
from pilothouse.team import places
from pilothouse.team.contracts import LEVELS, Calendar, Person, Skill, Team

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LEVELS = [(str(level), f"{level} – {text}") for level, text in LEVELS.items()]


def _text(label: str, *, most: int = 200, needed: bool = True, hint: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=needed, widget=widget, help_text=hint)


def _day(label: str, *, needed: bool = False, hint: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=needed, widget=widget, help_text=hint)


def _version() -> forms.IntegerField:
    """The version that the form was filled from: a change of a newer one is refused."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


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


class PersonForm(PlaceForm):
    """All fields of a person."""

    version = _version()
    name = _text("Name")
    title = _text("Title", needed=False, hint="What the person does, such as: Backend engineer.")
    email = _text("E-mail", most=254, needed=False)
    team_id = forms.TypedChoiceField(label="Team", required=False, coerce=int, empty_value=None)
    availability = forms.DecimalField(
        label="Availability, %",
        initial=100,
        max_digits=6,
        decimal_places=2,
        help_text="Share of a full week that is left for planned work.",
    )
    day_rate = _text("Day rate", most=20, needed=False)
    joins_on = _day("First day", hint="Empty: is here already.")
    leaves_on = _day("Last day")
    ramp_weeks = forms.IntegerField(
        label="Weeks of ramp-up", initial=0, help_text="From the first day until full speed."
    )
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, *args: Any, teams: Iterable[Team], currency: str, regions_url: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.currency = currency
        self.fields["day_rate"].label = f"Day rate, {currency}"
        choices = [("", "No team"), *((row.id, row.name) for row in teams)]
        self.fields["team_id"].choices = choices  # type: ignore[attr-defined]
        self.offer_places("As the workspace", regions_url)

    def clean_day_rate(self) -> int | None:
        text = str(self.cleaned_data["day_rate"]).strip()
        try:
            return parse_minor(text, self.currency) if text else None
        except Invalid as error:
            raise forms.ValidationError(str(error)) from None

    def clean_availability(self) -> float:
        return float(self.cleaned_data["availability"] / Decimal(100))

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        found["day_rate_cents"] = found.pop("day_rate")
        return found

    @staticmethod
    def filled(person: Person, currency: str) -> dict[str, Any]:
        """Start values for somebody who is there."""
        names = (
            "version", "name", "title", "email", "team_id", "joins_on", "leaves_on", "ramp_weeks", "notes",
            "country", "subdivision",
        )  # fmt: skip
        found = {name: getattr(person, name) for name in names}
        rate = person.day_rate_cents
        found["day_rate"] = "" if rate is None else str(Money(rate, currency)).split(" ")[0].replace(",", "")
        found["availability"] = f"{person.availability * 100:g}"
        return found


class AbsenceForm(forms.Form):
    first = _day("First day away", needed=True)
    last = _day("Last day away", needed=True)
    reason = _text("Reason", needed=False)


class LevelForm(forms.Form):
    """A skill of a person from the person's page."""

    skill = forms.TypedChoiceField(label="Skill", coerce=int)
    level = forms.TypedChoiceField(label="Level", coerce=int, choices=_LEVELS, initial="3")

    def __init__(self, *args: Any, skills: Iterable[Skill], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["skill"].choices = [(row.id, row.name) for row in skills]  # type: ignore[attr-defined]


class CellForm(forms.Form):
    """One cell of the matrix: the new level and the one it was based on; empty is none."""

    level = forms.IntegerField(required=False)
    was = forms.IntegerField(required=False)


class SkillForm(forms.Form):
    name = _text("Name", most=100)
    group = _text("Group", most=100, needed=False)


class TeamForm(forms.Form):
    name = _text("Name", most=100)


class CalendarForm(PlaceForm):
    """The workspace's working days."""

    version = _version()
    weekdays = forms.TypedMultipleChoiceField(
        label="Working days",
        required=False,
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
    )
    hours_per_day = forms.FloatField(
        label="Hours a day", widget=forms.NumberInput(attrs={"step": "0.25", "min": "1", "max": "24"})
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
    day = _day("Day", needed=True)
    name = _text("What for", needed=False)
