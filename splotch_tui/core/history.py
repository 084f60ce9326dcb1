"""History: the points and losses of a run, with what made them."""

from __future__ import annotations

import os
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.array_archive import ArrayArchive
from splotch_tui.core.data_frames import Library, make_frame
from splotch_tui.core.errors import SplotchError, UnreadableError
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.proposals import Proposals
from splotch_tui.core.recipe import LONGEST_TEXT, Recipe
from splotch_tui.core.storage import atomic_write
from splotch_tui.core.types import LARGEST_VALUE, Doubles, Integers, Singles

# The arrays of a file: `engine` is version 1's.
_KNOWN = frozenset(
    (
        *("x0", "xn", "loss", "k", "k0", "s", "c", "recipe"),
        *("engine", "stride", "low", "high", "proposals", "diverged"),
    )
)


@dataclass(frozen=True, eq=False, slots=True)
class History:
    """A run of T steps, as T+1 points, the origin first.

    A run too long to keep whole (see `splotch_tui.core.record`) has every `stride`-th point
    instead, and the last; N of them in all. `low` and `high` are the extremes between. A notebook
    shows its recipe, its curves and what it did.

    Attributes
    ----------
    x0 : ndarray, shape (T+1,), or (N,)
        The first coordinate, which the loss pulls upwards.
    xn : ndarray, shape (T+1, D), or (N, D)
        The others.
    loss : ndarray, shape (T+1,), or (N,)
        The loss at each of these points, under the ε in force on the step that reached it.
    recipe : Recipe
        What made it; its `steps` is T.
    landscape : Landscape
        The surface it ran on.
    stride : int
        Steps from one kept point to the next: 1, or a higher power of two.
    low, high : ndarray of float32, shape (ceil((T+1)/stride), 2+D), optional
        The least and the greatest x0, x1 … xD and loss of each stretch of `stride` steps, from
        one kept point to before the next. None where every point is kept.
    proposals : Proposals, optional
        What became of the rule's proposals. None where it makes none, or that is not known.
    diverged : bool
        Whether it ended because its next step led out of the range of numbers.
    """

    x0: Doubles
    xn: Doubles
    loss: Doubles
    recipe: Recipe
    landscape: Landscape
    stride: int = 1
    low: Singles | None = None
    high: Singles | None = None
    proposals: Proposals | None = None
    diverged: bool = False

    @property
    def steps(self) -> Integers:
        """The step number of each point kept, a new array of the length of `x0`."""
        steps = np.arange(len(self.x0), dtype=np.int64) * self.stride
        steps[-1] = self.recipe.steps
        return steps

    @property
    def points(self) -> Doubles:
        """All coordinates, x0 first: a new array, shape (T+1, 1+D)."""
        return np.column_stack((self.x0, self.xn))

    @property
    def farthest_axis(self) -> int:
        """Which of x1 … xD spans the widest range: 1 to D."""
        return 1 + int(np.argmax(np.ptp(self.xn, axis=0)))

    def __repr__(self) -> str:
        from splotch_tui.core.notebook.history_card import told_history

        return f"<History of {told_history(self)}>"

    def _repr_html_(self) -> str:
        from splotch_tui.core.notebook.history_card import history_card

        return history_card(self)

    def to_dataframe(self, library: Library | None = None) -> Any:
        """Return its points as a data frame: the columns step, x0, x1 … xD and loss.

        A history that does not keep every step has a row for each that it keeps. Where pandas and
        xarray are, ``history.to_dataframe("pandas").set_index("step").to_xarray()`` is a dataset.

        Parameters
        ----------
        library : {"pandas", "polars"}, optional
            Whose; by default that which is installed, pandas before polars.

        Raises
        ------
        SplotchError
            It is not installed.
        """
        columns: dict[str, NDArray[Any]] = {"step": self.steps, "x0": self.x0}
        columns |= {f"x{1 + place}": self.xn[:, place] for place in range(self.recipe.dims)}
        return make_frame(columns | {"loss": self.loss}, library)

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
            It exists, cannot be written, or does not end in .npz; or the run was changed so often
            that its recipe would not be read again.
        """
        path = Path(path)
        if path.suffix.lower() != ".npz":
            raise SplotchError(f"{path} is no name for a history: end it in .npz")
        text = self.recipe.to_json()
        if len(text) > LONGEST_TEXT:
            changes = len(self.recipe.changes)
            raise SplotchError(f"{changes:,} changes by hand are too many for a file")
        arrays: dict[str, Any] = {
            "x0": self.x0,
            "xn": self.xn,
            "loss": self.loss,
            "k": self.landscape.k,
            "k0": self.landscape.k0,
            "s": self.landscape.s,
            "c": self.landscape.c,
            "recipe": np.array(text),
        }
        if self.stride > 1:
            arrays |= {"stride": np.array(self.stride), "low": self.low, "high": self.high}
        if self.proposals is not None:
            arrays["proposals"] = np.array(astuple(self.proposals))
        if self.diverged:
            arrays["diverged"] = np.array(1)
        with atomic_write(path, force) as temporary, temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)

    @staticmethod
    def load_recipe(path: str | os.PathLike[str]) -> Recipe:
        """Read the recipe of what `save` wrote, and none of its arrays.

        Raises
        ------
        SplotchError
            As `load`.
        """
        path = Path(path)
        with ArrayArchive(path, _KNOWN) as archive:
            return _read_recipe(archive, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> History:
        """Read what `save` wrote. Nothing in the file is trusted.

        Raises
        ------
        SplotchError
            It is not there, damaged, or no history.
        """
        path = Path(path)
        with ArrayArchive(path, _KNOWN) as archive:
            recipe = _read_recipe(archive, path)
            dims, waves = recipe.dims, recipe.waves
            stride = int(archive.array("stride", "i", ())) if "stride" in archive else 1
            if stride < 1 or stride & (stride - 1):
                raise UnreadableError(path, "its stride is not a power of two")
            stretches = -(-(recipe.steps + 1) // stride)
            points = stretches + (recipe.steps % stride > 0)
            shapes = {
                "k": ("i", (dims, waves, dims)),
                "k0": ("i", (dims, waves)),
                "s": ("f", (dims, waves)),
                "c": ("f", (dims, waves)),
                "x0": ("f", (points,)),
                "xn": ("f", (points, dims)),
                "loss": ("f", (points,)),
            }
            if stride > 1:
                shapes |= dict.fromkeys(("low", "high"), ("f", (stretches, 2 + dims)))
            if "diverged" in archive:
                shapes["diverged"] = ("i", ())
            if "proposals" in archive:
                shapes["proposals"] = ("i", (3,))
            arrays: dict[str, NDArray[Any]] = {
                name: archive.array(name, kind, shape) for name, (kind, shape) in shapes.items()
            }
        # False for what is not a number, too.
        if not all(
            float(array.min()) > -LARGEST_VALUE and float(array.max()) < LARGEST_VALUE
            for array in arrays.values()
        ):
            raise UnreadableError(path, "it holds numbers that no run reaches")
        x0, xn, loss, s, c = (
            arrays[name].astype(np.float64, copy=False) for name in ("x0", "xn", "loss", "s", "c")
        )
        k, k0 = (arrays[name].astype(np.int64, copy=False) for name in ("k", "k0"))
        return cls(
            x0,
            xn,
            loss,
            recipe,
            Landscape(k, k0, s, c),
            stride,
            arrays.get("low"),
            arrays.get("high"),
            Proposals(*arrays["proposals"].tolist()) if "proposals" in arrays else None,
            bool(arrays.get("diverged", False)),
        )


def _read_recipe(archive: ArrayArchive, path: Path) -> Recipe:
    text = archive.text("recipe", LONGEST_TEXT)
    # Version 1 of a recipe did not say which engine ran it; the file did.
    engine = archive.text("engine", 20) if "engine" in archive else None
    try:
        recipe = Recipe.from_json(text)
        return recipe if engine is None else replace(recipe, engine=engine)
    except SplotchError as error:
        raise UnreadableError(path, str(error)) from None
