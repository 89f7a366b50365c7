"""A page that was drawn, with one of its forms as it was sent: what was typed, and what is wrong where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

Attributes = list[tuple[str, str | None]]
Sent = Mapping[str, Sequence[str]]

# Hidden fields that the page knows better than what was sent; inputs that keep what they have.
_OWN = frozenset({"csrfmiddlewaretoken", "version", "filled"})
_KEPT = frozenset({"password", "file", "submit", "button", "image", "reset"})
_INDEX = re.compile(r"\[\d+\]")
_ID = "refused"


def named_in(names: Iterable[str], where: str) -> str:
    """Which of a form's `names` an error at `where` is about, empty for none.

    Amounts are typed as `x_money` for `x_cents`, what points to a row as `x_id`, `x_key` or bare `x`, and
    `needs[0].level` is about `level`.
    """
    known, last = set(names), _INDEX.sub("", where).rpartition(".")[2]
    bare = last.removesuffix("_id").removesuffix("_key")
    money = f"{last.removesuffix('_cents')}_money"
    tried = (where, last, money, f"{last}_id", f"{last}_key", f"{last}_days", bare)
    return next((name for name in tried if name and name in known), "")


@dataclass(slots=True)
class _Control:
    """One control of a form: its tag as it stands from `first` to `last`, and where it ends."""

    tag: str
    attrs: Attributes
    first: int
    last: int
    end: int = 0
    options: list[tuple[Attributes, int, int]] = field(default_factory=list)

    @property
    def given(self) -> dict[str, str]:
        return {name: value or "" for name, value in self.attrs}

    @property
    def name(self) -> str:
        return self.given.get("name", "")

    @property
    def kind(self) -> str:
        return self.given.get("type", "text").lower() if self.tag == "input" else self.tag


@dataclass(slots=True)
class _Form:
    """One form that is posted: its tag, its end, its controls, and the folded parts around it."""

    attrs: Attributes
    first: int
    last: int
    folded: tuple[tuple[Attributes, int, int], ...]
    end: int = 0
    controls: list[_Control] = field(default_factory=list)

    @property
    def given(self) -> dict[str, str]:
        return {name: value or "" for name, value in self.attrs}


class _Reader(HTMLParser):
    """Finds the forms of a page and where everything of them stands in the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._starts = [0, *(found.end() for found in re.finditer("\n", html))]
        self._open: _Form | None = None
        self._control: _Control | None = None
        self._folded: list[tuple[Attributes, int, int]] = []
        self._apart: list[tuple[str, _Control]] = []
        self.feed(html)
        self.close()
        by_id = {form.given["id"]: form for form in self.forms if "id" in form.given}
        for id, control in self._apart:
            if id in by_id:
                by_id[id].controls.append(control)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        first = self._at()
        last = first + len(self.get_starttag_text() or "")
        if tag == "form":
            self._open = _Form(attrs, first, last, tuple(self._folded))
            if self._open.given.get("method", "").lower() == "post":
                self.forms.append(self._open)
        elif tag == "details":
            self._folded.append((attrs, first, last))
        elif tag == "option" and self._control is not None:
            self._control.options.append((attrs, first, last))
        elif tag in {"input", "select", "textarea"}:
            self._note(_Control(tag, attrs, first, last, last))

    def _note(self, control: _Control) -> None:
        elsewhere = control.given.get("form")
        if elsewhere:
            self._apart.append((elsewhere, control))
        elif self._open is not None:
            self._open.controls.append(control)
        self._control = control if control.tag != "input" else self._control

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._open is not None:
            self._open.end, self._open = self._at(), None
        elif tag == "details" and self._folded:
            self._folded.pop()
        elif self._control is not None and tag == self._control.tag:
            self._control.end, self._control = self._at() + len(f"</{tag}>"), None


def placed(html: str, *, action: str, here: str, sent: Sent, wrong: Mapping[str, str]) -> str | None:
    """`html`, the page at address `here`, with the form that posts to `action` as it was `sent`.

    `wrong` has a sentence by what it is about, as an error's `where`; one that no control of the form is
    about stands at the form's foot. Folded parts around the form are opened. None when the page has no such
    form.
    """
    form = _meant(_Reader(html).forms, action, here, sent)
    if form is None:
        return None
    edits = [(first, last, _tag("details", _set(attrs, "open", ""))) for attrs, first, last in form.folded]
    edits.append((form.first, form.last, _tag("form", _set(form.attrs, "data-refused", ""))))
    names = [control.name for control in form.controls if control.kind not in {"hidden", "submit"}]
    at: dict[str, list[str]] = {}
    for where, text in wrong.items():
        at.setdefault(named_in(names, where), []).append(text)
    for control in form.controls:
        texts = at.pop(control.name, []) if control.name and control.kind not in {"hidden", "submit"} else []
        edits += _edits(html, control, sent, " ".join(texts))
    if rest := [text for texts in at.values() for text in texts]:
        told = f'<div class="form-refusal" role="alert">{escape(" ".join(rest))}</div>'
        edits.append((form.end, form.end, told))
    return _edited(html, edits)


def _meant(forms: list[_Form], action: str, here: str, sent: Sent) -> _Form | None:
    """The form that posts to `action`; of several alike, the one whose hidden fields are those sent."""
    path = urlsplit(action).path
    able = [form for form in forms if urlsplit(form.given.get("action") or here).path == path]
    alike = [form for form in able if _hides(form, sent)]
    return next(iter(alike or able), None)


def _hides(form: _Form, sent: Sent) -> bool:
    hidden = [row for row in form.controls if row.kind == "hidden" and row.name not in _OWN]
    return all(row.given.get("value", "") in sent.get(row.name, ()) for row in hidden)


def _edits(html: str, control: _Control, sent: Sent, text: str) -> list[tuple[int, int, str]]:
    """The tag of a control anew, with what was sent, and `text` after it, its error."""
    attrs, values = list(control.attrs), sent.get(control.name, ())
    edits = []
    if control.kind in {"checkbox", "radio"}:
        is_on = control.given.get("value", "on") in values
        attrs = _set(attrs, "checked", "") if is_on else _without(attrs, "checked")
    elif control.kind == "select" and control.name in sent:
        for option, first, last in control.options:
            is_on = (dict(option).get("value") or "") in values
            anew = _set(option, "selected", "") if is_on else _without(option, "selected")
            edits.append((first, last, _tag("option", anew)))
    elif control.kind == "textarea" and values:
        edits.append((control.last, control.end - len("</textarea>"), escape(values[0])))
    elif control.tag == "input" and values and control.kind not in _KEPT and control.name not in _OWN:
        attrs = _set(attrs, "value", values[0])
    if text:
        id = f"{_ID}-{control.name}"
        attrs = _set(_set(attrs, "aria-invalid", "true"), "aria-describedby", id)
        attrs = _set(attrs, "class", f"{control.given.get('class', '')} is-invalid".strip())
        told = f'<div class="invalid-feedback" id="{escape(id)}" role="alert">{escape(text)}</div>'
        edits.append((control.end, control.end, told))
    edits.append((control.first, control.last, _tag(control.tag, attrs)))
    return [row for row in edits if html[row[0] : row[1]] != row[2]]


def _set(attrs: Attributes, name: str, value: str) -> Attributes:
    return [*_without(attrs, name), (name, value)]


def _without(attrs: Attributes, name: str) -> Attributes:
    return [row for row in attrs if row[0] != name]


def _tag(tag: str, attrs: Attributes) -> str:
    parts = [tag, *(name if not value else f'{name}="{escape(value)}"' for name, value in attrs)]
    return f"<{' '.join(parts)}>"


def _edited(html: str, edits: Iterable[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for first, last, text in sorted(edits, key=lambda row: row[:2]):
        parts += [html[at:first], text]
        at = last
    return "".join([*parts, html[at:]])
