"""The torch engine: autograd in float32, the arithmetic of the original program."""

from __future__ import annotations

import numpy as np
import torch

from splotch_tui.core.landscape import Landscape
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.types import Doubles


class TorchEngine:
    """Runs a recipe's descent as the program of "Tessellating Hills" does, step by step."""

    def __init__(self, recipe: Recipe) -> None:
        dims, waves = recipe.dims, recipe.waves
        generator = torch.Generator().manual_seed(recipe.seed)
        k = torch.randint(-2, 3, (dims, waves, dims), generator=generator)
        k0 = torch.randint(-2, 3, (dims, waves), generator=generator)
        s = torch.randn((dims, waves), generator=generator)
        c = torch.randn((dims, waves), generator=generator)
        if recipe.noise_seed is not None:
            generator = torch.Generator().manual_seed(recipe.noise_seed)
        self._generator = generator
        self._k, self._k0, self._s, self._c = k, k0, s, c
        self._x0 = torch.zeros(1, requires_grad=True)
        self._xn = torch.zeros(dims, requires_grad=True)
        self.landscape = Landscape(k.numpy(), k0.numpy(), s.double().numpy(), c.double().numpy())

    @property
    def x(self) -> Doubles:
        """The present point, shape (1+D,)."""
        return torch.cat((self._x0, self._xn)).detach().double().numpy()

    def _loss(self, epsilon: float) -> torch.Tensor:
        phase = torch.sum(self._k * self._xn, dim=2) + self._k0 * self._x0
        splotch = torch.sum(self._s * torch.sin(phase) + self._c * torch.cos(phase), dim=1)
        return epsilon * torch.sum(self._xn * splotch) - self._x0

    def advance(self, points: Doubles, losses: Doubles, live: Recipe) -> None:
        """Take ``len(points)`` steps under `live`; see `splotch_tui.core.engines.Engine`."""
        # torch takes numpy's float64 here for a scalar: the quotient stays float32.
        root = np.sqrt(1.0 + len(self._xn))
        loss = self._loss(live.epsilon)
        for step in range(len(points)):
            gradient_x0, gradient_xn = torch.autograd.grad(loss, (self._x0, self._xn))
            with torch.no_grad():
                length = torch.sqrt(gradient_x0 * gradient_x0 + torch.sum(gradient_xn**2))
                # A zero gradient gives no direction; dividing by 1 leaves it zero.
                divisor = torch.where(length > 0, length, 1.0)
                for part, gradient in ((self._x0, gradient_x0), (self._xn, gradient_xn)):
                    noise = torch.randn(len(part), generator=self._generator) / root
                    part.sub_(live.learning_rate * (gradient / divisor + live.noise * noise))
            loss = self._loss(live.epsilon)
            points[step] = self.x
            losses[step] = loss.item()
