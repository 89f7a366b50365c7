"""Machine code of kernels kept on disk, good for the very sources that it was made of.

numba keeps the code of a function for as long as the function's own file stays as it is, and would go on
using a callee in another file that has since changed. Here it keeps it for as long as all files with kernels
do that its own imports, and what these import: its places to keep code (locators) are asked for a stamp of
the source, and these answer for all of them. Where numba does not ask them, or nothing can be written, code
is compiled in every process: slow at the start, never wrong.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
from numba.core import caching as numba_caching


def _spare_linear_algebra() -> None:
    """numba loads scipy's linear algebra, where there is one, before it compiles or runs anything (a quarter
    of a second, in every process). No kernel asks for it: numba is made to look while it is out of sight."""
    wanted = "scipy.linalg.cython_blas"
    if wanted in sys.modules:
        return
    sys.modules[wanted] = None  # type: ignore[assignment]
    try:
        import numba.np.arraymath  # noqa: F401
    finally:
        del sys.modules[wanted]


_spare_linear_algebra()
_config: Any = numba.config  # its variables are made when it is loaded

# A folder of the user's choice, that of the module, that of the user: in numba's own order.
_PLACES = ("UserProvidedCacheLocator", "InTreeCacheLocator", "UserWideCacheLocator")


_ROOT = Path(__file__).resolve().parent  # as the files that are asked about
_IMPORT = re.compile(r"^from pilothouse\.engine\.?([\w.]*) import (\([^)]*\)|.*)$", re.MULTILINE)


@cache
def sources(file: Path) -> str:
    """Digest of those files with kernels, or with arrays of theirs, that `file` uses: itself and all that it
    imports of the engine, which share constants with it."""
    digest, seen, left = sha256(), {file}, [file]
    while left:
        for found in _imported(left.pop()):
            if found not in seen:
                seen.add(found)
                left.append(found)
    for used in sorted(seen):
        text = used.read_bytes()
        if used == file or b"engine.kernels import" in text or b"(NamedTuple)" in text:
            digest.update(text)
    digest.update((_ROOT / "kernels.py").read_bytes())
    return digest.hexdigest()


@cache
def _imported(file: Path) -> tuple[Path, ...]:
    """The files of the engine that `file` imports from, which may be modules of a package."""
    found = []
    for module, names in _IMPORT.findall(file.read_text(encoding="utf-8")):
        place = _ROOT.joinpath(*filter(None, module.split(".")))
        parts = [name.split(" as ")[0].strip() for name in names.strip("()").split(",")]
        found += [place.with_suffix(".py"), *(place / f"{name}.py" for name in parts if name)]
    return tuple(row for row in found if row.is_file())


class _OfItsSources:
    asked = False
    _py_file: str

    def get_source_stamp(self) -> str:
        """What the machine code is good for."""
        _OfItsSources.asked = True
        return sources(Path(self._py_file).resolve())


def _locators() -> dict[str, type]:
    """numba's places to keep code, with the stamp of what it is made of."""
    known = {name: getattr(numba_caching, name, None) for name in _PLACES}
    return {
        f"Engine{name}": type(f"Engine{name}", (_OfItsSources, place), {})
        for name, place in known.items()
        if place is not None
    }


globals().update(_locators())  # numba imports them by name
LOCATORS = ",".join(f"{__name__}.{name}" for name in _locators())


def kept(function: Callable[..., Any], **how: Any) -> Any:
    """`function` compiled by `numba.njit(**how)`, its machine code kept where numba lets it be stamped."""
    usual = _config.CACHE_LOCATOR_CLASSES if LOCATORS else ""
    _OfItsSources.asked = False
    try:
        _config.CACHE_LOCATOR_CLASSES = LOCATORS
        found = numba.njit(**how, cache=bool(LOCATORS))(function)
    except RuntimeError:  # none of the places can be written
        _OfItsSources.asked = False
    finally:
        _config.CACHE_LOCATOR_CLASSES = usual
    return found if _OfItsSources.asked else numba.njit(**how)(function)
