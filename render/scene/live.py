"""LiveFlight: the scenes of a run that is under way, from what is known of it so far.

A film knows where its point will be, and is smooth by that. Here the same camera follows what is
there: everything that jumps is followed with a delay, over fractions of a second.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from render.scene.camera import clear_pitch
from render.scene.curves import smoothed
from render.scene.film import FADING, HIDING, MEASURED
from render.scene.grid import GridLine
from render.scene.relief import COLOURED, DEEPEST, LEVEL, RELIEF, Relief, iso_step_of
from render.scene.scene import Scene
from render.scene.slices import Slicer, hills
from render.scene.views.chase import radius_at, shot_from_behind, sway
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.types import Doubles

# Over so many seconds each of these is followed: the point and the slice, the camera's target, how
# steeply and how far it looks, the heights, and the side it looks from.
_POINT, _TARGET, _PITCH, _RADIUS, _HEIGHTS, _SIDE = 0.1, 0.15, 0.6, 1.0, 1.2, 1.5
# The target is no farther from the point than this part of what is shown.
_NEAR = 0.3
# A point that is farther off than this has not moved there: it is another run, or another place.
_JUMP = 40.0
# Of so many of the newest steps the mean is taken: the jitter of single ones is no motion.
_STEPS = 5
# The width, in heights, up to which a picture is full of hills.
_WIDEST = 2.2
# Steps a second, before a run has been seen to move: the path fades by it.
_USUAL_RATE = 160.0
# The path is drawn without the jitter of single steps: it is smoothed over so many of them.
_PATH_SIGMA = 3.0
_NO_CLOUD = np.empty((0, 3))
# Hills are measured so far around the point, at so many places along either coordinate.
_REACH, _PLACES = 12.0, 40


@dataclass(frozen=True, eq=False, slots=True)
class Moment:
    """A run at one moment, as far as a picture of it needs it.

    Attributes
    ----------
    run : int
        Which run: of another one nothing is followed on.
    step : int
        Steps taken.
    recent : ndarray, shape (n, 1+D)
        The newest points that were kept, the latest last.
    heights : ndarray, shape (n,)
        L + x0 at each of them.
    stride : int
        Steps from one of them to the next.
    epsilon : float
        ε.
    weights : ndarray, shape (D,), optional
        What weighs the splotches; None: the coordinates themselves.
    rate : float
        Steps a second; 0 where the run stands still.
    """

    run: int
    step: int
    recent: Doubles
    heights: Doubles
    stride: int
    epsilon: float
    weights: Doubles | None
    rate: float


class LiveFlight:
    """Follows one coordinate of the runs on a landscape.

    Parameters
    ----------
    landscape : Landscape
        What they run on.
    axis : int
        The coordinate shown beside x0, 1 to D.
    aspect : float
        Width of the picture in heights.

    Attributes
    ----------
    slicer : Slicer
        Cuts out the surface.
    relief : Relief
        Heights and colours of the newest scene.
    """

    def __init__(self, landscape: Landscape, axis: int, aspect: float) -> None:
        self.slicer = Slicer(landscape, axis)
        self.relief = LEVEL
        self._axis = axis
        # Seen from as far as usual, less than all of a flat picture would be full.
        self._closeness = min(_WIDEST / aspect, 1.0)
        self._run: int | None = None
        self._seconds = 0.0
        self._rate = _USUAL_RATE
        self._spread = self._speed = self._side = self._horizon = self._height = 0.0
        self._slice_point = self._target = np.zeros(0)

    def scene(self, moment: Moment, passed: float) -> Scene:
        """Return the scene of a moment.

        Parameters
        ----------
        moment : Moment
            What there is to show.
        passed : float
            Seconds since the last scene.
        """
        moving = moment.rate > 0.0
        jitters = moving and moment.stride == 1
        newest = slice(-_STEPS if jitters else -1, None)
        wanted = moment.recent[newest].mean(axis=0)
        plane = [0, self._axis]
        fresh = moment.run != self._run or self._slice_point.size == 0
        before = wanted if fresh else self._slice_point
        if np.linalg.norm((wanted - before)[plane]) > _JUMP:
            fresh = True
        if moving:
            self._rate = moment.rate
            self._seconds += passed
        self._run = moment.run

        def share(seconds: float) -> float:
            """Return how much of the way to go to what is followed over so many seconds."""
            return 1.0 if fresh else 1.0 - math.exp(-passed / seconds)

        self._slice_point = before + share(_POINT) * (wanted - before)
        point = self._slice_point[plane]
        speed = 0.0 if fresh else float(np.linalg.norm(point - before[plane])) / max(passed, 1e-3)
        self._speed += share(_RADIUS) * (speed - self._speed)
        radius = radius_at(self._speed)
        # Its own height, and not that of the slice, which follows it with a delay.
        wanted_height = float(moment.heights[newest].mean())
        self._height = (
            wanted_height
            if fresh
            else self._height + share(_POINT) * (wanted_height - self._height)
        )
        self._measure(moment, point, self._height, share(_HEIGHTS))
        place = np.array((*point, self.relief.scale * self._height))
        target = place if fresh else self._target + share(_TARGET) * (place - self._target)
        away = float(np.linalg.norm(target - place))
        if away > _NEAR * radius:
            target = place + (target - place) * (_NEAR * radius / away)
        self._target = target

        side = 1.0 if point[1] > 0.0 else -1.0
        self._side += share(_SIDE) * (side - self._side)
        turns, pitches = sway(np.array([self._seconds]))
        turn = self._side * float(turns[0])
        horizon = self._steepest(moment, point, turn)
        self._horizon += share(_PITCH) * (horizon - self._horizon)
        pitch = float(clear_pitch(np.array([self._horizon]), pitches, 0.0)[0])
        trail, strength = self._trail(moment, point)
        shot = shot_from_behind(target, radius, turn, pitch)
        distance = self._closeness * shot.camera.distance
        return Scene(
            row=moment.step,
            step=moment.step,
            phase="",
            hopped=False,
            slice_point=self._slice_point,
            epsilon=moment.epsilon,
            weights=moment.weights,
            shot=replace(shot, camera=replace(shot.camera, distance=distance)),
            relief=self.relief,
            point=np.array((*point, self._height)),
            trail=trail,
            strength=strength,
            kinds=np.zeros(len(trail), np.int64),
            cloud=_NO_CLOUD,
        )

    def _hills(self, moment: Moment, x: Doubles, y: Doubles) -> Doubles:
        """Return L + x0 along a line of places, given by both of their coordinates."""
        along_x, along_y = (GridLine(places, np.zeros(places.size)) for places in (x, y))
        waves = self.slicer.waves(
            self._slice_point, along_x, along_y, moment.epsilon, moment.weights
        )
        return np.asarray(np.sum(waves.a * waves.cosine + waves.b * waves.sine, 0))

    def _measure(self, moment: Moment, point: Doubles, hill: float, share: float) -> None:
        """Set heights and colours by the hills around the point; its own height is `hill`."""
        part = np.linspace(-_REACH, _REACH, _PLACES)
        x, y = (GridLine(centre + part, np.zeros(part.size)) for centre in point)
        waves = self.slicer.waves(self._slice_point, x, y, moment.epsilon, moment.weights)
        spread = float(hills(waves).std())
        if spread < 1e-9:
            self._spread, self.relief = 0.0, LEVEL
            return
        # By equal factors in equal times: hills grow by powers of ten.
        if self._spread <= 0.0:
            self._spread = spread
        self._spread *= (spread / self._spread) ** share
        scale = min(RELIEF / self._spread, DEEPEST / max(abs(hill), 1e-9))
        limit = COLOURED * self._spread
        self.relief = Relief(scale, limit, iso_step_of(self._spread))

    def _steepest(self, moment: Moment, point: Doubles, turn: float) -> float:
        """Return how steeply a camera has to look for no hill to hide the point."""
        away = np.linspace(0.0, HIDING, MEASURED + 1)
        x, y = point[:, None] - np.outer((math.cos(turn), math.sin(turn)), away)
        heights = self.relief.scale * self._hills(moment, x, y)
        return math.atan(float(((heights[1:] - heights[0]) / away[1:]).max()))

    def _trail(self, moment: Moment, point: Doubles) -> tuple[Doubles, Doubles]:
        """Return the path up to the point, and how strong it is: less for older parts."""
        points = np.column_stack((moment.recent[:, [0, self._axis]], moment.heights))
        path = smoothed(points, _PATH_SIGMA / moment.stride)
        trail = np.concatenate((path[:-_STEPS], [(*point, self._height)]))
        age = np.arange(len(trail) - 1, -1, -1) * moment.stride / self._rate
        # The oldest ones known fade in any case.
        known = np.clip(np.arange(len(trail)) / 50.0, 0.0, 1.0)
        return np.ascontiguousarray(trail), np.exp(-age / FADING) * known
