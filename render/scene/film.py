"""Film: from a history and the time of a film to the plain description of each frame."""

from __future__ import annotations

import math

import numpy as np

from render.plan import FilmPlan
from render.scene.camera import FOCAL, lean_of
from render.scene.curves import RunningMeans, smoothed
from render.scene.grid import GridLine
from render.scene.pace import CALM_SIGMA, PATH_SIGMA
from render.scene.pit import Pit, Pits, Rim, find_pit
from render.scene.relief import follow_hills
from render.scene.scene import Scene
from render.scene.slices import Slicer, Waves, hills
from render.scene.views import Subject, load_view
from splotch_tui.core.acting import epsilons_along
from splotch_tui.core.phases import Phase, PhaseKind, kinds_at, track_phases
from splotch_tui.core.types import Doubles
from splotch_tui.core.weighing import weights_along

# Over so many seconds of film the coordinates are smoothed that the slice goes through.
_SLICE_SECONDS = 0.1
# Hills are measured in so many frames, at so many places along either coordinate.
_MEASURED_FRAMES, _PLACES = 64, 60
# How far from the point the hills are that may hide it, world units, and at how many places they
# are measured.
HIDING, MEASURED = 14.0, 40
# Seconds after which the path has faded to 1/e.
FADING = 2.2
# The whole path has at most this many points; its newest part is drawn finer.
_COARSE, _FINE = 12_000, 3_000
# Its bends are this many of its points wide, or it would show corners.
_SMOOTH = 4.0
# A point that wanders farther than this within a frame is shown where it was at so many of its
# steps within so many seconds of film.
_WANDERS, _CLOUD, _CLOUD_SECONDS = 0.4, 240, 0.5
# A hop is told for so many seconds of film.
_HOP_SECONDS = 1.5
# A change of ε by hand is spread over so many seconds of film: a bell this wide.
_EASED_SECONDS = 0.12
# A pit is looked for around where the point is as a mean of so many seconds of film.
_DWELLING_SECONDS = 0.5
# A path is so much of the distance from which all of it is seen, and a hill is made out that has
# some pixels: together, how long a path may be in hills, for each row of the picture.
_MADE_OUT = 0.11
# Views see this many of the points that are played.
_FRAMED = 1_500


class Film:
    """A history with everything that is the same, or smooth, over a whole film.

    Parameters
    ----------
    plan : FilmPlan
        What is shown, and how.
    rows : ndarray, shape (frames,)
        The history's point that each frame shows, fractional, never falling.
    fps : float
        Frames a second.

    Attributes
    ----------
    plan : FilmPlan
    fps : float
        As given.
    history : History
        What is shown.
    axis : int
        The coordinate shown beside x0, 1 to D.
    steps : ndarray of int, shape (frames,)
        The step that each frame shows, never falling.
    path : ndarray, shape (K, 3)
        The whole path, coarsely: x0, x_axis, and L + x0.
    side : int
        +1 or −1: the side of x_axis = 0 where the point mostly is.
    relief : Relief
        That of the highest hills; each scene has its own scale.
    phases : tuple of Phase
        The run's, the first from step 0.
    hops : tuple of Hop
        The run's ways from one basin to another.
    pits : Pits
        What holds the point where it is caught.
    """

    def __init__(self, plan: FilmPlan, rows: Doubles, fps: float) -> None:
        history, axis = plan.history, plan.axis
        width, height = plan.settings.size
        self.plan = plan
        self.history = history
        self.axis = axis
        self.slicer = Slicer(history.landscape, axis)
        self.fps = fps
        self._rows = rows
        self._nearest = np.rint(rows).astype(np.int64)
        self.steps = history.steps[self._nearest]
        tracker = track_phases(history)
        self.phases, self.hops = tracker.phases, tracker.hops
        # The frames at which a hop has just happened, of those in the part that is played.
        hops = [hop.step for hop in self.hops if hop.step > self.steps[0]]
        self._hops = np.searchsorted(self.steps, hops)
        epsilons = epsilons_along(history.recipe, self.steps)
        self._epsilons = smoothed(epsilons, _EASED_SECONDS * fps)
        # Of a long run the path has fewer points than the run: as smooth as they can follow.
        sigma = max(PATH_SIGMA / history.stride, _SMOOTH * len(history.x0) / _COARSE)
        smooth = smoothed(history.points, sigma)
        heights = smoothed(history.loss + history.x0, sigma)
        self._path = RunningMeans(np.column_stack((smooth[:, [0, axis]], heights)))
        # A frame shows the mean of its steps: single ones are no motion that eyes could follow.
        self._widths = np.maximum(smoothed(np.gradient(rows), 2.0), 1.0)
        self._points = self._path.over(rows, self._widths)
        # The slice's other coordinates are smoothed further, or their noise would make the hills
        # tremble.
        self._slice_points = self._calm_means(history.points)
        weights = weights_along(history)
        self._weights = None if weights is None else self._calm_means(weights)
        last = len(history.x0) - 1
        # Where only a part of the run is played, that part, and what of the path before it has
        # not faded, is as fine as a run of its own.
        self._rows_per_frame = (rows[-1] - rows[0]) / len(rows)
        begin = max(rows[0] - 4.0 * FADING * fps * self._rows_per_frame, 0.0)
        self._path_rows = np.union1d(_rows_between(0.0, last), _rows_between(begin, rows[-1]))
        self.path = self._path_at(self._path_rows)
        played = self._path_at(np.linspace(rows[0], rows[-1], _FRAMED))
        self.side = 1 if self._points[:, 1].mean() > 0.0 else -1
        ground = np.column_stack((played[:, :2], np.zeros(len(played))))
        view_class = load_view(plan.view)
        spreads = self._measured_spreads(view_class.reach(ground))
        self._reliefs = follow_hills(spreads, self._points[:, 2], fps)
        scales = np.array([relief.scale for relief in self._reliefs])
        self.relief = self._reliefs[int(scales.argmin())]
        self._dwelling = smoothed(self._points[:, :2], _DWELLING_SECONDS * fps)
        self.pits = Pits(self._pit, scales, fps)
        self._view = view_class(
            Subject(
                points=np.column_stack((self._points[:, :2], scales * self._points[:, 2])),
                path=ground,
                horizon=self._horizon,
                side=self.side,
                fps=fps,
                aspect=width / height,
                made_out=_MADE_OUT * FOCAL * height * 2.0 * np.pi / max(self.slicer.wavenumbers),
                options=plan.options,
            )
        )

    def scene(self, frame: int) -> Scene:
        """Return the description of frame number `frame`, from 0."""
        shot = self._view.shot(frame)
        trail_rows, trail = self._trail(frame, ahead=shot.future > 0.0)
        age = self._ages(frame, trail_rows)
        fading = shot.past + (1.0 - shot.past) * np.exp(-np.maximum(age, 0.0) / FADING)
        step = int(self.steps[frame])
        lasting = max(_HOP_SECONDS * self.fps, 1.0)
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
            relief=self._reliefs[frame],
            point=self._points[frame],
            trail=trail,
            strength=np.where(age < 0.0, shot.future, fading),
            kinds=kinds_at(self.phases, trail_rows * self.history.stride),
            cloud=self._cloud(frame),
            frame=frame,
        )

    def rim(self, scene: Scene) -> Rim | None:
        """Return the rim of the pit that holds the point of a scene, if there is one."""
        return self.pits.rim(scene.frame)

    def still_rim(self, scene: Scene) -> Rim | None:
        """Return the same for a picture, which nothing comes before or after."""
        return self.pits.still_rim(scene.frame)

    def phase_at(self, step: int) -> Phase:
        """Return the phase that the run is in at a step."""
        return next(phase for phase in reversed(self.phases) if phase.start <= step)

    def _calm_means(self, values: Doubles) -> Doubles:
        """Return means of what the surface depends on, shape (frames, …)."""
        calm = RunningMeans(smoothed(values, CALM_SIGMA / self.history.stride))
        return smoothed(calm.over(self._rows, self._widths), _SLICE_SECONDS * self.fps)

    def _weights_at(self, frame: int) -> Doubles | None:
        """Return what weighs the splotches, if not the coordinates."""
        return None if self._weights is None else self._weights[frame]

    def _path_at(self, rows: Doubles) -> Doubles:
        """Return the path at some rows, the mean of the steps of a frame in what is played."""
        return self._path.over(rows, np.interp(rows, self._rows, self._widths))

    def _trail(self, frame: int, *, ahead: bool) -> tuple[Doubles, Doubles]:
        """Return the rows of the path and where it was there, its newest part finer."""
        now = self._rows[frame]
        recent = self._rows[max(frame - round(4.0 * FADING * self.fps), 0)]
        first, past = np.searchsorted(self._path_rows, (recent, now), side="right")
        fine = np.linspace(recent, now, min(int(4 * (now - recent)), _FINE) + 1)
        # Nothing shows what comes after the part that is played.
        end = np.searchsorted(self._path_rows, self._rows[-1], side="right") if ahead else past
        rows = np.concatenate((self._path_rows[:first], fine, self._path_rows[past:end]))
        newest = self._path_at(fine)
        newest[-1] = self._points[frame]
        return rows, np.concatenate((self.path[:first], newest, self.path[past:end]))

    def _ages(self, frame: int, rows: Doubles) -> Doubles:
        """Return how long ago the film was at some rows, seconds; −1 where it has not been."""
        frames = np.interp(rows, self._rows, np.arange(len(self._rows), dtype=np.float64))
        # What was before the part that is played has aged as if that had been played too.
        frames -= np.maximum(self._rows[0] - rows, 0.0) / self._rows_per_frame
        return np.where(rows > self._rows[frame], -1.0, (frame - frames) / self.fps)

    def _cloud(self, frame: int) -> Doubles:
        """Return where a point that wanders was at single steps, of late."""
        history, now = self.history, self._rows[frame]
        then = self._rows[max(frame - round(_CLOUD_SECONDS * self.fps), 0)]
        rows = np.unique(np.linspace(then, now, _CLOUD).astype(np.int64))
        places = np.column_stack(
            (
                history.x0[rows],
                history.xn[rows, self.axis - 1],
                history.loss[rows] + history.x0[rows],
            )
        )
        of_frame = places[rows >= now - self._widths[frame], :2]
        if len(of_frame) < 3 or np.linalg.norm(of_frame.std(axis=0)) < _WANDERS:
            return places[:0]
        return places

    def _measured_spreads(self, reach: float) -> Doubles:
        """Return how high the hills around the point are in each frame: their deviation."""
        part = np.linspace(-reach, reach, _PLACES)
        _, moving = np.unique(self._rows, return_index=True)
        count = min(_MEASURED_FRAMES, len(moving))
        frames = moving[np.linspace(0, len(moving) - 1, count).astype(int)]
        spreads = np.empty(count)
        for number, frame in enumerate(frames):
            place = self._points[frame, :2]
            x, y = (GridLine(centre + part, np.zeros(part.size)) for centre in place)
            spreads[number] = hills(self._waves(int(frame), x, y)).std()
        return np.interp(np.arange(len(self._rows)), frames, spreads)

    def _waves(self, frame: int, x: GridLine, y: GridLine) -> Waves:
        """Return the slice of a frame on a grid."""
        return self.slicer.waves(
            self._slice_points[frame], x, y, self._epsilons[frame], self._weights_at(frame)
        )

    def _pit(self, frame: int) -> Pit | None:
        """Return the pit that the point is caught in, if it is."""
        if self.phase_at(int(self.steps[frame])).kind is PhaseKind.FREE:
            return None
        return find_pit(
            self.slicer,
            self._dwelling[frame],
            self._slice_points[frame],
            float(self._epsilons[frame]),
            self._weights_at(frame),
            self._reliefs[frame].scale,
        )

    def _horizon(self, turns: Doubles) -> Doubles:
        """See `render.scene.views.Subject`."""
        away = np.linspace(0.0, HIDING, MEASURED + 1)
        # Ten times a second is enough for a camera.
        frames = np.arange(0, len(turns), max(round(self.fps / 10.0), 1))
        slopes = np.empty(len(frames))
        lean = lean_of(self.plan.options.tilt)
        for number, frame in enumerate(frames):
            back = np.outer((np.cos(turns[frame]), np.sin(turns[frame])), away)
            x, y = self._points[frame, :2, None] - back
            along_x, along_y = (GridLine(places, np.zeros(away.size)) for places in (x, y))
            waves = self._waves(int(frame), along_x, along_y)
            scale = self._reliefs[frame].scale
            heights = scale * np.sum(waves.a * waves.cosine + waves.b * waves.sine, 0)
            slopes[number] = ((heights[1:] - scale * self._points[frame, 2]) / away[1:]).max()
            # What lies back along x0 is drawn higher.
            slopes[number] += lean * math.cos(turns[frame])
        return np.arctan(np.interp(np.arange(len(turns)), frames, slopes))


def _rows_between(first: float, last: float) -> Doubles:
    """Return where to look at a path between two rows, to draw it whole."""
    return np.linspace(first, last, min(round(4.0 * (last - first)), _COARSE) + 1)
