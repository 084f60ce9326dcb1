"""Camera and patch: where a frame is seen from, and which part of the surface is there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from render.scene.curves import over
from splotch_tui.core.types import Doubles

# Half the field of view of all cameras, from bottom to top, and their focal length in heights of
# the picture.
HALF_VIEW = math.radians(19.0)
FOCAL = 0.5 / math.tan(HALF_VIEW)
# A camera that rises so that hills do not hide the point rises this much more, and no higher than
# this; and the way to that begins so far below. Radians.
_CLEARANCE, _STEEPEST, _SOFT = math.radians(5.0), math.radians(62.0), math.radians(6.0)
# How much later than the distance the point looked at moves: a power.
_LATE = 1.7


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera that looks at a point of the world, its horizon level.

    Attributes
    ----------
    x, y, z : float
        The point looked at: x0, the other coordinate, and the height.
    distance : float
        From that point.
    turn : float
        Radians from looking along x0 towards looking along the other coordinate.
    pitch : float
        Radians downwards, above 0 and below π/2.
    lean : float
        By how much the ground is drawn lower for each unit farther along x0, from the point looked
        at.
    """

    x: float
    y: float
    z: float
    distance: float
    turn: float
    pitch: float
    lean: float = 0.0

    @property
    def eye(self) -> tuple[float, float, float]:
        """Where it is."""
        away = self.distance * math.cos(self.pitch)
        return (
            self.x - away * math.cos(self.turn),
            self.y - away * math.sin(self.turn),
            self.z + self.distance * math.sin(self.pitch),
        )

    def rows(self, size: tuple[int, int]) -> Doubles:
        """Return what the kernels draw with, for a picture of `size` pixels.

        Returns
        -------
        ndarray, shape (5, 3)
            Eye, from the point (x, y, 0); right, up and forward; focal length and the screen's
            centre, pixels. Right, up and forward are unit vectors where the ground does not lean.
        """
        flat, down = math.cos(self.pitch), math.sin(self.pitch)
        east, north = math.cos(self.turn), math.sin(self.turn)
        forward = np.array((flat * east, flat * north, -down))
        right = np.array((north, -east, 0.0))
        up = np.array((down * east, down * north, flat))
        eye = np.array((0.0, 0.0, self.z)) - self.distance * forward
        # A ground that leans is one that is seen so: places are still those of the world.
        eye[2] += self.lean * eye[0]
        for vector in (right, up, forward):
            vector[0] -= self.lean * vector[2]
        width, height = size
        return np.stack(
            (eye, right, up, forward, np.array((FOCAL * height, 0.5 * width, 0.5 * height)))
        )


@dataclass(frozen=True, slots=True)
class Patch:
    """The rounded field of the surface that is shown; at its rim it has faded away.

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

    def inside(self, x: Doubles, y: Doubles) -> Doubles:
        """Return how far inside some places are, shape (n,): 1 in the middle, 0 at the rim."""
        across = np.square((x - self.x) / self.half_x)
        along = np.square((y - self.y) / self.half_y)
        return np.asarray(1.0 - (across * across + along * along))


@dataclass(frozen=True, slots=True)
class Shot:
    """What a view decides about a frame.

    Attributes
    ----------
    camera : Camera
        Where it is seen from.
    patch : Patch
        Which part of the surface is there.
    past, future : float
        Opacity of the path's oldest part, and of the part that is still to come; 0 to 1.
    """

    camera: Camera
    patch: Patch
    past: float = 0.0
    future: float = 0.0


def lean_of(tilt: float) -> float:
    """Return the `Camera.lean` of ground that is tilted by so many degrees."""
    return math.tan(math.radians(tilt))


def between(one: Shot, other: Shot, part: float) -> Shot:
    """Return the shot that is `part` of the way from one to another, on a smooth flight.

    Distances change by equal factors in equal times, and the point looked at moves as they do, a
    little later, so that what `one` looks at stays on the screen however far the flight is.
    """
    a, b = one.camera, other.camera
    distance = _geometric(a.distance, b.distance, part)
    if abs(b.distance / a.distance - 1.0) > 0.01:
        moved = ((distance - a.distance) / (b.distance - a.distance)) ** _LATE
    else:
        moved = part
    full = 2.0 * math.pi
    turned = (b.turn - a.turn + math.pi) % full - math.pi
    camera = Camera(
        _linear(a.x, b.x, moved),
        _linear(a.y, b.y, moved),
        _linear(a.z, b.z, moved),
        distance,
        a.turn + part * turned,
        _linear(a.pitch, b.pitch, part),
        _linear(a.lean, b.lean, part),
    )
    v, w = one.patch, other.patch
    patch = Patch(
        _linear(v.x, w.x, moved),
        _linear(v.y, w.y, moved),
        _geometric(v.half_x, w.half_x, part),
        _geometric(v.half_y, w.half_y, part),
    )
    return Shot(
        camera,
        patch,
        _linear(one.past, other.past, part),
        _linear(one.future, other.future, part),
    )


def clear_pitch(horizon: Doubles, pitch: Doubles, sigma: float) -> Doubles:
    """Return `pitch`, made steeper where hills would hide the point, gently and not too much.

    Parameters
    ----------
    horizon : ndarray, shape (frames,)
        As `render.scene.views.Subject.horizon` returns it.
    pitch : ndarray, shape (frames,)
        What a camera's pitch is where nothing is in its way.
    sigma : float
        In how many frames it changes.
    """
    needed = over(np.minimum(horizon + _CLEARANCE, _STEEPEST), sigma)
    # A soft maximum of both.
    excess = needed - pitch
    return np.asarray(pitch + 0.5 * (excess + np.hypot(excess, _SOFT)))


def eased(part: float) -> float:
    """Return `part`, cut to 0 … 1, with a gentle start and a gentle end."""
    part = min(max(part, 0.0), 1.0)
    return part * part * part * (part * (6.0 * part - 15.0) + 10.0)


def _linear(a: float, b: float, part: float) -> float:
    return a + part * (b - a)


def _geometric(a: float, b: float, part: float) -> float:
    return float(a * (b / a) ** part)
