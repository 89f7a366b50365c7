"""An S3-compatible store on this machine, which keeps objects and refuses what is not signed as it should be:
AWS Signature Version 4, computed here from its description."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

KEY, SECRET = "AKIDEXAMPLE", "of this test only"


class Double(ThreadingHTTPServer):
    """`objects` by path."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Double
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self._is_signed(body):
            return self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        self.server.objects[self.path] = body
        return self._answer(200, b"", ETag=hashlib.md5(body, usedforsecurity=False).hexdigest())

    def do_GET(self) -> None:
        if not self._is_signed(b""):
            return self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        found = self.server.objects.get(self.path)
        if found is None:
            return self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        return self._answer(200, found, ETag="x", **{"Last-Modified": "Mon, 12 Jan 2026 09:00:00 GMT"})

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _is_signed(self, body: bytes) -> bool:
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        told = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
        if scheme != "AWS4-HMAC-SHA256" or not told.get("Credential", "").startswith(f"{KEY}/"):
            return False
        if self.headers["x-amz-content-sha256"] != hashlib.sha256(body).hexdigest():
            return False
        return hmac.compare_digest(told["Signature"], self._signature(told))

    def _signature(self, told: dict[str, str]) -> str:
        parts = urlsplit(self.path)
        query = "&".join(
            f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(parse_qsl(parts.query))
        )
        names = told["SignedHeaders"].split(";")
        headers = "".join(f"{name}:{' '.join(self.headers[name].split())}\n" for name in names)
        digest = self.headers["x-amz-content-sha256"]
        request = "\n".join([self.command, parts.path, query, headers, told["SignedHeaders"], digest])
        _, day, region, service, end = told["Credential"].split("/")
        scope = f"{day}/{region}/{service}/{end}"
        summed = hashlib.sha256(request.encode()).hexdigest()
        text = "\n".join(["AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope, summed])
        key = f"AWS4{SECRET}".encode()
        for word in (day, region, service, end):
            key = hmac.new(key, word.encode(), hashlib.sha256).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def log_message(self, *words: Any) -> None:
        pass


@contextmanager
def opened() -> Iterator[Double]:
    """A store on a free port."""
    server = Double()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
