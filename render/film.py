"""Film: from a history and the time of a film to the plain description of each frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.camera import Camera
from render.curves import along, smoothed
from render.slices import Slicer, hills
from render.views import Shot, View, Window, load_view
from splotch_tui.core.history import History

Doubles = NDArray[np.float64]

# The path is drawn without the jitter of single steps: it is smoothed over a few of them.
_PATH_SIGMA = 3.0
# Distance travelled is measured without the noise, which would count thousands of snagged steps.
_TRAVEL_SIGMA = 25.0
# The part of a film that is shared out by step, so that a snagged point does not stop dead.
_BY_STEP = 0.12
# The hills' spread, in world units, once they are scaled to be seen.
_RELIEF = 1.25


@dataclass(frozen=True, slots=True)
class Relief:
    """How the surface's height and colour are scaled, the same over a whole film.

    Attributes
    ----------
    scale : float
        World height of one unit of L + x0.
    fall : float
        World fall of the ground along one unit of x0.
    colour_limit : float
        The L + x0 of the last colour; its opposite has the first.
    iso_step : float
        Loss from one iso-line to the next.
    """

    scale: float
    fall: float
    colour_limit: float
    iso_step: float


@dataclass(frozen=True, slots=True)
class Scene:
    """One frame, before anything is drawn.

    Attributes
    ----------
    step : int
        The step shown.
    seconds : float
        Time of the film.
    slice_point : ndarray, shape (1+D,)
        What the surface's slice goes through.
    epsilon : float
        ε at this step.
    shot : Shot
        Camera and window.
    point : ndarray, shape (2,)
        The moving point's x0 and x_axis.
    trail : ndarray, shape (K, 2)
        The path up to it.
    trail_strength : ndarray, shape (K,)
        Its opacity, less for older parts.
    """

    step: int
    seconds: float
    slice_point: Doubles
    epsilon: float
    shot: Shot
    point: Doubles
    trail: Doubles
    trail_strength: Doubles

    @property
    def camera(self) -> Camera:
        """The shot's camera."""
        return self.shot.camera

    @property
    def window(self) -> Window:
        """The shot's window."""
        return self.shot.window


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
        The step that each frame shows, fractional, as `frame_steps` shares them out.
    fps : float
        Frames a second.
    """

    def __init__(self, history: History, axis: int, view: str, steps: Doubles, fps: float) -> None:
        self.history = history
        self.axis = axis
        self.frames = len(steps)
        self.fps = fps
        self.slicer = Slicer(history.landscape, axis)
        plane = np.column_stack((history.x0, history.xn[:, axis - 1]))
        self._path = smoothed(plane, _PATH_SIGMA)
        self.steps = steps
        self.points = along(self._path, self.steps)
        # The slice's other coordinates are smoothed over half a second of film: from frame to
        # frame their noise alone would turn the hills into something else.
        every = smoothed(history.points, _PATH_SIGMA)
        self._slice_points = smoothed(along(every, self.steps), 0.5 * fps)
        # The path four times as fine as its steps has no corners that show.
        finer = max(1, 4 * len(plane) // max(len(plane), 50_000))
        self._trail_steps = np.linspace(0.0, history.recipe.steps, finer * history.recipe.steps + 1)
        self._trail = along(self._path, self._trail_steps)
        self._trail_seconds = np.interp(self._trail_steps, self.steps, np.arange(self.frames) / fps)
        self._view: View = load_view(view)(self.points, fps)
        self.relief = self._measure_relief()

    def scene(self, frame: int) -> Scene:
        """Return the description of frame number `frame`, from 0."""
        step = self.steps[frame]
        seconds = frame / self.fps
        count = int(np.searchsorted(self._trail_steps, step, side="right"))
        trail = np.vstack((self._trail[:count], self.points[frame]))
        age = seconds - np.append(self._trail_seconds[:count], seconds)
        shot = self._view.shot(frame)
        strength = shot.oldest + (1.0 - shot.oldest) * np.exp(-age / 1.6)
        return Scene(
            step=round(step),
            seconds=seconds,
            slice_point=self._slice_points[frame],
            epsilon=self.history.recipe.live_at(int(step)).epsilon,
            shot=shot,
            point=self.points[frame],
            trail=trail,
            trail_strength=strength,
        )

    def _measure_relief(self) -> Relief:
        """Measure the hills that the film shows, at a few of its frames."""
        spreads = []
        part = np.linspace(-1.0, 1.0, 90)
        for frame in np.unique(np.linspace(0, self.frames - 1, 24).astype(int)):
            window = self._view.shot(int(frame)).window
            x = window.x + 0.7 * window.half_x * part
            y = window.y + 0.7 * window.half_y * part
            epsilon = self.history.recipe.live_at(int(self.steps[frame])).epsilon
            waves = self.slicer.waves(self._slice_points[frame], x, y, epsilon)
            spreads.append(float(hills(waves).std()))
        spread = float(np.quantile(spreads, 0.75))
        scale = _RELIEF / spread if spread > 1e-9 else 1.0
        return Relief(scale=scale, fall=0.0, colour_limit=2.6 * spread or 1.0, iso_step=1.0)


def frame_steps(history: History, frames: int) -> Doubles:
    """Return the step that each frame shows, fractional, shared out by distance travelled.

    Parameters
    ----------
    history : History
        The run.
    frames : int
        How many frames.

    Returns
    -------
    ndarray, shape (frames,)
        From 0 to the last step.
    """
    steps = history.recipe.steps
    way = smoothed(history.points, _TRAVEL_SIGMA)
    travelled = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))))
    by_step = np.arange(steps + 1) / steps
    share = (1.0 - _BY_STEP) * travelled / max(travelled[-1], 1e-12) + _BY_STEP * by_step
    every = np.linspace(0.0, share[-1], frames)
    return np.asarray(np.interp(every, share, np.arange(steps + 1.0)))
