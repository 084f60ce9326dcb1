"""The torch engine: autograd in float32, the arithmetic of the original program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from splotch_tui.core.engines.leading import weights_ahead
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.types import LARGEST_VALUE, Doubles
from splotch_tui.core.weights import find_leader, weights_at_origin


@dataclass(frozen=True, slots=True)
class _Optimizer:
    """What torch.optim makes of a rule.

    Attributes
    ----------
    make : callable
        Its class.
    normalised : bool
        Whether it is fed the gradient over its length, and noise; or the gradient and noise.
    settings : callable
        Given a recipe without changes, returns what it is set to.
    """

    make: Callable[..., torch.optim.Optimizer]
    normalised: bool
    settings: Callable[[Recipe], dict[str, Any]]


def _momentum(recipe: Recipe, **more: Any) -> dict[str, Any]:
    mu = recipe.rule_parameters["mu"]
    return {"lr": recipe.learning_rate * (1 - mu), "momentum": mu, **more}


def _adam(recipe: Recipe) -> dict[str, Any]:
    own = recipe.rule_parameters
    betas = (own["beta1"], own["beta2"])
    return {"lr": recipe.learning_rate, "betas": betas, "eps": own["eps"]}


# "normalised" is the original program's own loop.
_OPTIMIZERS = {
    "plain": _Optimizer(torch.optim.SGD, False, lambda recipe: {"lr": recipe.learning_rate}),
    "momentum": _Optimizer(torch.optim.SGD, True, _momentum),
    "nesterov": _Optimizer(torch.optim.SGD, True, lambda recipe: _momentum(recipe, nesterov=True)),
    "adam": _Optimizer(torch.optim.Adam, False, _adam),
    "rmsprop": _Optimizer(
        torch.optim.RMSprop,
        False,
        lambda recipe: {"lr": recipe.learning_rate, **recipe.rule_parameters},
    ),
}


class TorchEngine:
    """Runs a recipe's descent as the program of "Tessellating Hills" does, step by step.

    Raises
    ------
    SplotchError
        torch.optim does not have the recipe's rule.
    """

    # None of these rules proposes.
    proposals = None

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
        whole = Landscape(k.numpy(), k0.numpy(), s.double().numpy(), c.double().numpy())
        self.landscape = whole.silenced(recipe.silence, recipe.seed)
        self._k, self._k0 = k, k0
        self._s = torch.tensor(self.landscape.s, dtype=torch.float32)
        self._c = torch.tensor(self.landscape.c, dtype=torch.float32)
        leader = find_leader(recipe)
        self._leader = None if leader is None else TorchEngine(leader)
        self.weights = weights_at_origin(recipe)
        self._x0 = torch.zeros(1, requires_grad=True)
        self._xn = torch.zeros(dims, requires_grad=True)
        self._kind = None
        if recipe.rule != "normalised":
            self._kind = _OPTIMIZERS.get(recipe.rule)
            if self._kind is None:
                raise SplotchError(
                    f"the torch engine has no {recipe.rule}: "
                    "take another rule, or the compiled engine"
                )
            settings = self._kind.settings(recipe)
            self._optimizer = self._kind.make([self._x0, self._xn], **settings)

    @property
    def x(self) -> Doubles:
        """The present point, shape (1+D,)."""
        return torch.cat((self._x0, self._xn)).detach().double().numpy()

    def _loss(self, epsilon: float, weights: Doubles, row: int) -> torch.Tensor:
        """Return the loss, with a row of weights; with no rows, the xn themselves."""
        weighing = torch.from_numpy(weights[row]).float() if len(weights) else self._xn
        phase = torch.sum(self._k * self._xn, dim=2) + self._k0 * self._x0
        splotch = torch.sum(self._s * torch.sin(phase) + self._c * torch.cos(phase), dim=1)
        return epsilon * torch.sum(weighing * splotch) - self._x0

    def _move(
        self, gradient_x0: torch.Tensor, gradient_xn: torch.Tensor, live: Recipe, root: np.float64
    ) -> None:
        """Take a step, given the gradient."""
        divisor = torch.ones(())
        if self._kind is None or self._kind.normalised:
            length = torch.sqrt(gradient_x0 * gradient_x0 + torch.sum(gradient_xn**2))
            # A zero gradient gives no direction; dividing by 1 leaves it zero.
            divisor = torch.where(length > 0, length, 1.0)
        for part, gradient in ((self._x0, gradient_x0), (self._xn, gradient_xn)):
            noise = torch.randn(len(part), generator=self._generator) / root
            q = gradient / divisor + live.noise * noise
            if self._kind is None:
                part.sub_(live.learning_rate * q)
            else:
                part.grad = q
        if self._kind is not None:
            self._optimizer.step()

    def advance(self, points: Doubles, losses: Doubles, live: Recipe) -> int:
        """Take ``len(points)`` steps under `live`; see `splotch_tui.core.engines.Engine`."""
        # torch takes numpy's float64 here for a scalar: the quotient stays float32.
        root = np.sqrt(1.0 + len(self._xn))
        if self._kind is not None:
            self._optimizer.param_groups[0].update(self._kind.settings(live))
        weights = weights_ahead(self._leader, len(points), live)
        # One that leads may diverge: then this one ends there, too.
        wanted = len(weights) - 1 if len(weights) else len(points)
        loss, before = self._loss(live.epsilon, weights, 0), self.x
        for step in range(wanted):
            gradient_x0, gradient_xn = torch.autograd.grad(loss, (self._x0, self._xn))
            with torch.no_grad():
                self._move(gradient_x0, gradient_xn, live, root)
            loss = self._loss(live.epsilon, weights, step + 1)
            x = self.x
            if not max(np.abs(x).max(), abs(loss.item())) < LARGEST_VALUE:
                with torch.no_grad():
                    self._x0[:], self._xn[:] = before[0], torch.from_numpy(before[1:])
                return step
            points[step] = before = x
            if len(weights):
                self.weights = weights[step + 1]
            losses[step] = loss.item()
        return wanted
