"""The compiled engine: float64, the same bits on every machine."""

from __future__ import annotations

from splotch_tui.core.engines.leading import weights_ahead
from splotch_tui.core.kernels.layout import ORIGIN, lay_out
from splotch_tui.core.kernels.rule_parts import LiveParameters
from splotch_tui.core.kernels.stepping import steps_kernel
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.proposals import Proposals
from splotch_tui.core.random_stream import RandomStream
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rules import load_rule
from splotch_tui.core.types import Doubles
from splotch_tui.core.weights import OWN, find_leader, weights_at_origin


class CompiledEngine:
    """Runs a recipe's descent with `splotch_tui.core.kernels.stepping`, without the GIL."""

    def __init__(self, recipe: Recipe) -> None:
        stream = RandomStream(recipe.seed)
        whole = Landscape.drawn_from(stream, dims=recipe.dims, waves=recipe.waves)
        self.landscape = whole.silenced(recipe.silence, recipe.seed)
        if recipe.noise_seed is not None:
            stream = RandomStream(recipe.noise_seed)
        self._stream = stream
        self._rule = load_rule(recipe.rule)
        self._surface, self._workspace = lay_out(
            self.landscape,
            self._rule.rows,
            self._rule.extra_normals,
            own_weights=recipe.weights == OWN,
        )
        self._take_steps = steps_kernel(recipe.rule, recipe.dims)
        # A view: what it is set to is where the next step starts.
        self.x: Doubles = self._workspace.x[ORIGIN : ORIGIN + 1 + recipe.dims]
        # A view as well, of what the last step was judged by.
        self._weighing = self._workspace.weights[ORIGIN + 1 : ORIGIN + 1 + recipe.dims]
        weights = weights_at_origin(recipe)
        self._own = weights is None
        if weights is not None:
            self._weighing[:] = weights
        leader = find_leader(recipe)
        self._leader = None if leader is None else CompiledEngine(leader)

    def advance(self, points: Doubles, losses: Doubles, live: Recipe) -> int:
        """Take ``len(points)`` steps under `live`; see `splotch_tui.core.engines.Engine`."""
        before, weights = self.x.copy(), weights_ahead(self._leader, len(points), live)
        # One that leads may diverge: then this one ends there, too.
        wanted = len(weights) - 1 if len(weights) else len(points)
        taken = self._take_steps(
            self._surface,
            self._workspace,
            self._stream.state,
            points[:wanted],
            losses[:wanted],
            weights,
            LiveParameters(*(getattr(live, name) for name in LiveParameters._fields)),
            tuple(live.rule_parameters.values()),
        )
        if taken < wanted:
            self.x[:] = points[taken - 1] if taken else before
        return taken

    @property
    def weights(self) -> Doubles | None:
        """See `splotch_tui.core.engines.Engine`."""
        return None if self._own else self._weighing.copy()

    @property
    def proposals(self) -> Proposals | None:
        """What became of the rule's proposals, or None if it makes none."""
        if not self._rule.proposes:
            return None
        return Proposals(*map(int, self._workspace.memory[0, :3]))
