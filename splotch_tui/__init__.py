"""Gradient descent on tessellating hills: run it, watch it, keep it.

>>> from splotch_tui import Recipe, run
>>> history = run(Recipe(seed=1729, dims=1, steps=5000))
"""

from splotch_tui.core.descent import Descent, run
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
    "run",
]
__version__ = "0.1.0"
