"""Film: from a history and the time of a film to the plain description of each frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from render.plan import FilmPlan
from render.scene.camera import Shot
from render.scene.curves import along, smoothed
from render.scene.grid import GridLine
from render.scene.slices import Slicer, Waves, hills
from render.scene.views import Subject, load_view
from splotch_tui.core.phases import Phase, PhaseKind, track_phases
from splotch_tui.core.types import Doubles, Integers
from splotch_tui.core.weighing import weights_along

# The path is drawn without the jitter of single steps: it is smoothed over so many of them.
PATH_SIGMA = 3.0
# So many seconds of film of it are averaged for the coordinates that the slice goes through.
_SLICE_SECONDS = 0.12
# The hills' spread, in world units, once they are scaled to be seen.
RELIEF = 0.95
# Nor is the point drawn farther below or above level ground than this: a camera has to see into
# the valley that it lies in.
DEEPEST = 5.0
# Hills are measured at so many places along either coordinate.
_PLACES = 80
# How far from the point the hills are that may hide it, world units, and at how many places they
# are measured.
HIDING, MEASURED = 14.0, 40
# Seconds after which the path has faded to 1/e.
FADING = 1.6
# The whole path has at most this many points; its newest part is drawn finer.
_COARSE, _FINE = 12_000, 3_000
# Its bends are this many of its points wide, or it would show corners.
_SMOOTH = 4.0
# A hop is told for so many seconds of film.
_HOP_SECONDS = 1.5
# Views see this many of the points that are played.
_FRAMED = 1_500


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
    point : ndarray, shape (2,)
        The moving point's x0 and x_axis.
    trail : ndarray, shape (K, 2)
        The path, up to the point and beyond it.
    strength : ndarray, shape (K,)
        The path's opacity, 0 to 1: less for older parts.
    frame : int
        The number of the frame, from 0.
    """

    row: int
    step: int
    phase: str
    hopped: bool
    slice_point: Doubles
    epsilon: float
    weights: Doubles | None
    shot: Shot
    point: Doubles
    trail: Doubles
    strength: Doubles
    frame: int = 0


class Film:
    """A history with everything that is the same, or smooth, over a whole film.

    Parameters
    ----------
    plan : FilmPlan
        What is shown, and how.
    rows : ndarray, shape (frames,)
        The history's point that each frame shows, fractional, never falling.

    Attributes
    ----------
    plan : FilmPlan
        As given.
    history : History
        What is shown.
    axis : int
        The coordinate shown beside x0, 1 to D.
    path : ndarray, shape (K, 2)
        The whole path, x0 and x_axis, coarsely.
    side : int
        +1 or −1: the side of x_axis = 0 where the point mostly is.
    relief : Relief
        Heights and colours.
    phases : tuple of Phase
        The run's, the first from step 0.
    hops : tuple of Hop
        The run's ways from one basin to another.
    """

    def __init__(self, plan: FilmPlan, rows: Doubles) -> None:
        history, axis, fps = plan.history, plan.axis, plan.settings.fps
        width, height = plan.settings.size
        self.plan = plan
        self.history = history
        self.axis = axis
        self.slicer = Slicer(history.landscape, axis)
        self._fps = fps
        self._rows = rows
        self._nearest = np.rint(rows).astype(np.int64)
        self._steps = history.steps[self._nearest]
        tracker = track_phases(history)
        self.phases, self.hops = tracker.phases, tracker.hops
        # The frames at which a hop has just happened, of those in the part that is played.
        hops = [hop.step for hop in self.hops if hop.step > self._steps[0]]
        self._hops = np.searchsorted(self._steps, hops)
        self._epsilons = np.array([history.recipe.restated_at(int(s)).epsilon for s in self._steps])
        # Of a long run the path has fewer points than the run: as smooth as they can follow.
        sigma = max(PATH_SIGMA / history.stride, _SMOOTH * len(history.x0) / _COARSE)
        smooth = smoothed(history.points, sigma)
        self._path = np.ascontiguousarray(smooth[:, [0, axis]])
        self._points = along(self._path, rows)
        # The slice's other coordinates are smoothed no further than their noise makes hills
        # tremble: a slice beside the point shows it at a loss that it does not have.
        self._slice_points = smoothed(along(smooth, rows), _SLICE_SECONDS * fps)
        weights = weights_along(history)
        self._weights = (
            None
            if weights is None
            else smoothed(along(smoothed(weights, sigma), rows), _SLICE_SECONDS * fps)
        )
        last = len(history.x0) - 1
        # Where only a part of the run is played, that part, and what of the path before it has
        # not faded, is as fine as a run of its own.
        self._rows_per_frame = (rows[-1] - rows[0]) / len(rows)
        begin = max(rows[0] - 4.0 * FADING * fps * self._rows_per_frame, 0.0)
        self._path_rows = np.union1d(_rows_between(0.0, last), _rows_between(begin, rows[-1]))
        self.path = along(self._path, self._path_rows)
        played = along(self._path, np.linspace(rows[0], rows[-1], _FRAMED))
        self.side = 1 if self._points[:, 1].mean() > 0.0 else -1
        heights = self._heights()
        ground = np.column_stack((played, np.zeros(len(played))))
        view_class = load_view(plan.view)
        self.relief = self._measured_relief(view_class.reach(ground), float(np.abs(heights).max()))
        self._view = view_class(
            Subject(
                points=np.column_stack((self._points, self.relief.scale * heights)),
                path=ground,
                horizon=self._horizon,
                side=self.side,
                fps=fps,
                aspect=width / height,
                options=plan.options,
            )
        )

    def scene(self, frame: int) -> Scene:
        """Return the description of frame number `frame`, from 0."""
        shot = self._view.shot(frame)
        trail, age = self._trail(frame, ahead=shot.future > 0.0)
        fading = shot.past + (1.0 - shot.past) * np.exp(-np.maximum(age, 0.0) / FADING)
        step = int(self._steps[frame])
        lasting = max(_HOP_SECONDS * self._fps, 1.0)
        kind = self.phase_at(step).kind
        return Scene(
            row=int(self._nearest[frame]),
            step=step,
            phase="" if kind is PhaseKind.FREE else str(kind),
            hopped=bool(np.any((self._hops <= frame) & (frame < self._hops + lasting))),
            slice_point=self._slice_points[frame],
            epsilon=float(self._epsilons[frame]),
            weights=self._weights_at(frame),
            shot=shot,
            point=self._points[frame],
            trail=trail,
            strength=np.where(age < 0.0, shot.future, fading),
            frame=frame,
        )

    @property
    def steps(self) -> Integers:
        """The step that each frame shows, shape (frames,), never falling."""
        return self._steps

    def phase_at(self, step: int) -> Phase:
        """Return the phase that the run is in at a step."""
        return next(phase for phase in reversed(self.phases) if phase.start <= step)

    def _weights_at(self, frame: int) -> Doubles | None:
        """Return what weighs the splotches, if not the coordinates."""
        return None if self._weights is None else self._weights[frame]

    def _trail(self, frame: int, *, ahead: bool) -> tuple[Doubles, Doubles]:
        """Return the path, its newest part finer, and the age of its points in seconds of film."""
        now = self._rows[frame]
        recent = self._rows[max(frame - round(4.0 * FADING * self._fps), 0)]
        first, past = np.searchsorted(self._path_rows, (recent, now), side="right")
        fine = np.linspace(recent, now, min(int(4 * (now - recent)), _FINE) + 1)
        # Nothing shows what comes after the part that is played.
        end = np.searchsorted(self._path_rows, self._rows[-1], side="right") if ahead else past
        rows = np.concatenate((self._path_rows[:first], fine, self._path_rows[past:end]))
        trail = np.concatenate((self.path[:first], along(self._path, fine), self.path[past:end]))
        frames = np.interp(rows, self._rows, np.arange(len(self._rows), dtype=np.float64))
        # What was before the part that is played has aged as if that had been played too.
        frames -= np.maximum(self._rows[0] - rows, 0.0) / self._rows_per_frame
        return trail, np.where(rows > now, -1.0, (frame - frames) / self._fps)

    def _measured_relief(self, reach: float, deepest: float) -> Relief:
        """Measure the hills around the point, at a few frames; it is `deepest` off level ground."""
        part = np.linspace(-reach, reach, _PLACES)
        spreads = []
        _, moving = np.unique(self._rows, return_index=True)
        for frame in moving[np.linspace(0, len(moving) - 1, 32).astype(int)]:
            x, y = (GridLine(centre + part, np.zeros(part.size)) for centre in self._points[frame])
            waves = self._waves(int(frame), x, y)
            spreads.append(float(hills(waves).std()))
        spread = float(np.quantile(spreads, 0.9))
        if spread < 1e-9:
            return Relief(scale=1.0, colour_limit=1.0, iso_step=1.0)
        scale = min(RELIEF / spread, DEEPEST / max(deepest, 1e-9))
        return Relief(scale=scale, colour_limit=1.3 * spread, iso_step=1.0)

    def _heights(self) -> Doubles:
        """Return L + x0 of the surface at the point, shape (frames,)."""
        landscape, axis = self.history.landscape, self.axis
        heights = np.empty(len(self._points))
        for frame, (x, y) in enumerate(self._points):
            place = self._slice_points[frame].copy()
            place[[0, axis]] = x, y
            loss = landscape.loss(place, self._epsilons[frame], self._weights_at(frame))
            heights[frame] = loss + x
        return heights

    def _waves(self, frame: int, x: GridLine, y: GridLine) -> Waves:
        """Return the slice of a frame on a grid."""
        return self.slicer.waves(
            self._slice_points[frame], x, y, self._epsilons[frame], self._weights_at(frame)
        )

    def _horizon(self, turns: Doubles) -> Doubles:
        """See `render.scene.views.Subject`."""
        away = np.linspace(0.0, HIDING, MEASURED + 1)
        # Ten times a second is enough for a camera.
        frames = np.arange(0, len(turns), max(round(self._fps / 10.0), 1))
        slopes = np.empty(len(frames))
        for number, frame in enumerate(frames):
            back = np.outer((np.cos(turns[frame]), np.sin(turns[frame])), away)
            x, y = self._points[frame][:, None] - back
            along_x, along_y = (GridLine(places, np.zeros(away.size)) for places in (x, y))
            waves = self._waves(int(frame), along_x, along_y)
            heights = self.relief.scale * np.sum(waves.a * waves.cosine + waves.b * waves.sine, 0)
            slopes[number] = ((heights[1:] - heights[0]) / away[1:]).max()
        return np.arctan(np.interp(np.arange(len(turns)), frames, slopes))


def _rows_between(first: float, last: float) -> Doubles:
    """Return where to look at a path between two rows, to draw it whole."""
    return np.linspace(first, last, min(round(4.0 * (last - first)), _COARSE) + 1)
