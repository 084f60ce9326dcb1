"""History: the points and losses of a run, with what made them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.storage import ArrayArchive, written_whole

Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class History:
    """A run of T steps, as T+1 points, the origin first.

    Attributes
    ----------
    x0 : ndarray, shape (T+1,)
        The first coordinate, which the loss pulls upwards.
    xn : ndarray, shape (T+1, D)
        The others.
    loss : ndarray, shape (T+1,)
        The loss at each of these points, under the ε in force on the step that reached it.
    recipe : Recipe
        What made it; its `steps` is T.
    landscape : Landscape
        The surface it ran on.
    engine : str
        The engine that ran it: only "compiled" gives the same bits on every machine.
    """

    x0: Doubles
    xn: Doubles
    loss: Doubles
    recipe: Recipe
    landscape: Landscape
    engine: str = "compiled"

    @property
    def points(self) -> Doubles:
        """All coordinates, x0 first: a new array, shape (T+1, 1+D)."""
        return np.column_stack((self.x0, self.xn))

    @property
    def farthest_axis(self) -> int:
        """Which of x1 … xD spans the widest range: 1 to D."""
        return 1 + int(np.argmax(np.ptp(self.xn, axis=0)))

    def provenance(self) -> str:
        """The recipe as JSON, and the engine where it matters: what films and pictures carry."""
        values = self.recipe.to_dict()
        if self.engine != "compiled":
            values["engine"] = self.engine
        return json.dumps(values)

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write a `.npz` that `numpy.load` opens, whole or not at all.

        Parameters
        ----------
        path : path-like
            Where to.
        force : bool
            Whether an existing file may be replaced.

        Raises
        ------
        SplotchError
            It exists, or cannot be written.
        """
        with written_whole(Path(path), force) as temporary, temporary.open("wb") as file:
            np.savez(
                file,
                x0=self.x0,
                xn=self.xn,
                loss=self.loss,
                k=self.landscape.k,
                k0=self.landscape.k0,
                s=self.landscape.s,
                c=self.landscape.c,
                recipe=np.array(self.recipe.to_json()),
                engine=np.array(self.engine),
            )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> History:
        """Read what `save` wrote. Nothing in the file is trusted.

        Raises
        ------
        SplotchError
            It is not there, damaged, or no history.
        """
        with ArrayArchive(Path(path)) as archive:
            try:
                recipe = Recipe.from_json(archive.text("recipe"))
            except SplotchError as error:
                if str(error).startswith("cannot read"):
                    raise
                raise SplotchError(f"cannot read {path}: {error}") from None
            points, dims, waves = recipe.steps + 1, recipe.dims, recipe.waves
            arrays: dict[str, NDArray[Any]] = {
                name: archive.array(name, kind, shape)
                for name, kind, shape in (
                    ("k", "i", (dims, waves, dims)),
                    ("k0", "i", (dims, waves)),
                    ("s", "f", (dims, waves)),
                    ("c", "f", (dims, waves)),
                    ("x0", "f", (points,)),
                    ("xn", "f", (points, dims)),
                    ("loss", "f", (points,)),
                )
            }
            engine = archive.text("engine", 20) if "engine" in archive else "compiled"
        if not all(np.isfinite(array).all() for array in arrays.values()):
            raise SplotchError(f"cannot read {path}: it holds numbers that are not finite")
        landscape = Landscape(*(arrays[name] for name in ("k", "k0", "s", "c")))
        return cls(
            arrays["x0"], arrays["xn"], arrays["loss"], recipe, landscape, _known_engine(engine)
        )


def _known_engine(name: str) -> str:
    return "torch" if name == "torch" else "compiled"
