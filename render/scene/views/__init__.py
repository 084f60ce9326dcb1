"""The views: how the camera moves. A new one is a file here and a line in `VIEWS`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from render.scene.camera import lean_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from render.options import FilmOptions
    from render.scene.camera import Shot

# `flight` is the class `FlightView` of the module `flight`, and so on.
VIEWS: dict[str, str] = {
    "flight": "opens on the whole path, flies in, follows the point and pulls out",
    "chase": "follows the point from close behind",
    "orbit": "circles around the point as it moves",
    "overview": "shows the whole path while it grows",
}
# Of films, and of pictures.
DEFAULT_VIEW, DEFAULT_STILL_VIEW = "flight", "chase"

# How far around the point hills are seen by a camera that is close to it, world units.
_CLOSE = 12.0


@dataclass(frozen=True, slots=True)
class Subject:
    """What there is to film.

    Attributes
    ----------
    points : ndarray, shape (frames, 3)
        Where the moving point is in each frame: x0, the other coordinate, the height.
    path : ndarray, shape (K, 3)
        The path of all that is played, coarsely.
    horizon : callable
        Takes where a camera looks in each frame, shape (frames,), as `Camera.turn` has it; returns
        how steeply, radians downwards, it has to look for no hill to hide the point.
    side : int
        +1 or −1: the side of x_axis = 0 where the point mostly is.
    fps : float
        Frames a second.
    aspect : float
        Width of the picture in heights.
    made_out : float
        How long a path may be for the hills to be made out where all of it is seen, world units.
    options : FilmOptions
        What was asked for.
    """

    points: NDArray[np.float64]
    path: NDArray[np.float64]
    horizon: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    side: int
    fps: float
    aspect: float
    made_out: float
    options: FilmOptions

    @property
    def lean(self) -> float:
        """How much the ground leans: see `render.scene.camera.Camera`."""
        return lean_of(self.options.tilt)


class View(ABC):
    """A way to film a path."""

    @abstractmethod
    def __init__(self, subject: Subject) -> None:
        """Prepare to film `subject`."""

    @abstractmethod
    def shot(self, frame: int) -> Shot:
        """Return the camera and the patch of frame number `frame`."""

    @staticmethod
    def parts(frames: int, fps: float) -> NDArray[np.float64]:  # noqa: ARG004
        """Return the part of the run that is over in each frame, shape (frames,), 0 to 1."""
        return np.linspace(0.0, 1.0, frames)

    @staticmethod
    def reach(path: NDArray[np.float64]) -> float:  # noqa: ARG004
        """Return how far around the point hills are seen; they set heights and colours.

        Parameters
        ----------
        path : ndarray, shape (K, 3)
            See `Subject`.
        """
        return _CLOSE


def load_view(name: str) -> type[View]:
    """Return the class of the view `name`."""
    view: type[View] = getattr(import_module(f"{__name__}.{name}"), f"{name.capitalize()}View")
    return view
