"""Scene: the plain description of one frame."""

from __future__ import annotations

from dataclasses import dataclass

from render.scene.camera import Shot
from render.scene.relief import Relief
from splotch_tui.core.types import Doubles, Integers


@dataclass(frozen=True, slots=True)
class Scene:
    """One frame, before anything is drawn.

    Attributes
    ----------
    row : int
        The history's point shown.
    step : int
        Its step.
    phase : str
        What the run is doing there; empty while it runs free.
    hopped : bool
        Whether it moved to another basin a moment ago.
    slice_point : ndarray, shape (1+D,)
        What the surface's slice goes through.
    epsilon : float
        ε at this step.
    weights : ndarray, shape (D,), optional
        What weighs the splotches; None: the coordinates themselves.
    shot : Shot
        Camera and window.
    relief : Relief
        Heights and colours.
    point : ndarray, shape (3,)
        The moving point: x0, x_axis, and L + x0 as the run had it.
    trail : ndarray, shape (K, 3)
        The path in the same coordinates, up to the point and beyond it.
    strength : ndarray, shape (K,)
        The path's opacity, 0 to 1: less for older parts.
    kinds : ndarray of int, shape (K,)
        The phase of each part of the path: its place in `splotch_tui.core.phases.KINDS`.
    cloud : ndarray, shape (N, 3)
        Where a point that wanders was at single steps, of late.
    frame : int
        The number that the film has for it, from 0.
    """

    row: int
    step: int
    phase: str
    hopped: bool
    slice_point: Doubles
    epsilon: float
    weights: Doubles | None
    shot: Shot
    relief: Relief
    point: Doubles
    trail: Doubles
    strength: Doubles
    kinds: Integers
    cloud: Doubles
    frame: int = 0
