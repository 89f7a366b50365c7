"""Attachments in an S3-compatible store: the same as in a folder, for installations of several machines.

The client (`obstore`) comes with `pilothouse[s3]`. It signs what it sends together with its digest, so that a
store refuses bytes that were changed on the way. Keys come from the environment or the machine, as for other
programs: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from pilothouse.accounts.store import Stored, is_digest, lacking, received
from pilothouse.kit.errors import Invalid, NotFound, Unavailable
from pilothouse.kit.extras import load_extra

_CHUNK = 2**16
_WAITS = {"timeout": "60s", "connect_timeout": "5s"}
_KNOWN = {"region", "endpoint"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """A store at `address`, such as `s3://bucket/prefix?region=eu-central-1`; what comes in is looked at in
    `folder` first."""

    address: str
    folder: Path

    def put(self, chunks: Iterable[bytes]) -> Stored:
        """As a folder does. Raises `Unavailable` when the store does not take it."""
        client = load_extra("obstore", extra="s3", what="A store of attachments in S3")
        with received(self.folder, chunks) as (part, found):
            try:
                with part.open("rb") as file:
                    client.put(connected(self.address), _key(found.digest), file, use_multipart=False)
            except client.exceptions.BaseError as error:
                raise _failed(error) from error
        return found

    def read(self, digest: str) -> Iterator[bytes]:
        """As a folder does. Raises `Unavailable` when the store does not answer."""
        found = self._asked("get", digest)
        return (bytes(part) for part in found.stream(min_chunk_size=_CHUNK))

    def has(self, digest: str) -> bool:
        """As a folder does. Raises `Unavailable` when the store does not answer."""
        try:
            self._asked("head", digest)
        except NotFound:
            return False
        return True

    def _asked(self, how: Literal["get", "head"], digest: str) -> Any:
        if not is_digest(digest):
            raise NotFound("There is no such file.")
        client = load_extra("obstore", extra="s3", what="A store of attachments in S3")
        try:
            return getattr(client, how)(connected(self.address), _key(digest))
        except (FileNotFoundError, client.exceptions.NotFoundError):
            raise lacking() from None
        except client.exceptions.BaseError as error:
            raise _failed(error) from error


@lru_cache(maxsize=4)
def connected(address: str) -> Any:
    """The client of an address. Raises `Invalid` for one that is none."""
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    endpoint = asked.get("endpoint", "")
    sound = not endpoint or urlsplit(endpoint).scheme in ("http", "https")
    if parts.scheme != "s3" or not parts.netloc or asked.keys() - _KNOWN or not sound:
        raise Invalid(
            "This is no address of a store.",
            where="PILOTHOUSE_FILES",
            cure="Write s3://bucket/prefix?region=eu-central-1, with &endpoint=https://host for your own.",
        )
    stores = load_extra("obstore.store", extra="s3", what="A store of attachments in S3")
    options: dict[str, Any] = {"region": asked.get("region", "us-east-1")}
    if endpoint:
        options |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
    return stores.S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        client_options={**_WAITS, "allow_http": endpoint.startswith("http://")},
        retry_config={"max_retries": 3},
        **options,
    )


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def _failed(error: Exception) -> Unavailable:
    """What the store says begins its message; the rest is for those who write clients."""
    said = str(error).partition("\n")[0][:300]
    return Unavailable(
        f"The store of attachments does not answer as it should: {said}",
        cure="Try again; else look at PILOTHOUSE_FILES, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    )
