"""What people type into the pages of vision. A form only reads; rules are in services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from pilothouse.kit.errors import Invalid
from pilothouse.kit.money import Money, parse_minor
from pilothouse.vision.contracts import KeyResult, Objective, Persona, Product
from pilothouse.vision.services import MOST

Choices = Iterable[tuple[int, str]]


def _text(label: str, *, most: int = 300, needed: bool = False, hint: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=needed, widget=widget, help_text=hint)


def _area(label: str, *, rows: int = 3, hint: str = "", needed: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=needed, max_length=100_000, widget=widget, help_text=hint)


def _day(label: str, *, hint: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=hint)


def _days(label: str, *, hint: str = "") -> forms.FloatField:
    return forms.FloatField(
        label=label,
        required=False,
        min_value=0,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=hint,
    )


def _version() -> forms.IntegerField:
    """The version that the form was filled from: a change of a newer one is refused."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class MoneyForm(forms.Form):
    """A form with amounts in the workspace's currency: fields `x_money` become values `x_cents`."""

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency
        for name, field in self.fields.items():
            if name.endswith("_money"):
                field.label = f"{field.label}, {currency}"

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or self.cleaned_data)
        for name in [name for name in self.fields if name.endswith("_money")]:
            text = str(found.get(name) or "").strip()
            try:
                found[name] = parse_minor(text, self.currency) if text else None
            except Invalid as error:
                self.add_error(name, str(error))
        return found

    def _cents(self) -> dict[str, int | None]:
        return {
            f"{name.removesuffix('_money')}_cents": self.cleaned_data[name]
            for name in self.fields
            if name.endswith("_money")
        }


def _amount(minor: int | None, currency: str) -> str:
    return "" if minor is None else str(Money(minor, currency)).split(" ")[0].replace(",", "")


class ChangeForm(MoneyForm):
    """What can change about a product."""

    version = _version()
    name = _text("Name", most=MOST["name"], needed=True)
    statement = forms.CharField(
        label="Vision statement",
        required=False,
        max_length=MOST["statement"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One paragraph: for whom, which problem, what changes for them.",
    )
    description = forms.CharField(
        required=False,
        max_length=MOST["description"],
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Markdown is understood.",
    )
    budget_money = _text("Budget", most=30, hint="For the open work. A plan that costs more is a finding.")

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return {
            name: self.cleaned_data[name] for name in ("name", "statement", "description")
        } | self._cents()

    @staticmethod
    def filled(product: Product, currency: str) -> dict[str, object]:
        names = ("version", "name", "statement", "description")
        found: dict[str, object] = {name: getattr(product, name) for name in names}
        return found | {"budget_money": _amount(product.budget_cents, currency)}


class ProductForm(ChangeForm):
    """A new product."""

    key = forms.CharField(
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="2 to 10 letters and digits, such as ATL; items are then called ATL-1, ATL-2. It stays.",
    )
    field_order = ("name", "key", "statement", "description")


class ObjectiveForm(forms.Form):
    version = _version()
    title = _text(
        "Objective", needed=True, hint="What is to be achieved, such as: Teams pay without a sales call."
    )
    description = _area("Description", hint="Markdown is understood.")
    owner_id = forms.TypedChoiceField(label="Owner", required=False, coerce=int, empty_value=None)
    due_on = _day("To be reached by")

    def __init__(self, *args: Any, owners: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner_id"].choices = [("", "Nobody"), *owners]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "description", "owner_id", "due_on")}

    @staticmethod
    def filled(row: Objective) -> dict[str, Any]:
        return {n: getattr(row, n) for n in ("version", "title", "description", "owner_id", "due_on")}


class KeyResultForm(forms.Form):
    version = _version()
    title = _text("Key result", needed=True, hint="Such as: 40 of 100 new customers sign up by themselves.")
    metric = _text("Metric", most=200, hint="What is measured.")
    unit = _text("Unit", most=40, hint="Such as %, days, EUR.")
    source = _text("Source", hint="Where the figure is read, and by whom.")
    baseline = forms.FloatField(
        label="Today", required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    target = forms.FloatField(label="Target", required=False, widget=forms.NumberInput(attrs={"step": "any"}))
    current = forms.FloatField(
        label="Latest figure", required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )

    NAMES = ("title", "metric", "unit", "source", "baseline", "target", "current")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.NAMES}

    @classmethod
    def filled(cls, row: KeyResult) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("version", *cls.NAMES)}


class PersonaForm(forms.Form):
    version = _version()
    name = _text(
        "Name", most=200, needed=True, hint="As stories call them: Support agent, Platform engineer."
    )
    description = _area("Who it is", hint="Markdown is understood.")
    goals = _area("What they want")
    pains = _area("What hurts today")

    NAMES = ("name", "description", "goals", "pains")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.NAMES}

    @classmethod
    def filled(cls, row: Persona) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("version", *cls.NAMES)}


class BlueprintForm(forms.Form):
    """A new blueprint: a document, or a title and text."""

    file = forms.FileField(
        label="Document",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".md,.markdown,.txt,.docx,.odt,.html,.htm"}),
        help_text="Markdown, Word (.docx), OpenDocument (.odt) or HTML, up to 20 MB.",
    )
    title = _text("Title", hint="Empty: the first heading of the text.")
    text = _area("Or begin here", rows=10, hint="Markdown. Leave both empty to begin with an outline.")


class ReviewForm(forms.Form):
    title = _text("Name", most=200, needed=True, hint="Such as: Design review with security.")
    held_on = _day("Held on")
    reviewers = _text("Reviewers", most=500)
    questions = _area(
        "Questions",
        rows=6,
        hint="One a line, 'Part: question'. Empty: the usual sixteen.",
    )

    def asked(self) -> list[tuple[str, str]] | None:
        """Part and question of each line, None for the usual ones."""
        rows = [row.strip() for row in self.cleaned_data["questions"].splitlines() if row.strip()]
        found = [row.partition(": ") for row in rows]
        return [(part, question) if question else ("", part) for part, _, question in found] or None
