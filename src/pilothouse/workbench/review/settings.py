"""Settings of a review, from the nearest `pilothouse.toml` or `pyproject.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilothouse.kit.errors import Invalid

_KNOWN = {"select": list, "ignore": list, "baseline": str}


@dataclass(frozen=True)
class Settings:
    """Codes to select and to ignore, and a file of known findings."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: Path | None = None


def find_settings(path: Path | None, files: list[Path]) -> Settings:
    """The settings in `path`, else in the nearest file above the first of `files` that has any.

    A `pyproject.toml` holds them in `[tool.pilothouse.review]`, a `pilothouse.toml` in `[review]`.
    """
    for file in [path] if path is not None else _candidates(files[0].resolve()):
        if not file.is_file():
            continue
        found = _section(file)
        if found or file.name == "pilothouse.toml" or path is not None:
            return _checked(found, file)
    return Settings()


def _candidates(start: Path) -> list[Path]:
    folders = [start if start.is_dir() else start.parent, *start.parents]
    return [folder / name for folder in folders for name in ("pilothouse.toml", "pyproject.toml")]


def _section(file: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"This is not TOML: {error}.", where=str(file), cure="Fix that line.") from None
    if file.name == "pyproject.toml":
        data = data.get("tool", {}).get("pilothouse", {})
    return dict(data.get("review", {}))


def _checked(section: dict[str, Any], file: Path) -> Settings:
    for key, value in section.items():
        if key not in _KNOWN or not isinstance(value, _KNOWN[key]):
            raise Invalid(
                f"The setting '{key}' is not known, or not a {_KNOWN.get(key, str).__name__}.",
                where=f"{file}, [review]",
                cure="Use select and ignore (lists of codes) and baseline (a file).",
            )
    return Settings(
        select=tuple(section.get("select", ())),
        ignore=tuple(section.get("ignore", ())),
        baseline=file.parent / section["baseline"] if "baseline" in section else None,
    )
