"""What the forms of every room share: their fields, how one is handed to a service, and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar, cast

from django import forms
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit.errors import Forbidden, Invalid, NotFound, PilothouseError, Unauthenticated, outcome
from pilothouse.kit.money import parse_minor, typed

T = TypeVar("T")
Choices = Iterable[tuple[Any, str]]
MOST_LINES = 100_000


# Fields


def text_field(label: str, *, most: int = 200, needed: bool = True, hint: str = "") -> forms.CharField:
    """One line."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=needed, widget=widget, help_text=hint)


def area_field(label: str, *, rows: int = 3, needed: bool = False, hint: str = "") -> forms.CharField:
    """Many lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=needed, max_length=MOST_LINES, widget=widget, help_text=hint)


def day_field(label: str, *, needed: bool = False, hint: str = "") -> forms.DateField:
    """A date, with the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=needed, widget=widget, help_text=hint)


def days_field(label: str, *, hint: str = "") -> forms.FloatField:
    """Working days or person-days, 0 or more, or none."""
    widget = forms.NumberInput(attrs={"step": "any"})
    return forms.FloatField(label=label, required=False, min_value=0, widget=widget, help_text=hint)


def money_field(label: str, *, hint: str = "") -> forms.CharField:
    """An amount in the workspace's currency, or none; only in a `MoneyForm`, under a name like `x_money`."""
    return text_field(label, most=30, needed=False, hint=hint)


def one_of(label: str, *, hint: str = "") -> forms.TypedChoiceField:
    """One row by its number, or none; give its choices by `offer`."""
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None, help_text=hint)


def version_field() -> forms.IntegerField:
    """The version that the form was filled from: a change of a newer one is refused."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


def words(values: Iterable[str]) -> list[tuple[str, str]]:
    """Choices of plain words: `in_progress` is shown as `In progress`."""
    return [(value, value.replace("_", " ").capitalize()) for value in values]


class MoneyForm(Form):
    """A form with amounts in the workspace's currency: fields `x_money` become values `x_cents`."""

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency
        for name in self._amounts():
            self.fields[name].label = f"{self.fields[name].label}, {currency}"

    def _amounts(self) -> list[str]:
        return [name for name in self.fields if name.endswith("_money")]

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or self.cleaned_data)
        for name in self._amounts():
            text = str(found.get(name) or "").strip()
            try:
                found[name] = parse_minor(text, self.currency) if text else None
            except Invalid as error:
                self.add_error(name, str(error))
        return found

    def amounts(self) -> dict[str, int | None]:
        """Minor units as the services take them; call after `is_valid`."""
        return {f"{name.removesuffix('_money')}_cents": self.cleaned_data[name] for name in self._amounts()}


def typed_amounts(row: object, currency: str, *names: str) -> dict[str, str]:
    """Start values of the fields `x_money` from the `x_cents` of `row`."""
    return {f"{name}_money": typed(getattr(row, f"{name}_cents"), currency) for name in names}


# Sending


class Sent(Generic[T]):
    """What came of handing `form` to `act`.

    `result` is what `act` returned, None when it did not come to that. A failure that names a field stands at
    the field, any other in `error`; `status` is the one to answer with. `Forbidden` goes on to its own page.
    """

    def __init__(self, form: Form, act: Callable[[], T]) -> None:
        self.form = form
        self.result: T | None = None
        self.error: PilothouseError | None = None
        self.status = 422
        if not form.is_valid():
            return
        try:
            self.result = act()
            self.status = 200
        except PilothouseError as error:
            self._fail(error)

    def _fail(self, error: PilothouseError) -> None:
        field = field_of(self.form, error)
        if isinstance(error, Forbidden | Unauthenticated) and not field:
            raise error
        self.status = outcome(error).status
        if field:
            self.form.add_error(field, f"{error.message} {error.cure}".strip())
        else:
            self.error = error

    @property
    def is_done(self) -> bool:
        return self.status == 200


def field_of(form: Form, error: PilothouseError) -> str:
    """The field of `form` that `error` is about, empty when there is none. Amounts are typed as `x_money`."""
    names = (error.where, f"{error.where.removesuffix('_cents')}_money")
    return next((name for name in names if name and name in form.fields), "")


def form_page(
    request: HttpRequest,
    form: Form,
    *,
    back: tuple[str, str],
    heading: str,
    submit: str,
    error: PilothouseError | None = None,
    template: str = "kit/form.html",
    **more: Any,
) -> HttpResponse:
    """The page of one form; `back` is the words and the address of where it came from."""
    context: dict[str, Any] = {"form": form, "heading": heading, "submit": submit, "error": error}
    context |= {"back": back[0], "back_url": back[1]} | more
    status = outcome(error).status if error else 422 if form.errors else 200
    return render(request, template, context, status=status)


def form_answer(
    request: HttpRequest,
    form: Form,
    act: Callable[[], T],
    *,
    then: Callable[[T], str],
    done: Callable[[T], str] | None = None,
    **page: Any,
) -> HttpResponse:
    """The page of one form as `form_page` takes it; a posted form is handed to `act`, and when that
    succeeded, `done` says so and the browser goes to the address that `then` has for the result."""
    if request.method != "POST":
        return form_page(request, form, **page)
    sent = Sent(form, act)
    if not sent.is_done:
        return form_page(request, form, error=sent.error, **page)
    result = cast(T, sent.result)
    if done is not None:
        messages.success(request, done(result))
    return redirect(then(result))


def acted(
    request: HttpRequest,
    act: Callable[[], T],
    url: str,
    done: str | Callable[[T], str] = "",
    *,
    refused: str = "",
) -> HttpResponse:
    """Do it, say so or say why not, and go to `url`, or to `refused` when it was not done and that is another
    page. `done` may be made of what `act` returned."""
    try:
        found = act()
    except (Forbidden, NotFound):
        raise
    except PilothouseError as error:
        messages.error(request, f"{error.message} {error.cure}".strip())
        return redirect(refused or url)
    if text := done(found) if callable(done) else done:
        messages.success(request, text)
    return redirect(url)


# What buttons and small forms send


def posted_number(request: HttpRequest, name: str) -> int | None:
    """A whole number that was posted as `name`; None for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def posted_version(request: HttpRequest) -> int | None:
    """The version that a button was drawn for."""
    return posted_number(request, "version")


def posted_ids(request: HttpRequest, name: str = "ids") -> list[int]:
    """The numbers of what was ticked."""
    return [int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) < 10]
