"""How a form is sent: one act, and failures told beside the field that they belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django import forms

from pilothouse.kit.errors import Forbidden, PilothouseError, Unauthenticated, outcome

T = TypeVar("T")


class Sending(Generic[T]):
    """What came of sending `form` to `act`.

    `result` is what `act` returned, None when it did not come to that. A failure that names a field
    stands at the field, any other in `error`; `status` is the one to answer with. `Forbidden` goes
    on to its own page.
    """

    def __init__(self, form: forms.Form, act: Callable[[dict[str, Any]], T]) -> None:
        self.form = form
        self.result: T | None = None
        self.error: PilothouseError | None = None
        self.status = 422
        if not form.is_valid():
            return
        try:
            self.result = act(form.cleaned_data)
            self.status = 200
        except PilothouseError as error:
            if isinstance(error, Forbidden | Unauthenticated) and error.where not in form.fields:
                raise
            self.status = outcome(error).status
            if error.where in form.fields:
                form.add_error(error.where, f"{error.message} {error.cure}".strip())
            else:
                self.error = error

    @property
    def is_done(self) -> bool:
        return self.status == 200
