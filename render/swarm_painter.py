"""SwarmPainter: a scene of many descents into pixels."""

from __future__ import annotations

import numpy as np

from render.kernels import strokes
from render.painter import Painter
from render.scene.swarm import SwarmScene, strength_on_patch
from splotch_tui.core.phases import KINDS
from splotch_tui.core.types import Doubles, Singles

# Half the width of tails and that of their rims, and the radius of a descent's disc and of its rim,
# at 720 rows.
_TAIL, _TAIL_RIM, _DISC, _DISC_RIM = 0.9, 0.7, 3.6, 5.0
_TAIL_OPACITY = 0.8
# What is left of a disc's strength where hills stand before it.
_HIDDEN = 0.65


class SwarmPainter(Painter):
    """Draws the scenes of a swarm, at one size. It keeps its buffers: one painter, one thread."""

    def draw_swarm(self, scene: SwarmScene) -> None:
        """Draw a scene on the canvas, over whatever was there."""
        ground = self._surface.draw(scene)
        scale = scene.relief.scale
        _, length, _ = scene.tails.shape
        # One line through all of them: it is not drawn where its opacity is 0.
        opacity = _TAIL_OPACITY * np.square(np.linspace(0.0, 1.0, length))
        seen = strength_on_patch(scene.points, scene.shot.patch)
        strengths = np.outer(seen, opacity).ravel().astype(np.float32)
        tails = scene.tails.reshape(-1, 3)
        screen = self._projected(tails, scale * tails[:, 2], ground)
        for number, phase in enumerate(KINDS):
            of_kind = np.repeat(scene.kinds == number, length)
            if of_kind.any():
                strength = np.where(of_kind, strengths, np.float32(0.0))
                colour = self._theme.phases[phase]
                self._draw_line(screen, strength, _TAIL, _TAIL_RIM, colour, self._theme.path_rim)
        places = self._projected(scene.points, scale * scene.points[:, 2], ground)
        self._draw_discs(scene, seen, places)
        if self._overlays is not None:
            self._overlays.draw(scene, self.canvas.pixels)

    def _draw_discs(self, scene: SwarmScene, seen: Doubles, screen: Singles) -> None:
        """Draw where the descents are, the farthest first."""
        hidden = self._is_hidden(screen)
        unit, theme, pixels = self._unit, self._theme, self.canvas.pixels
        for which in np.argsort(screen[:, 2], kind="stable").tolist():
            x, y, depth = screen[which].tolist()
            if depth <= 0.0 or seen[which] <= 0.0:
                continue
            strength = float(seen[which]) * (_HIDDEN if hidden[which] else 1.0)
            colour = theme.phases[KINDS[scene.kinds[which]]]
            for radius, shade in ((_DISC_RIM, theme.path_rim), (_DISC, colour)):
                strokes.draw_disc(x, y, radius * unit, 1.0, strength, shade, pixels)
