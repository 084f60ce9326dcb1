"""Files written whole or not at all, and checked before they are read."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from splotch_tui.core.errors import SplotchError, TakenError, UnreadableError, reason_of
from splotch_tui.core.temporaries import temporary_file

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def check_target(path: Path, force: bool) -> None:
    """Say early that `path` cannot be written, before work is done for it.

    Raises
    ------
    SplotchError
        Its folder is missing or closed to us, it is a folder itself, its name is impossible, or it
        exists and `force` is not given.
    """
    folder = path.parent
    try:
        if path.is_dir():
            raise SplotchError(f"{path} is a folder: give a file name")
        if not folder.is_dir():
            raise SplotchError(f"there is no folder {folder}: make it first, or write elsewhere")
        if not os.access(folder, os.W_OK):
            raise SplotchError(f"no permission to write in {folder}: write elsewhere")
        if os.path.lexists(path) and not force:
            raise TakenError(path)
    except OSError as error:
        raise SplotchError(f"cannot write {path}: {reason_of(error)}: write elsewhere") from None


def check_source(path: Path) -> None:
    """Say that `path` cannot be read, before others try it.

    Raises
    ------
    SplotchError
        It is not there, closed to us, or no file on a disk.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise SplotchError(f"there is no file {path}") from None
    except OSError as error:
        raise UnreadableError(path, reason_of(error)) from None
    if stat.S_ISDIR(mode):
        raise SplotchError(f"{path} is a folder: give a file")
    if not stat.S_ISREG(mode):
        raise UnreadableError(path, "it is no file on a disk")


@contextmanager
def atomic_write(path: Path, force: bool = False) -> Iterator[Path]:
    """Give a temporary file beside `path` to write, renamed over `path` when all went well.

    Parameters
    ----------
    path : Path
        The file to make.
    force : bool
        Whether an existing file may be replaced.

    Raises
    ------
    SplotchError
        As `check_target`, or the disk is full, or writing failed. Nothing is left behind then.
    """
    check_target(path, force)
    try:
        # The ending is kept: encoders choose the format by it.
        with temporary_file(path.parent, f".{path.stem[:40]}", path.suffix) as temporary:
            yield temporary
            # It is closed to all others; the finished one gets the mode of open()'s.
            temporary.chmod(0o666 & ~_UMASK)
            if force:
                temporary.replace(path)
            else:
                _rename_if_free(temporary, path)
    except OSError as error:
        room = "free some space or " if error.errno in _NO_ROOM else ""
        raise SplotchError(
            f"cannot write {path}: {reason_of(error)}: {room}write elsewhere"
        ) from error


def _read_umask() -> int:
    """Return what open() takes off a new file's mode; asking means to set it, for all threads."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


_UMASK = _read_umask()


def _rename_if_free(temporary: Path, path: Path) -> None:
    """Rename, unless somebody made `path` in the meantime."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise TakenError(path) from None
    except OSError:  # a file system without hard links
        check_target(path, force=False)
        temporary.replace(path)
