"""What the forms of every room share: their fields, how one is handed to a service, and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar, cast

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.engine import quantities
from pilothouse.kit.conflicts import VERSION, Parting, VersionField, conflict, resolved
from pilothouse.kit.doors import request_actor, wurl
from pilothouse.kit.errors import (
    Forbidden,
    Invalid,
    NotFound,
    PilothouseError,
    Stale,
    Unauthenticated,
    outcome,
)
from pilothouse.kit.money import parse_minor, typed
from pilothouse.kit.placing import named_in
from pilothouse.kit.refusals import Refusal, of_error, of_form
from pilothouse.kit.refusals import refused as page_anew
from pilothouse.kit.versions import unbased

T = TypeVar("T")
FieldT = TypeVar("FieldT", bound=forms.Field)
Choices = Iterable[tuple[Any, str]]
MOST_LINES = 100_000


# Fields


def text_field(label: str, *, most: int = 200, needed: bool = True, hint: str = "") -> forms.CharField:
    """One line."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=needed, widget=widget, help_text=hint)


def area_field(
    label: str, *, rows: int = 3, needed: bool = False, hint: str = "", markdown: bool = False
) -> forms.CharField:
    """Many lines; of Markdown with a preview."""
    widget = forms.Textarea(attrs={"rows": rows} | ({"data-markdown": True} if markdown else {}))
    return forms.CharField(label=label, required=needed, max_length=MOST_LINES, widget=widget, help_text=hint)


def day_field(label: str, *, needed: bool = False, hint: str = "") -> forms.DateField:
    """A date, with the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=needed, widget=widget, help_text=hint)


def days_field(label: str, *, hint: str = "") -> forms.FloatField:
    """Working days or person-days, 0 or more, or none."""
    widget = forms.NumberInput(attrs={"step": "any"})
    field = forms.FloatField(
        label=label,
        required=False,
        min_value=0,
        max_value=quantities.DAYS.most,
        widget=widget,
        help_text=hint,
    )
    return within(quantities.DAYS, field)


def within(quantity: quantities.Quantity, field: FieldT) -> FieldT:
    """`field`, which has the bounds of `quantity`, refusing what lies outside in the quantity's words."""
    for each in field.validators:
        if isinstance(each, MinValueValidator | MaxValueValidator):
            each.message = quantity.fault(2 * quantity.most + 1).replace("%", "%%")  # filled in by Django
    return field


def money_field(label: str, *, hint: str = "") -> forms.CharField:
    """An amount in the workspace's currency, or none; only in a `MoneyForm`, under a name like `x_money`."""
    return text_field(label, most=30, needed=False, hint=hint)


def one_of(label: str, *, hint: str = "") -> forms.TypedChoiceField:
    """One row by its number, or none; give its choices by `offer`."""
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None, help_text=hint)


def version_field(*, alone: bool = False) -> forms.IntegerField:
    """The version that the form was filled from: a change of a newer one shows theirs beside mine. `alone` it
    does not say what the form was filled with."""
    kind = forms.IntegerField if alone else VersionField
    return kind(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**53)


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
    """What came of handing `form` to `act`; the form's `initial` is what is stored.

    `result` is what `act` returned, None when it did not come to that. A failure that names a field stands at
    the field, any other in `error`; `status` is the one to answer with. `Forbidden` goes on to its own page.
    Filled from an older version, `conflict` is where the two part.
    """

    def __init__(self, form: Form, act: Callable[[], T]) -> None:
        self.form = form
        self.result: T | None = None
        self.error: PilothouseError | None = None
        self.conflict: tuple[Parting, ...] = ()
        self.status = 422
        resolved(form)
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
        if isinstance(error, Stale) and VERSION in self.form.fields:
            self.conflict = conflict(self.form)
            error.extra["differences"] = self.conflict
        if field:
            self.form.add_error(field, f"{error.message} {error.cure}".strip())
        else:
            self.error = error

    @property
    def is_done(self) -> bool:
        return self.status == 200


def field_of(form: Form, error: PilothouseError) -> str:
    """The field of `form` that `error` is about, empty when there is none. A form may have `about`, which
    field stands for what a service names otherwise."""
    where = getattr(form, "about", {}).get(error.where, error.where)
    return named_in(form.fields, where)


@contextmanager
def about(name: str, *, but: Iterable[str] = ()) -> Iterator[None]:
    """What fails within is about the field `name`, a reference that was typed, unless it names one of
    `but`."""
    try:
        yield
    except Forbidden:
        raise
    except PilothouseError as error:
        error.where = error.where if error.where in set(but) else name
        if isinstance(error, NotFound):  # what was typed, not an address
            raise Invalid(error.message, where=error.where, cure=error.cure) from None
        raise


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
    restorable: bool = False,
) -> HttpResponse:
    """Do it, say so and go to `url`. Refused, the form stands where it was with the reason beside its field;
    `refused` is its page where the browser does not say and that is not `url`. `done` may be made of what
    `act` returned; where that is the entry of a removal, and `restorable`, the toast restores it."""
    try:
        found = act()
    except Forbidden:
        raise
    except PilothouseError as error:
        return _anew(request, of_error(error), error, refused or url, url)
    if text := done(found) if callable(done) else done:
        undo = f"undo:{wurl(request_actor(request), 'restore', found)}" if restorable else ""
        messages.success(request, text, extra_tags=undo)
    return redirect(url)


def form_acted(
    request: HttpRequest,
    form: Form,
    act: Callable[[], T],
    url: str | Callable[[T], str],
    done: str | Callable[[T], str] = "",
    *,
    page: str = "",
) -> HttpResponse:
    """As `acted`, for a small form whose fields are read first; it stands on `page`, or else on `url`."""
    sent = Sent(form, act)
    if not sent.is_done:
        error = sent.error or Invalid("The form was refused.", cure="Correct the fields that are marked.")
        stands_on = page or (url if isinstance(url, str) else "")
        return _anew(request, of_form(form, sent.error, sent.status), error, stands_on)
    found = cast(T, sent.result)
    if text := done(found) if callable(done) else done:
        messages.success(request, text)
    return redirect(url(found) if callable(url) else url)


def _anew(request: HttpRequest, refusal: Refusal, error: PilothouseError, *pages: str) -> HttpResponse:
    answer = page_anew(request, refusal, *(page for page in pages if page))
    if answer is None:
        raise error
    return answer


# What buttons and small forms send


def posted_number(request: HttpRequest, name: str) -> int | None:
    """A whole number that was posted as `name`, None for nothing. Raises `Invalid` for anything else."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise Invalid(f"'{text[:40]}' is not a whole number.", where=name, cure="Give digits only.")
    return int(text)


def posted_version(request: HttpRequest) -> int:
    """The version that a button was drawn for. Raises `Unbased` where none was sent."""
    version = posted_number(request, VERSION)
    if version is None:
        raise unbased()
    return version


def based_on(form: Form) -> int:
    """The version that a valid `form` was filled from. Raises `Unbased` where none was sent."""
    version: int | None = form.cleaned_data[VERSION]
    if version is None:
        raise unbased()
    return version


def posted_ids(request: HttpRequest, name: str = "ids", *, most: int = 9) -> list[int]:
    """The numbers of what was ticked, of at most so many digits."""
    return [int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) <= most]
