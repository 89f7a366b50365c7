"""What is made to harm, on the way in and on the way out."""

from __future__ import annotations

import io
import re
import time
import zipfile
from html.parser import HTMLParser

import pytest

from pilothouse.kit.errors import Invalid
from pilothouse.vision.papers import FORMATS, read_paper, write_paper

HOSTILE = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.example/x.swf>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=javascript:alert(1)//>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<details open ontoggle=alert(1)>x</details>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jAvAsCrIpT:alert(1)'>x</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "![x](javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "[x](https://a.example 'a\" onmouseover=alert(1) b=\"')",
    "`<script>alert(1)</script>`{=html}",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "--><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
)
_ADDRESS = re.compile(r"(?:https?:|mailto:|#|/|\.)", re.I)
_MAY = {"html", "head", "meta", "title", "style", "body"}


class _Looked(HTMLParser):
    """What a browser would run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {
            "script",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "form",
            "base",
            "link",
            "img",
            "template",
        }:
            self.wrong.append(tag)
        for name, value in attrs:
            bare = re.sub(r"[\x00-\x20]", "", value or "")
            if name.startswith("on") or (name == "style" and tag not in _MAY):
                self.wrong.append(f"{tag} {name}")
            if name in ("href", "src", "action", "data") and ":" in bare.partition("/")[0]:
                if not _ADDRESS.match(bare):
                    self.wrong.append(f"{tag} {name}={bare}")


def _runs(html: str) -> list[str]:
    looked = _Looked()
    looked.feed(html)
    return looked.wrong


@pytest.fixture(scope="module")
def hostile() -> str:
    return "# Title\n\n" + "\n\n".join(f"Before {number}.\n\n{each}" for number, each in enumerate(HOSTILE))


def test_the_look_sees_what_runs(hostile: str) -> None:
    assert len(_runs(hostile)) > 20


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "md"])
def test_no_export_holds_anything_that_runs(form: str, hostile: str) -> None:
    data = write_paper(text=hostile, title="</title><script>alert(1)</script>", form=form)
    if form == "html":
        page = data.decode()
        assert not _runs(page)
        assert "Content-Security-Policy" in page
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            page = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        targets = re.findall(r'(?:Target|xlink:href)="([^"]*)"', page)
        assert not [each for each in targets if re.match(r"\s*(?:java|vb)script:|data:|file:", each, re.I)]
    assert f"Before {len(HOSTILE) - 1}." in re.sub(r"<[^>]+>", "", page)


def test_an_import_of_a_page_holds_nothing_that_runs(hostile: str) -> None:
    page = (
        f"<html><head><title>x</title></head><body>{''.join(HOSTILE)}<h1>Plan</h1><p>Words.</p></body></html>"
    )
    title, text = read_paper(name="plan.html", data=page.encode())
    _, again = read_paper(name="again.html", data=write_paper(text=text, title=title, form="html"))

    assert "Words." in text
    for each in (text, again):
        assert "<script" not in each
        assert not re.search(r"(?<!\\)\]\(\s*<?(?:javascript|vbscript|data):", each, re.I)


@pytest.mark.parametrize(
    "charset",
    [
        "punycode",
        "idna",
        "base64",
        "hex",
        "zlib",
        "rot13",
        "undefined",
        "unicode_escape",
        "utf_7",
        "mbcs",
        "nothing",
    ],
)
def test_a_page_in_a_charset_that_is_none_is_refused_at_once(charset: str) -> None:
    data = f"<meta charset={charset}><p>".encode() + b"\xe9a-" * 400_000
    began = time.process_time()
    with pytest.raises(Invalid, match="is not UTF-8"):
        read_paper(name="plan.html", data=data)
    assert time.process_time() - began < 1


def test_a_page_in_a_usual_charset_is_read() -> None:
    assert read_paper(name="a.html", data=b"<meta charset=ISO-8859-1><p>caf\xe9</p>")[1] == "café"
    assert read_paper(name="a.html", data="<meta charset=windows-1251><p>да</p>".encode("cp1251"))[1] == "да"
