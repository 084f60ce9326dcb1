"""Where runs and films are saved, and under which names."""

from __future__ import annotations

import getpass
import os
import re
import shlex
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from splotch_tui.core.errors import SplotchError, TakenError, reason_of
from splotch_tui.core.history import History
from splotch_tui.core.recipe import PRESETS, Recipe
from splotch_tui.core.text import printable


def ensure_dir(folder: Path) -> Path:
    """Make a folder if need be, and return it.

    Raises
    ------
    SplotchError
        It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SplotchError(f"cannot make the folder {folder}: {reason_of(error)}") from None
    return folder


def newest_first(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder that match, those changed last first."""
    times = {}
    for path in folder.glob(pattern):
        # A link may lead nowhere, and another session may delete a file meanwhile.
        with suppress(OSError):
            times[path] = path.stat().st_mtime_ns
    return sorted(times, key=lambda path: -times[path])


def expand_path(text: str) -> Path:
    """Return the path that a user means; ~ and ~name are home folders.

    Raises
    ------
    SplotchError
        Nobody has that name.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise SplotchError(f"there is no home folder for {text}: write the whole path") from None


def short_name(recipe: Recipe) -> str:
    """Return a short name for a recipe: a preset's or its dims, its rule if another, its seed."""
    return "-".join((*_names(recipe, f"d{recipe.dims}"), str(recipe.seed)))


def run_title(recipe: Recipe) -> str:
    """Return what `short_name` says as people read it."""
    return " · ".join((*_names(recipe, f"D = {recipe.dims}"), f"seed {recipe.seed}"))


def _names(recipe: Recipe, unknown: str) -> list[str]:
    """Return a recipe's preset, or `unknown`, and its rule if that is another than usual."""
    names = [_PRESET_NAMES.get(_plain(recipe), unknown)]
    return names if recipe.rule == _DEFAULT.rule else [*names, recipe.rule]


def _plain(recipe: Recipe) -> Recipe:
    """Return a recipe of any length, by the default rule, without what was changed as it ran."""
    return replace(recipe, steps=_DEFAULT.steps, rule=_DEFAULT.rule, rule_parameters={}, changes=())


_DEFAULT = Recipe()
_PRESET_NAMES = {_plain(preset): name for name, preset in PRESETS.items()}


def file_name(recipe: Recipe) -> str:
    """Return a name for a file of a run, without its ending: the short one, and the steps."""
    return f"{short_name(recipe)}-{recipe.steps}"


def free_path(folder: Path, name: str, suffix: str, taken: Collection[Path] = ()) -> Path:
    """Return name, or the first of name-2, name-3 …, that is neither in `folder` nor `taken`."""
    names = chain((name,), (f"{name}-{number}" for number in count(2)))
    paths = (folder / f"{free}{suffix}" for free in names)
    return next(path for path in paths if path not in taken and not os.path.lexists(path))


def save_free(folder: Path, name: str, suffix: str, save: Callable[[Path], object]) -> Path:
    """Save something in a folder under a name that is free, and return that; see `free_path`.

    Parameters
    ----------
    save : callable
        Writes the file of a path, and raises `TakenError` where there is one already.

    Raises
    ------
    SplotchError
        It cannot be written.
    """
    while True:
        path = free_path(folder, name, suffix)
        try:
            save(path)
        except TakenError:  # another session was faster
            continue
        return path


def save_next(history: History, folder: Path) -> Path:
    """Save a run in a folder under a name that is free, and return that.

    Raises
    ------
    SplotchError
        It cannot be written.
    """
    return save_free(ensure_dir(folder), file_name(history.recipe), ".npz", history.save)


def display_path(path: Path) -> str:
    """Return a path for people: the home folder is ~."""
    home = Path.home()
    return printable(f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path))


def scp_command(path: Path) -> str:
    """Return the command that fetches a file over ssh; an empty one where there is no ssh."""
    connection = os.environ.get("SSH_CONNECTION", "").split()
    if len(connection) != 4 or not str(path).isprintable():
        return ""
    _, _, address, port = connection
    server = f"[{address}]" if ":" in address else address
    option = "" if port == "22" else f"-P {shlex.quote(port)} "
    # Old versions have the server's shell read the path, later ones look for * ? [ and \ in it.
    # Either way, what follows a backslash is what it is.
    there = re.sub(r"([^\w./+@%:=,-])", r"\\\1", str(path.absolute()))
    return f"scp {option}{shlex.quote(f'{getpass.getuser()}@{server}:{there}')} ."


def location_text(path: Path) -> str:
    """Return a file's place for people: over ssh, the command that fetches it."""
    command = scp_command(path)
    return f"{path.name} · fetch it: {command}" if command else display_path(path)
