"""Every page that a person can reach by following links, one address per kind of page."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

MOST = 800  # addresses asked for in one crawl; a guard, far above the number of pages


@dataclass(frozen=True)
class Visit:
    """One page as it was answered."""

    name: str
    route: str
    url: str
    status: int
    content_type: str

    @property
    def is_html(self) -> bool:
        return self.status == 200 and self.content_type.startswith("text/html")


@dataclass(frozen=True)
class Form:
    """What a page offers to send: the route and the address that it goes to, and the values as they stand,
    some of which are `typed` into a field."""

    route: str
    url: str
    page: str
    values: dict[str, str]
    typed: frozenset[str] = frozenset()


_TYPED = {"text", "number", "date", "email", "search", "url"}


class _Forms(HTMLParser):
    """Forms that post, and elements that htmx posts for, with the values that a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[Any]] = []
        self.open: dict[str, str] | None = None
        self.select = ""
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = {} if given.get("method", "").lower() == "post" else None
        if tag == "form" and self.open is not None:
            self.found.append([given.get("action", ""), self.open, set()])
        elif address := given.get("hx-post"):
            self.found.append([address, {}, set()])
        if self.open is None:
            return
        name = given.get("name", "")
        if tag == "textarea" or (tag == "input" and given.get("type", "text") in _TYPED):
            self.found[-1][2] ^= {name}  # a name that stands for several lines is kept line by line
        if tag == "input" and name and given.get("type") not in {"file", "submit"}:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.open[name] = given.get("value", "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.open):
            self.open[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.area, self.open[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            if self.open is not None and self.area:  # as browsers do with the first line break
                self.open[self.area] = self.open[self.area].removeprefix("\n")
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.open is not None:
            self.open[self.area] += data


def forms(html: str, page: str) -> Iterator[Form]:
    """What `html`, the page at address `page`, offers to send. A form without an address goes to its page."""
    parser = _Forms()
    parser.feed(html)
    for address, values, typed in parser.found:
        values.pop("csrfmiddlewaretoken", None)
        url = address or page
        try:
            yield Form(resolve(urlsplit(url).path).route, url, page, values, frozenset(typed))
        except Resolver404:
            yield Form(url, url, page, values)


class _Links(HTMLParser):
    """Addresses that a page offers to read: links, fragments for htmx, and those in the data of an island."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_data = False

    def handle_data(self, data: str) -> None:
        if self.in_data:
            self.found += re.findall(r'"(/w/[^"]+)"', data.replace("\\u0026", "&"))

    def handle_endtag(self, tag: str) -> None:
        self.in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.in_data = tag == "script" and given.get("type") == "application/json"
        for name in ("href", "hx-get", "data-url"):
            if (name != "href" or tag == "a") and (address := given.get(name)):
                self.found.append(address)


def links(html: str) -> list[str]:
    parser = _Links()
    parser.feed(html)
    return parser.found


def crawl(
    client: Client, *starts: str, each: int = 1, offered: dict[str, Form] | None = None
) -> dict[str, Visit]:
    """Route -> the first visit of that route, found from `starts` breadth first.

    All starts are opened, and beside them `each` addresses of a route, as one page may offer what another
    does not; into `offered` goes the first form of every route that is posted to.
    """
    client.raise_request_exception = False  # a page that fails is a visit with its status
    waiting, seen, asked = deque(starts), set(starts), 0
    visits: dict[str, Visit] = {}
    times: Counter[str] = Counter()
    while waiting and asked < MOST:
        url = waiting.popleft()
        try:
            match = resolve(urlsplit(url).path)
        except Resolver404:
            visits.setdefault(url, Visit("", url, url, 404, ""))
            continue
        counts = url not in starts
        if (counts and times[match.route] >= each) or match.route.startswith("api/v1/"):
            continue
        asked += 1
        times[match.route] += counts
        answer = client.get(url)
        kind = answer.headers.get("Content-Type", "")
        visit = Visit(match.view_name, match.route, url, answer.status_code, kind)
        visits.setdefault(match.route, visit)
        html = answer.content.decode() if kind.startswith("text/html") else ""
        following = links(html)
        if offered is not None:
            for form in forms(html, url):
                offered.setdefault(form.route, form)
        if answer.status_code in {301, 302}:
            following.append(answer.headers["Location"])
        for address in following:
            parts = urlsplit(address)
            target = parts._replace(fragment="").geturl()
            is_page = (
                not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("/static/")
            )
            if is_page and target not in seen:
                seen.add(target)
                waiting.append(target)
    return visits


def routes(patterns: Any = None, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """`(route, name)` of every address that the program answers, without the API's."""
    for row in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(row.pattern)
        if isinstance(row, URLResolver):
            if not route.startswith("api/v1/"):
                inner = f"{space}{row.namespace}:" if row.namespace else space
                yield from routes(row.url_patterns, route, inner)
        elif isinstance(row, URLPattern):
            yield route, f"{space}{row.name}"
