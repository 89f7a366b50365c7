"""Machine code of kernels kept on disk, good for this very engine only.

numba keeps the code of a function for as long as the function's own file stays as it is, and would go on
using a callee in another file that has since changed. Here it keeps it for as long as all files with kernels
do: its places to keep code (locators) are asked for a stamp of the source, and these answer for the whole
engine. Where numba does not ask them, or nothing can be written, code is compiled in every process: slow at
the start, never wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
from numba.core import caching as numba_caching

_config: Any = numba.config  # its variables are made when it is loaded

# A folder of the user's choice, that of the module, that of the user: in numba's own order.
_PLACES = ("UserProvidedCacheLocator", "InTreeCacheLocator", "UserWideCacheLocator")


@cache
def sources() -> str:
    """Digest of the files with kernels, which call each other and share constants, and of their arrays."""
    digest = sha256()
    root = Path(__file__).parent
    for file in sorted(root.rglob("*.py")):
        text = file.read_bytes()
        compiled = b"engine.kernels import" in text or b"(NamedTuple)" in text or file.name == "kernels.py"
        if compiled and "tests" not in file.relative_to(root).parts:
            digest.update(text)
    return digest.hexdigest()


class _OfThisEngine:
    asked = False

    def get_source_stamp(self) -> str:
        """What the machine code is good for."""
        _OfThisEngine.asked = True
        return sources()


def _locators() -> dict[str, type]:
    """numba's places to keep code, with the stamp of the engine."""
    known = {name: getattr(numba_caching, name, None) for name in _PLACES}
    return {
        f"Engine{name}": type(f"Engine{name}", (_OfThisEngine, place), {})
        for name, place in known.items()
        if place is not None
    }


globals().update(_locators())  # numba imports them by name
LOCATORS = ",".join(f"{__name__}.{name}" for name in _locators())


def kept(function: Callable[..., Any], **how: Any) -> Any:
    """`function` compiled by `numba.njit(**how)`, its machine code kept where numba lets it be stamped."""
    usual = _config.CACHE_LOCATOR_CLASSES if LOCATORS else ""
    _OfThisEngine.asked = False
    try:
        _config.CACHE_LOCATOR_CLASSES = LOCATORS
        found = numba.njit(**how, cache=bool(LOCATORS))(function)
    except RuntimeError:  # none of the places can be written
        _OfThisEngine.asked = False
    finally:
        _config.CACHE_LOCATOR_CLASSES = usual
    return found if _OfThisEngine.asked else numba.njit(**how)(function)
