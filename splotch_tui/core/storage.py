"""Files written whole or not at all, and arrays read without trusting the file."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import tokenize
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.errors import SplotchError, TakenError, UnreadableError, reason_of

# An array larger than this many bytes and packed tighter than this ratio is there to fill memory.
_HARMLESS, _DENSEST = 50_000_000, 50
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# What numpy and zipfile say of files that are not as they should be.
_DAMAGE = (
    ValueError,
    EOFError,
    RecursionError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)


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
    temporary: Path | None = None
    try:
        # The ending is kept: encoders choose the format by it.
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent
        )
        os.close(handle)
        temporary = Path(name)
        yield temporary
        # mkstemp's files are closed to all others; the finished one gets the mode of open()'s.
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
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


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


class ArrayArchive:
    """A `.npz` file, of which every array's kind and size are checked before it is read.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    SplotchError
        It is not there, cannot be read, or is no `.npz`.
    """

    def __init__(self, path: Path) -> None:
        check_source(path)
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else "not a whole .npz file"
            raise UnreadableError(path, reason) from None

    def __enter__(self) -> ArrayArchive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return f"{name}.npy" in self._zip.namelist()

    def array(self, name: str, kind: str, shape: tuple[int, ...]) -> NDArray[Any]:
        """Read the array `name`, of dtype kind `kind` and exactly `shape`."""
        return self._read(name, kind, shape, 8)

    def text(self, name: str, longest: int = 1_000_000) -> str:
        """Read the text `name`, of at most `longest` characters."""
        return str(self._read(name, "U", (), 4 * longest))

    def _read(
        self, name: str, kind: str, shape: tuple[int, ...], most_itemsize: int
    ) -> NDArray[Any]:
        try:
            member_info = self._zip.getinfo(f"{name}.npy")
            # The others are unpacked without a limit, whatever size the file says.
            if member_info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise NotImplementedError("no compression of numpy's")
            if member_info.file_size > max(_HARMLESS, _DENSEST * member_info.compress_size):
                raise UnreadableError(self._path, f"its {name} is packed tighter than any run's")
            with self._zip.open(member_info) as member:
                version = np.lib.format.read_magic(member)
                if version == (1, 0):
                    header = np.lib.format.read_array_header_1_0(member)
                else:
                    header = np.lib.format.read_array_header_2_0(member)
                found_shape, _, dtype = header
                if dtype.kind != kind or dtype.itemsize > most_itemsize or found_shape != shape:
                    raise UnreadableError(
                        self._path, f"its {name} is not of the kind and size that its recipe says"
                    )
            with self._zip.open(member_info) as member:
                array: NDArray[Any] = np.lib.format.read_array(member, allow_pickle=False)
                return array
        except KeyError:
            raise UnreadableError(self._path, f"it has no {name}: it is no history") from None
        except OSError as error:
            raise UnreadableError(self._path, reason_of(error)) from None
        except _DAMAGE:
            raise UnreadableError(self._path, "it is damaged or cut short") from None
        except (NotImplementedError, RuntimeError):  # other compression, or a password
            raise UnreadableError(self._path, "it is no .npz of numpy's") from None
