"""Gradient descent on tessellating hills: run it, watch it, keep it.

>>> from splotch_tui import Recipe, run
>>> history = run(Recipe(seed=1729, dims=1, steps=5000))
"""

from __future__ import annotations

from importlib import import_module

# As in `typing`, whose import would take most of the time before Ctrl-C is listened to.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from splotch_tui.core.descent import Descent, run
    from splotch_tui.core.ensemble.making import ensemble
    from splotch_tui.core.errors import SplotchError
    from splotch_tui.core.history import History
    from splotch_tui.core.landscape import Landscape
    from splotch_tui.core.recipe import PRESETS, Change, Recipe

__all__ = [
    "PRESETS",
    "Change",
    "Descent",
    "History",
    "Landscape",
    "Recipe",
    "SplotchError",
    "ensemble",
    "run",
]
__version__ = "0.2.0"

# Where each is found: imported when asked for, since a command must listen to Ctrl-C before that.
_ROOMS = {
    "core.descent": ("Descent", "run"),
    "core.ensemble.making": ("ensemble",),
    "core.errors": ("SplotchError",),
    "core.history": ("History",),
    "core.landscape": ("Landscape",),
    "core.recipe": ("PRESETS", "Change", "Recipe"),
}
_MODULES = {name: f"{__name__}.{room}" for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
