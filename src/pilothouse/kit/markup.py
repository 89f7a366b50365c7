"""HTML that goes out as a file or comes in as one: no script, style, form or frame, and no address but of the
web and of mail."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

import nh3

from pilothouse.kit.nesting import refuse_deep

_TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del", "div", "dl",
    "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "li", "mark", "ol", "p", "pre", "q", "s", "section", "small", "span", "strike", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "id", "name"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
_SCHEMES = {"http", "https", "mailto"}
_DROPPED = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "head"}


def clean_page(html: str) -> str:
    """The part of a page that is words: what runs or loads is gone, with what it held.

    Raises `Invalid` for elements nested more than 400 deep, which no word processor or browser writes.
    """
    refuse_deep(html)
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def clean_document(html: str, title: str) -> str:
    """A whole page of the cleaned body of `html`; a policy in it forbids whatever could be left."""
    _, _, rest = html.partition("<body>")
    body = clean_page((rest or html).rpartition("</body>")[0] or rest or html)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body.strip()}\n</body>\n</html>\n"
    )


_STYLE = (
    "body{max-width:45rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}"
    "table{border-collapse:collapse}td,th{border:1px solid #888;padding:.3rem .6rem;text-align:left}"
)
_DIGEST = b64encode(sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'"
