"""The engines that can run a descent. A new one is a file here and a line in `ENGINES`."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.recipe import LiveParameters, Recipe
from splotch_tui.core.types import Doubles


class Engine(Protocol):
    """A descent in progress: it owns the point and the noise."""

    @property
    def landscape(self) -> Landscape:
        """The surface it runs on."""

    @property
    def x(self) -> Doubles:
        """The present point, shape (1+D,), float64."""

    def advance(self, points: Doubles, losses: Doubles, live: LiveParameters) -> None:
        """Take ``len(points)`` steps under `live`.

        Parameters
        ----------
        points : ndarray, shape (n, 1+D)
            Receives the points reached.
        losses : ndarray, shape (n,)
            Receives the loss at each of them, under the ε of `live`.
        live : LiveParameters
            What holds during these steps.
        """


# Where each is found; imported when asked for, since torch alone takes two seconds.
ENGINES: dict[str, str] = {
    "compiled": "splotch_tui.core.engines.compiled:CompiledEngine",
    "torch": "splotch_tui.core.engines.reference:TorchEngine",
}


def check_engine(name: str) -> None:
    """Say so where there is no engine of a name.

    Raises
    ------
    SplotchError
        There is none.
    """
    if name not in ENGINES:
        raise SplotchError(f"there is no engine {name!r}: take one of {', '.join(ENGINES)}")


def make_engine(name: str, recipe: Recipe) -> Engine:
    """Start the engine `name` at the origin of `recipe`'s landscape.

    Raises
    ------
    SplotchError
        There is no such engine.
    """
    check_engine(name)
    module, _, class_name = ENGINES[name].partition(":")
    engine: Engine = getattr(import_module(module), class_name)(recipe)
    return engine
