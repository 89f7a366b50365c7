"""What git says of a repository, read within limits of time and lines."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

from pilothouse.engine.staffing.history import FORMAT, Commit, read_log
from pilothouse.kit.errors import Invalid

# No pager, no helper of the repository's own, no lock, no network.
_SAFE = ("-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "core.quotePath=true")
_ALSO = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class Repository:
    """A repository with commits and its whole history. Raises `Invalid`. `seconds` limit each question."""

    def __init__(self, folder: Path, *, seconds: float, since: str | None = None) -> None:
        self.folder, self.seconds = folder, seconds
        self._since = () if since is None else (f"--since={since}",)
        if self._one("rev-parse", "--git-dir") is None:
            raise self._wrong(
                "It is not in a git repository that git lets one read.", "Name the folder of a repository."
            )
        if self._one("rev-parse", "--verify", "-q", "HEAD") is None:
            raise self._wrong("The repository has no commits.", "Name one with a history.")
        if self._one("rev-parse", "--is-shallow-repository") == "true":
            raise self._wrong(
                "The history is shallow: who wrote what before its first commit is not there.",
                "Get the rest with: git fetch --unshallow",
            )

    def people(self) -> Iterator[tuple[str, str]]:
        for commit in read_log(self._log("--no-merges", f"--format={FORMAT}"), name=str(self.folder)):
            yield from commit.people

    def commits(self) -> Iterator[Commit]:
        """Oldest first, with what they changed; renames are followed."""
        lines = self._log("--reverse", "--no-merges", "--name-status", "-M", f"--format={FORMAT}")
        return read_log(lines, name=str(self.folder))

    def files(self) -> list[str]:
        """Those of the newest commit, the whole repository."""
        return list(self._lines("ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD", end="\0"))

    def _log(self, *words: str) -> Iterator[str]:
        return self._lines(
            "log", "--no-color", "--no-ext-diff", "--no-textconv", *self._since, *words, "HEAD"
        )

    def _command(self, *words: str) -> list[str]:
        return ["git", "-C", str(self.folder), "--no-pager", *_SAFE, *words]

    def _one(self, *words: str) -> str | None:
        """The answer to a short question; None where git refuses."""
        try:
            found = subprocess.run(
                self._command(*words),
                capture_output=True,
                text=True,
                timeout=self.seconds,
                stdin=subprocess.DEVNULL,
                env=os.environ | _ALSO,
            )
        except subprocess.TimeoutExpired:
            raise self._late() from None
        except OSError:
            raise Invalid(
                "git was not found.", where=str(self.folder), cure="Install git, or give a log with --files."
            ) from None
        return found.stdout.strip() if found.returncode == 0 else None

    def _lines(self, *words: str, end: str = "\n") -> Iterator[str]:
        process = subprocess.Popen(
            self._command(*words),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            env=os.environ | _ALSO,
        )
        stopped = threading.Event()

        def stop() -> None:
            stopped.set()
            process.kill()

        clock = threading.Timer(self.seconds, stop)
        clock.start()
        try:
            assert process.stdout is not None
            if end == "\n":
                for line in process.stdout:
                    yield line.decode("utf-8", "replace")
            else:
                yield from (
                    part for part in process.stdout.read().decode("utf-8", "replace").split(end) if part
                )
            if process.wait() and not stopped.is_set():
                raise self._wrong("git cannot read its history.", "See what `git fsck` and `git log` say.")
        finally:
            clock.cancel()
            process.kill()
            process.wait()
        if stopped.is_set():
            raise self._late()

    def _late(self) -> Invalid:
        return self._wrong(
            f"git has not answered within {self.seconds:g} seconds.",
            "Allow more --seconds, or a part of the history with --since 2026-01-01.",
        )

    def _wrong(self, message: str, cure: str) -> Invalid:
        return Invalid(message, where=str(self.folder), cure=cure)
