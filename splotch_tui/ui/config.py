"""Config: the user's settings for every session, in a TOML file."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path
from textual.theme import BUILTIN_THEMES

from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.text import shorten
from splotch_tui.session.run_files import expand_path
from splotch_tui.ui.keys import KEYS, is_key, nearest_key, nearest_name
from splotch_tui.ui.plotting.glyphs import GLYPHS

FPS_RANGE = (1.0, 60.0)
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Config:
    """The settings that hold where the command line gives none.

    Attributes
    ----------
    theme : str
        A theme of Textual's.
    fps : float
        Frames a second.
    glyphs : str, optional
        What plots are drawn with; None: what the terminal most likely shows.
    runs : Path
        The folder that runs are saved in.
    keys : mapping of str
        Other keys for some actions, by the action's id.
    """

    theme: str = "textual-dark"
    fps: float = 20.0
    glyphs: str | None = None
    runs: Path = field(default_factory=lambda: user_data_path("splotch") / "runs")
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def key_names(self) -> dict[str, str]:
        """The keys of every action, by its id."""
        given = {key.id: self.keys.get(key.id, key.keys).split(",") for key in KEYS}
        return {name: ",".join(map(str.strip, keys)) for name, keys in given.items()}


def config_path() -> Path:
    """Return where the file is, or would be."""
    return user_config_path("splotch") / "config.toml"


def load_config() -> Config:
    """Read the file; without one, everything has its default.

    Raises
    ------
    SplotchError
        It cannot be read, or a setting in it is invalid.
    """
    path = config_path()
    text = read_config_text(path)
    if text is None:
        return Config()
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SplotchError(f"{path} is not TOML: {error}") from None
    except ValueError:
        raise SplotchError(f"{path} has a number of thousands of digits") from None
    try:
        return _parse(values)
    except _SettingError as error:
        raise SplotchError(f"{path}{_line_text(text, error.setting)}: {error}") from None


def read_config_text(path: Path) -> str | None:
    """Return what is in the file; None where there is none.

    A device or a pipe in its place would be read for ever.
    """
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise SplotchError(f"cannot read {path}: it is not a regular file")
            data = file.read(_MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SplotchError(f"cannot read {path}: {reason_of(error)}") from None
    if len(data) > _MOST_BYTES:
        raise SplotchError(f"cannot read {path}: settings have at most {_MOST_BYTES:,} bytes")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise SplotchError(f"{path} is not TOML: {error}") from None


class _SettingError(SplotchError):
    """A setting is invalid; `setting` is its name in the file."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(message)
        self.setting = setting


def _line_text(text: str, setting: str) -> str:
    """Return which line of the file a setting is on, to go into a message."""
    name = re.compile(rf"""\s*(["']?){re.escape(setting)}\1\s*[=.\]]""")
    lines = enumerate(text.splitlines(), 1)
    return next((f", line {number}" for number, line in lines if name.match(line)), "")


def _meant(name: str, names: Iterable[str], otherwise: str) -> str:
    """Return what to take instead of an unknown name."""
    near = nearest_name(name, names)
    return f"did you mean {near}?" if near else otherwise


def _parse(values: dict[str, Any]) -> Config:
    kinds: dict[str, type | tuple[type, ...]] = {
        "theme": str,
        "fps": (int, float),
        "glyphs": str,
        "runs": str,
        "keys": dict,
    }
    for name, value in values.items():
        if name not in kinds:
            others = _meant(name, kinds, f"take {', '.join(kinds)}")
            raise _SettingError(name, f"there is no setting {shorten(name)!r}: {others}")
        if not isinstance(value, kinds[name]) or isinstance(value, bool):
            raise _SettingError(name, f"{name} is not of the right kind")
    if "theme" in values and values["theme"] not in BUILTIN_THEMES:
        others = _meant(
            values["theme"], BUILTIN_THEMES, f"take {', '.join(sorted(BUILTIN_THEMES))}"
        )
        raise _SettingError("theme", f"there is no theme {shorten(values['theme'])!r}: {others}")
    if "fps" in values and not FPS_RANGE[0] <= values["fps"] <= FPS_RANGE[1]:
        raise _SettingError("fps", f"fps must be from {FPS_RANGE[0]:g} to {FPS_RANGE[1]:g}")
    if "glyphs" in values and values["glyphs"] not in GLYPHS:
        raise _SettingError("glyphs", f"glyphs must be one of {', '.join(GLYPHS)}")
    if "runs" in values:
        try:
            values["runs"] = expand_path(values["runs"])
        except SplotchError as error:
            raise _SettingError("runs", str(error)) from None
    config = Config(**values)
    _check_keys(config)
    return config


def _check_keys(config: Config) -> None:
    known = [key.id for key in KEYS]
    for action, keys in config.keys.items():
        if action not in known:
            others = _meant(action, known, "splotch config lists them")
            raise _SettingError(action, f"keys: there is no action {shorten(action)!r}; {others}")
        if not isinstance(keys, str) or not keys:
            raise _SettingError(action, f"keys: {action} must be a text like 'space' or 'up,k'")
        for key in config.key_names[action].split(","):
            if not is_key(key):
                near = nearest_key(key)
                others = f"did you mean {near}?" if near else "space, ctrl+s, f5 and z are some"
                raise _SettingError(
                    action, f"keys: {action}: there is no key {shorten(key)!r}: {others}"
                )
    taken: dict[str, str] = {}
    for action, keys in config.key_names.items():
        for key in keys.split(","):
            if taken.setdefault(key, action) != action:
                culprit = action if action in config.keys else taken[key]
                raise _SettingError(
                    culprit, f"keys: {key!r} is given to {taken[key]} and to {action}"
                )
