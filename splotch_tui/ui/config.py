"""Config: the user's settings for every session, in a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path

from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.session.run_files import expand_path
from splotch_tui.ui.keys import KEYS
from splotch_tui.ui.plotting.glyphs import GLYPHS

FPS_RANGE = (1.0, 60.0)


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
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise SplotchError(f"cannot read {path}: {reason_of(error)}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SplotchError(f"{path} is not TOML: {error}") from None
    try:
        return _parse(values)
    except SplotchError as error:
        raise SplotchError(f"{path}: {error}") from None


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
            raise SplotchError(f"there is no setting {name!r}: take {', '.join(kinds)}")
        if not isinstance(value, kinds[name]) or isinstance(value, bool):
            raise SplotchError(f"{name} is not of the right kind")
    if "fps" in values and not FPS_RANGE[0] <= values["fps"] <= FPS_RANGE[1]:
        raise SplotchError(f"fps must be from {FPS_RANGE[0]:g} to {FPS_RANGE[1]:g}")
    if "glyphs" in values and values["glyphs"] not in GLYPHS:
        raise SplotchError(f"glyphs must be one of {', '.join(GLYPHS)}")
    if "runs" in values:
        values["runs"] = expand_path(values["runs"])
    config = Config(**values)
    _check_keys(config)
    return config


def _check_keys(config: Config) -> None:
    known = {key.id for key in KEYS}
    for action, keys in config.keys.items():
        if action not in known:
            raise SplotchError(f"keys: there is no action {action!r}; splotch config lists them")
        if not isinstance(keys, str) or not keys:
            raise SplotchError(f"keys: {action} must be a text like 'space' or 'up,k'")
    taken: dict[str, str] = {}
    for action, keys in config.key_names.items():
        for key in keys.split(","):
            if taken.setdefault(key, action) != action:
                raise SplotchError(f"keys: {key!r} is given to {taken[key]} and to {action}")
