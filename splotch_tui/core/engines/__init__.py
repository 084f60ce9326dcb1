"""The engines that can run a descent. A new one is a file here and a line in `ENGINES`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.landscape import Landscape
    from splotch_tui.core.proposals import Proposals
    from splotch_tui.core.recipe import Recipe


class Engine(Protocol):
    """A descent in progress: it owns the point and the noise."""

    @property
    def landscape(self) -> Landscape:
        """The surface it runs on."""

    @property
    def x(self) -> Doubles:
        """The present point, shape (1+D,), float64."""

    @property
    def weights(self) -> Doubles | None:
        """What weighs the splotches at the present point, shape (D,); None: its coordinates."""

    @property
    def proposals(self) -> Proposals | None:
        """What became of the rule's proposals so far; None where it makes none."""

    def advance(self, points: Doubles, losses: Doubles, live: Recipe) -> int:
        """Take ``len(points)`` steps under `live`.

        Parameters
        ----------
        points : ndarray, shape (n, 1+D)
            Receives the points reached.
        losses : ndarray, shape (n,)
            Receives the loss at each of them, under the ε of `live`.
        live : Recipe
            Without changes: its live parameters hold during these steps.

        Returns
        -------
        int
            How many steps were taken: fewer than n where the next one led out of the range of
            numbers.
        """


@dataclass(frozen=True, slots=True)
class EngineKind:
    """What is known of an engine before it is imported: torch alone takes two seconds.

    Attributes
    ----------
    place : str
        Its module and class.
    same_bits : bool
        Whether a recipe gives the same bits by it on every machine.
    step_seconds, wave_seconds, wavenumber_seconds : float
        What a step, each wave in it, and each wavenumber of that takes on a slow machine.
    """

    place: str
    same_bits: bool
    step_seconds: float
    wave_seconds: float
    wavenumber_seconds: float


ENGINES: dict[str, EngineKind] = {
    "compiled": EngineKind(f"{__name__}.compiled:CompiledEngine", True, 2e-7, 5e-9, 4e-10),
    "torch": EngineKind(f"{__name__}.reference:TorchEngine", False, 4e-4, 1e-8, 1e-8),
}


def make_engine(recipe: Recipe) -> Engine:
    """Start the engine of a recipe, at the origin of its landscape.

    Raises
    ------
    SplotchError
        What the engine runs on is not there, or does not work here.
    """
    module, _, class_name = ENGINES[recipe.engine].place.partition(":")
    try:
        start = getattr(import_module(module), class_name)
    except (ImportError, OSError) as error:  # OSError: a library of it does not load
        reason = (str(error).splitlines() or [""])[0]
        raise SplotchError(
            f"the {recipe.engine} engine does not load here ({reason}): take another engine"
        ) from error
    engine: Engine = start(recipe)
    return engine
