"""The views: how the camera moves. A new one is a file here and a line in `VIEWS`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from render.camera import Camera

# Each is the class `Shooting` of the module of that name.
VIEWS: dict[str, str] = {
    "chase": "follows the point from close behind",
}


@dataclass(frozen=True, slots=True)
class Window:
    """The ellipse of the surface that is shown; at its rim it has faded away.

    Attributes
    ----------
    x, y : float
        Its centre: x0 and the other coordinate.
    half_x, half_y : float
        Its half-widths.
    """

    x: float
    y: float
    half_x: float
    half_y: float


@dataclass(frozen=True, slots=True)
class Shot:
    """What a view decides about a frame.

    Attributes
    ----------
    camera : Camera
        Where it is seen from.
    window : Window
        Which part of the surface is there.
    oldest : float
        What remains of the opacity of old parts of the path, 0 to 1.
    """

    camera: Camera
    window: Window
    oldest: float


class View(Protocol):
    """A way to film a path."""

    def __init__(self, points: NDArray[np.float64], fps: float) -> None:
        """Prepare to film a point that is at `points`, shape (frames, 2), in each frame."""

    def shot(self, frame: int) -> Shot:
        """Return the camera and the window of frame number `frame`."""


def load_view(name: str) -> type[View]:
    """Return the class of the view `name`."""
    view: type[View] = import_module(f"render.views.{name}").Shooting
    return view
