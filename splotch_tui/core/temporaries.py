"""Temporary files and folders, and how those of killed processes are found and removed.

Whoever makes one keeps it locked. The system ends a lock with its process, however that ends; so
what has a name of ours and can be locked belongs to nobody any more. Process ids would not do: they
are given again, and other containers have others.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks: there, nothing is known to be left behind
    fcntl = None  # type: ignore[assignment]


def _mark() -> str:
    """Return what is in the names of all that processes of ours make on this host.

    Not every file system lets other hosts know of locks.
    """
    host = os.uname().nodename if hasattr(os, "uname") else ""
    return f"splotch{hashlib.sha256(host.encode()).hexdigest()[:8]}"


_MARK = _mark()
_MARKED = re.compile(rf".+-{_MARK}-[a-z0-9_]{{8}}(\..*)?", re.DOTALL)


@contextmanager
def temporary_file(folder: Path, stem: str, suffix: str) -> Iterator[Path]:
    """Give an empty file, which is removed afterwards if it is still there.

    Parameters
    ----------
    folder : Path
        Where it is made. What killed processes have left there is removed first.
    stem, suffix : str
        What its name begins and ends with.

    Raises
    ------
    OSError
        It cannot be made.
    """

    def make(prefix: str) -> Path:
        handle, name = tempfile.mkstemp(suffix, prefix, folder)
        os.close(handle)
        return Path(name)

    with _locked(make, folder, stem) as path:
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def temporary_folder(folder: Path, stem: str) -> Iterator[Path]:
    """Give an empty folder, which is removed afterwards with all that is in it.

    Parameters
    ----------
    folder, stem
        As of `temporary_file`.

    Raises
    ------
    OSError
        It cannot be made.
    """

    def make(prefix: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=prefix, dir=folder))

    with _locked(make, folder, stem) as path:
        try:
            yield path
        finally:
            shutil.rmtree(path)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files and folders that killed processes of this user have left."""
    # What cannot be looked at, locked or removed stays, and does no harm.
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _MARKED.fullmatch(entry.name):
                with suppress(OSError), abandoned(Path(entry.path)) as path:
                    if path.is_dir():
                        shutil.rmtree(path)
                    else:
                        path.unlink()


@contextmanager
def abandoned(path: Path) -> Iterator[Path]:
    """Give a file or folder that a process which has ended made and locked, locked by this one.

    Raises
    ------
    OSError
        It is another user's, no file or folder, or its process lives; or who knows.
    """
    if fcntl is None:
        raise OSError(errno.ENOLCK, "no locks", str(path))
    status = path.lstat()
    if status.st_uid != os.geteuid() or not (
        stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)
    ):
        raise PermissionError(errno.EPERM, "not made by this user", str(path))
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield path
    finally:
        os.close(handle)


def lock_for_good(path: Path) -> None:
    """Lock a file or folder until this process ends."""
    if fcntl is not None:
        # Where it cannot be locked by us, nobody can, and it is never taken for abandoned.
        with suppress(OSError):
            fcntl.flock(_open(path), fcntl.LOCK_EX)


@contextmanager
def _locked(make: Callable[[str], Path], folder: Path, stem: str) -> Iterator[Path]:
    """Make a file or folder of a name that begins so, and keep it locked."""
    if fcntl is None:
        yield make(f"{stem}-")
        return
    remove_leftovers(folder)
    while True:
        path = make(f"{stem}-{_MARK}-")
        try:
            handle = _open(path)
        except FileNotFoundError:
            # Another process has taken it for one left behind.
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            # Unlocked, it must not have a name that others take for one left behind.
            path = path.rename(path.with_name(path.name.replace(f"-{_MARK}-", "-")))
        try:
            # Another process may have taken it for one in the moment before it was locked.
            if path.exists():
                yield path
                return
        finally:
            os.close(handle)


def _open(path: Path) -> int:
    """Open a file or folder to lock it: over a network, a file must be open for writing then."""
    mode = os.O_RDONLY if path.is_dir() else os.O_RDWR
    return os.open(path, mode | os.O_NOFOLLOW | os.O_NONBLOCK)
