"""A form that was sent to a service, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django import forms

from pilothouse.kit.errors import Forbidden, PilothouseError, outcome

T = TypeVar("T")
# Fields that a page asks for in another unit than the service takes.
_SHOWN_AS = {"day_rate_cents": "day_rate"}


class Sent(Generic[T]):
    """Hands `form` to `act` when it can be read. `result` is what `act` returned.

    A failure that names a field stands at the field, any other in `error`; `status` is the one to answer
    with. `Forbidden` goes on to its own page.
    """

    def __init__(self, form: forms.Form, act: Callable[[Any], T]) -> None:
        self.form = form
        self.result: T | None = None
        self.error: PilothouseError | None = None
        self.status = 422
        if not form.is_valid():
            return
        try:
            self.result = act(form)
            self.status = 200
        except Forbidden:
            raise
        except PilothouseError as error:
            self.status = outcome(error).status
            field = _SHOWN_AS.get(error.where, error.where)
            if field in form.fields:
                form.add_error(field, f"{error.message} {error.cure}".strip())
            else:
                self.error = error

    @property
    def is_done(self) -> bool:
        return self.status == 200
