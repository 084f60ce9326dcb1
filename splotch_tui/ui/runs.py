"""Where runs are kept, and under which names."""

from __future__ import annotations

import getpass
import os
import shlex
from contextlib import suppress
from pathlib import Path

from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.recipe import PRESETS, Recipe
from splotch_tui.core.text import printable


def made(folder: Path) -> Path:
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


def path_of(text: str) -> Path:
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


def stem(recipe: Recipe) -> str:
    """Return a short name for a recipe: that of a preset, or its dims, and its seed."""
    for name, preset in PRESETS.items():
        if (preset.dims, preset.seed) == (recipe.dims, recipe.seed):
            return f"{name}-{recipe.seed}"
    return f"d{recipe.dims}-{recipe.seed}"


def free_path(folder: Path, name: str, suffix: str) -> Path:
    """Return the first of name-001, name-002 … that is not taken in `folder`."""
    number = 1
    while (path := folder / f"{name}-{number:03}{suffix}").exists():
        number += 1
    return path


def shown(path: Path) -> str:
    """Return a path for people: the home folder is ~."""
    home = Path.home()
    return printable(f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path))


def fetch_text(path: Path) -> str:
    """Return a file's place for people: over ssh, the line that fetches it."""
    connection = os.environ.get("SSH_CONNECTION", "").split()
    if len(connection) != 4:
        return shown(path)
    server = f"[{connection[2]}]" if ":" in connection[2] else connection[2]
    place = f"{getpass.getuser()}@{server}:{path}"
    return f"{path.name} · fetch it: scp {shlex.quote(place)} ."
