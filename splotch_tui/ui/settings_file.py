"""Writing a setting into the user's file, which is else left as it is."""

from __future__ import annotations

import json
import re
import tomllib
from contextlib import suppress

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.storage import atomic_write
from splotch_tui.session.run_files import ensure_dir
from splotch_tui.ui.config import config_path, read_config_text

_ASSIGNMENT = re.compile(r"""\s*(["']?)([A-Za-z0-9_-]+)\1\s*=""")
_TEXT = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*')""")


def write_setting(name: str, value: str) -> None:
    """Write a setting that is a text; comments and all other settings stay as they are.

    Raises
    ------
    SplotchError
        The file cannot be read or written, or not be changed for certain. It is as it was then.
    """
    # Of a link, what it leads to is written.
    path = config_path().resolve()
    before = read_config_text(path)
    after = with_setting(before or "", name, value)
    if after is None:
        raise SplotchError(f"write {_line(name, value)} into {path} yourself")
    if after == before:
        return
    ensure_dir(path.parent)
    mode = path.stat().st_mode if before is not None else None
    with atomic_write(path, force=True) as temporary:
        temporary.write_bytes(after.encode())
    if mode is not None:
        # It is the user's file, whatever others may do with it.
        with suppress(OSError):
            path.chmod(mode & 0o777)


def with_setting(text: str, name: str, value: str) -> str | None:
    """Return a TOML text with a setting in it; None where that is not certain to be all.

    It takes the place of the one that is there, or follows the last one before the first table.
    """
    lines = text.splitlines(keepends=True)
    end = "\r\n" if "\r\n" in text else "\n"
    place, changed = 0, False
    for number, line in enumerate(lines):
        if line.lstrip().startswith("["):
            break
        assignment = _ASSIGNMENT.match(line)
        if assignment is None:
            continue
        place = number + 1
        if assignment[2] == name:
            rest = line[assignment.end() :]
            old = _TEXT.match(rest)
            if old is None:
                return None
            lines[number] = f"{line[: assignment.end()]} {_quoted(value)}{rest[old.end() :]}"
            changed = True
    if not changed:
        if place and not lines[place - 1].endswith(end):
            lines[place - 1] += end
        lines.insert(place, _line(name, value) + end)
    result = "".join(lines)
    try:
        same = tomllib.loads(result) == tomllib.loads(text) | {name: value}
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None
    return result if same else None


def _line(name: str, value: str) -> str:
    return f"{name} = {_quoted(value)}"


def _quoted(value: str) -> str:
    """Return a TOML string, which JSON's are."""
    return json.dumps(value)
