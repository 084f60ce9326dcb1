"""Film: from a history and the time of a film to the plain description of each frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.camera import Shot
from render.curves import along, smoothed
from render.lattice import Line
from render.slices import Slicer, hills
from render.views import Subject, load_view
from splotch_tui.core.history import History

Doubles = NDArray[np.float64]

# The path is drawn without the jitter of single steps: it is smoothed over a few of them.
_PATH_SIGMA = 3.0
# The hills' spread, in world units, once they are scaled to be seen.
_RELIEF = 1.0
# Seconds after which the path has faded to 1/e.
_FADING = 1.6
# The whole path has at most this many points; its newest part is drawn finer.
_COARSE, _FINE = 12_000, 3_000


@dataclass(frozen=True, slots=True)
class Relief:
    """How the surface's height and colour are scaled, the same over a whole film.

    Attributes
    ----------
    scale : float
        World height of one unit of L + x0.
    colour_limit : float
        The L + x0 at which colours begin to change more slowly; see `colour_place`.
    iso_step : float
        Loss from one iso-line to the next.
    """

    scale: float
    colour_limit: float
    iso_step: float


def colour_place(hill: Doubles, limit: float) -> Doubles:
    """Return where on the colour map, 0 to 1, a value of L + x0 is: never quite at its ends."""
    ratio = hill / limit
    return np.asarray(0.5 + 0.5 * ratio / np.sqrt(1.0 + ratio * ratio))


@dataclass(frozen=True, slots=True)
class Scene:
    """One frame, before anything is drawn.

    Attributes
    ----------
    step : int
        The step shown.
    slice_point : ndarray, shape (1+D,)
        What the surface's slice goes through.
    epsilon : float
        ε at this step.
    shot : Shot
        Camera and window.
    point : ndarray, shape (2,)
        The moving point's x0 and x_axis.
    trail : ndarray, shape (K, 2)
        The path, up to the point and beyond it.
    strength : ndarray, shape (K,)
        The path's opacity, 0 to 1: less for older parts.
    """

    step: int
    slice_point: Doubles
    epsilon: float
    shot: Shot
    point: Doubles
    trail: Doubles
    strength: Doubles


class Film:
    """A history with everything that is the same, or smooth, over a whole film.

    Parameters
    ----------
    history : History
        What is shown.
    axis : int
        The coordinate shown beside x0, 1 to D.
    view : str
        A name in `render.VIEWS`.
    steps : ndarray, shape (frames,)
        The step that each frame shows, fractional, never falling.
    fps : float
        Frames a second.
    aspect : float
        Width of the picture in heights.
    """

    def __init__(
        self,
        history: History,
        axis: int,
        view: str,
        steps: Doubles,
        fps: float,
        aspect: float,
    ) -> None:
        self.history = history
        self.axis = axis
        self.fps = fps
        self.steps = steps
        self.slicer = Slicer(history.landscape, axis)
        smooth = smoothed(history.points, _PATH_SIGMA)
        self._path = np.ascontiguousarray(smooth[:, [0, axis]])
        self.points = along(self._path, steps)
        # The slice's other coordinates are smoothed over half a second of film: from frame to
        # frame their noise alone would turn the hills into something else.
        self._slice_points = smoothed(along(smooth, steps), 0.5 * fps)
        last = history.recipe.steps
        self._coarse_steps = np.linspace(0.0, last, min(4 * last, _COARSE) + 1)
        self._coarse = along(self._path, self._coarse_steps)
        self._epsilons = np.array([history.recipe.live_at(int(step)).epsilon for step in steps])
        self.side = 1 if self.points[:, 1].mean() > 0.0 else -1
        self.relief = self._measured_relief()
        self._view = load_view(view)(
            Subject(
                points=np.column_stack((self.points, self._ground())),
                path=np.column_stack((self._coarse, np.zeros(len(self._coarse))))[::8],
                side=self.side,
                fps=fps,
                aspect=aspect,
            )
        )

    def scene(self, frame: int) -> Scene:
        """Return the description of frame number `frame`, from 0."""
        step = self.steps[frame]
        shot = self._view.shot(frame)
        recent = self.steps[max(frame - round(4.0 * _FADING * self.fps), 0)]
        before = self._coarse_steps[self._coarse_steps < recent]
        fine = np.linspace(recent, step, min(int(4 * (step - recent)), _FINE) + 1)
        after = self._coarse_steps[self._coarse_steps > step] if shot.future > 0.0 else before[:0]
        steps = np.concatenate((before, fine, after))
        frames = np.arange(len(self.steps), dtype=np.float64)
        age = (frame - np.interp(steps, self.steps, frames)) / self.fps
        strength = shot.past + (1.0 - shot.past) * np.exp(-age / _FADING)
        return Scene(
            step=round(step),
            slice_point=self._slice_points[frame],
            epsilon=float(self._epsilons[frame]),
            shot=shot,
            point=self.points[frame],
            trail=np.concatenate(
                (
                    self._coarse[: len(before)],
                    along(self._path, fine),
                    self._coarse[len(self._coarse) - len(after) :],
                )
            ),
            strength=np.where(steps > step, shot.future, strength),
        )

    def _measured_relief(self) -> Relief:
        """Measure the hills around the point, at a few frames."""
        part = np.linspace(-12.0, 12.0, 80)
        spreads = []
        for frame in np.unique(np.linspace(0, len(self.steps) - 1, 32).astype(int)):
            x, y = (Line(centre + part, np.zeros(part.size)) for centre in self.points[frame])
            waves = self.slicer.waves(self._slice_points[frame], x, y, self._epsilons[frame])
            spreads.append(float(hills(waves).std()))
        spread = float(np.quantile(spreads, 0.8))
        if spread < 1e-9:
            return Relief(scale=1.0, colour_limit=1.0, iso_step=1.0)
        return Relief(scale=_RELIEF / spread, colour_limit=1.7 * spread, iso_step=1.0)

    def _ground(self) -> Doubles:
        """Return the height of the surface at the point, shape (frames,)."""
        landscape, axis = self.history.landscape, self.axis
        heights = np.empty(len(self.points))
        for frame, (x, y) in enumerate(self.points):
            place = self._slice_points[frame].copy()
            place[[0, axis]] = x, y
            heights[frame] = landscape.loss(place, self._epsilons[frame]) + x
        return self.relief.scale * heights
