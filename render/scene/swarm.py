"""SwarmFilm: the scenes of descents that roll down one surface at the same time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from render.plan import FilmPlan
from render.scene.camera import FOCAL, Camera, Patch, Shot, lean_of
from render.scene.curves import RunningMeans, over, smoothed
from render.scene.grid import GridLine
from render.scene.pace import CALM_SIGMA, PATH_SIGMA
from render.scene.relief import Relief, follow_hills
from render.scene.slices import Slicer, hills
from render.scene.timing import EASE
from render.scene.views.overview import shot_of_whole
from splotch_tui.core.ensemble.swarm import Swarm
from splotch_tui.core.phases import KINDS, Phase, PhaseKind, kinds_at
from splotch_tui.core.types import Doubles, Integers

# A usual film lasts so many seconds at least and at most, and as long as it takes for the descents
# not to go farther from one frame to the next than this, world units, on average.
_SHORTEST, _LONGEST, _MOST_MOVE = 15.0, 45.0, 0.3
# The parts of a film that are shared out by step, as hops of a few descents are to be seen; by how
# many are caught, or pushed aside, for the first time; and the rest by how far they move.
_BY_STEP, _BY_NEWS = 0.13, 0.4
# Where they end they are shown over so many of the last steps at least, as if it went on: single
# steps are no motion that eyes could follow.
_LAST = 48.0
# Seconds at the film's beginning and at its end in which nothing moves.
_OPENING, _ENDING = 2.0, 4.4
# Where a descent was is drawn for so many seconds, at so many moments.
_TAIL_SECONDS, _TAIL = 0.9, 24
# A short way is seen from the side and from above, so that x0 runs from left to right, and a long
# one more along it, and flatter: turn and pitch, degrees. It turns so much during a film.
_SHORT_WAY, _LONG_WAY, _TURNED = np.array((82.0, 62.0)), np.array((42.0, 34.0)), 12.0
# The length of a way that is half as short as can be, world units.
_HALF_SHORT = 70.0
# The camera is fitted so many times, and follows over so many seconds.
_FITTED, _FOLLOWING = 60, 1.2
# The share of the descents that the camera keeps in sight.
_FOLLOWED = 0.9
# So much of the picture's height the descents are above its middle.
_RAISED = 0.12
# How much wider the surface is than what the descents need, in parts of their way; and at least
# so far around them, world units.
_WIDTH, _AROUND = 0.25, 6.0
# Hills are measured at so many places along either coordinate.
_PLACES = 120
# The place of a snag among what descents may be doing.
CAUGHT = KINDS.index(PhaseKind.SNAG)


@dataclass(frozen=True, eq=False, slots=True)
class SwarmScene:
    """One frame, before anything is drawn.

    Attributes
    ----------
    frame : int
        Its number, from 0.
    step : int
        Which step all descents are at.
    slice_point : ndarray, shape (2,)
        Any point: the surface is whole.
    epsilon : float
        ε.
    weights : None
        The coordinates themselves weigh the hills.
    shot : Shot
        Camera and window.
    relief : Relief
        Heights and colours.
    points : ndarray, shape (n, 3)
        The descents: x0, x1, and L + x0 as they had it.
    tails : ndarray, shape (n, K, 3)
        Where each was of late, the newest last.
    kinds : ndarray of int, shape (n,)
        What each is doing: its place in `splotch_tui.core.phases.KINDS`.
    """

    frame: int
    step: int
    slice_point: Doubles
    epsilon: float
    weights: Doubles | None
    shot: Shot
    relief: Relief
    points: Doubles
    tails: Doubles
    kinds: Integers


class SwarmFilm:
    """Descents with all that is the same, or smooth, over a whole film.

    Parameters
    ----------
    plan : FilmPlan
        What is shown, and how; its history's surface is that of all of them.
    swarm : Swarm
        What they did.

    Attributes
    ----------
    plan, swarm
        As given.
    fps : float
        Frames a second.
    frames : int
        How many there are.
    slicer : Slicer
        Cuts out the surface.
    relief : Relief
        Heights and colours, the same in all frames.
    steps : ndarray of int, shape (frames,)
        The step that each frame shows, never falling.
    points : ndarray, shape (frames, n, 3)
        Where the descents are in each: x0, x1, and L + x0.
    kinds : ndarray of int, shape (frames, n)
        What they are doing.
    catches : ndarray, shape (n,)
        The step at which each was first caught; not a number for those that never were.
    """

    def __init__(self, plan: FilmPlan, swarm: Swarm) -> None:
        self.plan, self.swarm = plan, swarm
        self.fps = float(plan.settings.fps)
        recipe = swarm.recipe
        self.slicer = Slicer(plan.history.landscape, 1)
        every = int(swarm.steps[1])
        first, last = (int(plan.history.steps[plan.played][end]) for end in (0, -1))
        rows = self._rows(first / every, last / every)
        self.frames = len(rows)
        self.steps = swarm.steps[np.rint(rows).astype(np.int64)]
        heights = np.stack(
            [
                plan.history.landscape.loss(points, recipe.epsilon) + points[:, 0]
                for points in swarm.points
            ]
        )
        places = np.concatenate((swarm.points, heights[..., None]), axis=2)
        paths = np.ascontiguousarray(places.transpose(1, 0, 2)).reshape(len(swarm.steps), -1)
        means = RunningMeans(smoothed(paths, PATH_SIGMA / every))
        widths = np.maximum(smoothed(np.gradient(rows), 2.0), 1.0)
        ending = min(_LAST / every, 0.5 * (rows[-1] - rows[0]))
        widths = np.where(rows > rows[-1] - ending, np.maximum(widths, ending), widths)
        middles = np.minimum(rows, rows[-1] - 0.5 * widths)
        count = len(swarm.points)
        self.points = means.over(middles, widths).reshape(self.frames, count, 3)
        self.kinds = np.stack([kinds_at(phases, self.steps) for phases in swarm.phases], axis=1)
        self.catches = np.array([_first_catch(phases) for phases in swarm.phases])
        self._shots = self._make_shots(plan.settings.size[0] / plan.settings.size[1])
        self.relief = self._make_relief()

    def scene(self, frame: int) -> SwarmScene:
        """Return the description of frame number `frame`, from 0."""
        begin = max(frame - round(_TAIL_SECONDS * self.fps), 0)
        newest = np.unique(np.linspace(begin, frame, _TAIL).round().astype(np.int64))
        return SwarmScene(
            frame=frame,
            step=int(self.steps[frame]),
            slice_point=np.zeros(2),
            epsilon=self.swarm.recipe.epsilon,
            weights=None,
            shot=self._shots[frame],
            relief=self.relief,
            points=self.points[frame],
            tails=self.points[newest].transpose(1, 0, 2),
            kinds=self.kinds[frame],
        )

    def _rows(self, first: float, last: float) -> Doubles:
        """Return which of the points kept each frame shows, fractional, never falling."""
        swarm, settings = self.swarm, self.plan.settings
        every = int(swarm.steps[1])
        calm = smoothed(
            swarm.points.transpose(1, 0, 2).reshape(len(swarm.steps), -1), CALM_SIGMA / every
        )
        moves = np.linalg.norm(np.diff(calm, axis=0).reshape(len(calm) - 1, -1, 2), axis=2)
        gone = np.concatenate(([0.0], np.cumsum(moves.mean(axis=1))))
        places = np.arange(len(gone), dtype=np.float64)
        ends = np.interp((first, last), places, gone)
        by_step = (places - first) / (last - first)
        # Most of what happens may happen early: later steps pass faster and faster.
        by_root = np.sqrt(np.maximum(by_step, 0.0))
        by_move = (gone - ends[0]) / max(ends[1] - ends[0], 1e-12)
        if self.plan.options.timing == "steps":
            share = by_step
        else:
            by_news = self._shares_of_news(places * every, first * every, last * every)
            share = _BY_STEP * by_root + _BY_NEWS * by_news
            share += (1.0 - _BY_STEP - _BY_NEWS) * by_move
        still = _OPENING + _ENDING
        seconds = settings.seconds
        if seconds is None:
            needed = (ends[1] - ends[0]) / _MOST_MOVE / self.fps / (1.0 - _BY_STEP - _BY_NEWS)
            seconds = min(max(_SHORTEST, still + needed), _LONGEST)
        frames = max(round(seconds * settings.fps), 2)
        # A short film has no time to stand still for long.
        rest = min(1.0, 0.3 * seconds / still)
        start, end = rest * _OPENING * settings.fps, frames - 1 - rest * _ENDING * settings.fps
        parts = np.clip((np.arange(frames) - start) / max(end - start, 1.0), 0.0, 1.0)
        return np.round(smoothed(np.interp(parts, share, places), EASE), 6)

    def _shares_of_news(self, steps: Doubles, first: float, last: float) -> Doubles:
        """Return which part of all that begins in the descents has begun at some steps, 0 to 1.

        What is between two steps counts: a run on which nothing happens goes on by step alone.
        """
        starts = [phase.start for phases in self.swarm.phases for phase in phases[1:]]
        begun = np.sort([start for start in starts if first < start < last])
        if not begun.size:
            return np.asarray((steps - first) / (last - first))
        begun = np.concatenate(([first], begun, [last]))
        shares = np.linspace(0.0, 1.0, len(begun))
        unique, places = np.unique(begun, return_index=True)
        return np.interp(steps, unique, shares[places])

    def _make_shots(self, aspect: float) -> list[Shot]:
        """Return the shots of all frames: all descents in them, and no more than is needed."""
        frames = self.frames
        sigma = _FOLLOWING * self.fps
        lean = lean_of(self.plan.options.tilt)
        x0, x1 = self.points[..., 0], self.points[..., 1]
        # The camera only ever moves back: what has been seen stays in sight. Once most are caught
        # those are what it looks at, and not the few that are far ahead: from so far, nothing could
        # be made out.
        caught = self.kinds == CAUGHT
        most = caught.mean(axis=1) > 0.5
        looked_at = np.where(caught | ~most[:, None], x0, np.nan)
        ahead = np.nanquantile(looked_at, _FOLLOWED, axis=1)
        x1 = np.where(x0 <= ahead[:, None], x1, 0.0)
        far = over(np.maximum.accumulate(ahead), sigma)
        near = -over(np.maximum.accumulate(-np.minimum(x0.min(axis=1), 0.0)), sigma)
        right = over(np.maximum.accumulate(x1.max(axis=1)), sigma)
        left = -over(np.maximum.accumulate(-x1.min(axis=1)), sigma)
        fitted = np.unique(np.linspace(0, frames - 1, _FITTED).round().astype(np.int64))
        values = np.empty((len(fitted), 10))
        for number, frame in enumerate(fitted.tolist()):
            corners = np.array(
                [
                    (x, y, 0.0)
                    for x in (near[frame], far[frame])
                    for y in (left[frame], right[frame])
                ]
            )
            short = 1.0 / (1.0 + (far[frame] - near[frame]) / _HALF_SHORT)
            turn, pitch = np.radians(short * _SHORT_WAY + (1.0 - short) * _LONG_WAY).tolist()
            turn += math.radians(_TURNED * (frame / frames - 0.5))
            shot = shot_of_whole(corners, aspect, turn, pitch, _WIDTH, lean)
            camera, patch = shot.camera, shot.patch
            # Looked at is what lies before the middle of them: below it there are panels.
            nearer = _RAISED * camera.distance / FOCAL / math.sin(pitch)
            x, y = camera.x - nearer * math.cos(turn), camera.y - nearer * math.sin(turn)
            values[number] = (
                *(x, y, camera.z, math.log(camera.distance)),
                *(camera.turn, camera.pitch),
                *(patch.x, patch.y, math.log(patch.half_x), math.log(patch.half_y + _AROUND)),
            )
        every = np.column_stack(
            [np.interp(np.arange(frames), fitted, column) for column in values.T]
        )
        every = smoothed(every, 0.4 * sigma)
        shots = []
        for x, y, z, distance, turn, pitch, *patch_values in every.tolist():
            centre_x, centre_y, half_x, half_y = patch_values
            camera = Camera(x, y, z, math.exp(distance), turn, pitch, lean)
            patch = Patch(centre_x, centre_y, math.exp(half_x), math.exp(half_y))
            shots.append(Shot(camera, patch))
        return shots

    def _make_relief(self) -> Relief:
        """Return heights and colours by the hills where the descents come to."""
        low, high = (end(axis=(0, 1)) for end in (self.points.min, self.points.max))
        x, y = (
            GridLine(np.linspace(low[n] - _AROUND, high[n] + _AROUND, _PLACES), np.zeros(_PLACES))
            for n in (0, 1)
        )
        waves = self.slicer.waves(np.zeros(2), x, y, self.swarm.recipe.epsilon)
        spread = float(hills(waves).std())
        deepest = np.abs(self.points[..., 2]).max()
        return follow_hills(np.array([spread]), np.array([deepest]), self.fps)[0]


def strength_on_patch(points: Doubles, patch: Patch) -> Doubles:
    """Return how strong things are on a surface that fades towards its rim, shape (n,), 0 to 1.

    Parameters
    ----------
    points : ndarray, shape (n, 3)
        Where they are.
    patch : Patch
        The surface.
    """
    return np.clip(2.0 * patch.inside(points[:, 0], points[:, 1]), 0.0, 1.0)


def _first_catch(phases: tuple[Phase, ...]) -> float:
    return next((float(one.start) for one in phases if one.kind is PhaseKind.SNAG), math.nan)
