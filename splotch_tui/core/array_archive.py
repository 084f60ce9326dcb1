"""Arrays out of a `.npz`, without trusting the file.

numpy's own reader evaluates an array's header as Python, and raises whatever that raises. Here a
header is read by a pattern, what it claims is compared with what the recipe says, and the size of
the file bounds the memory that is taken.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.errors import UnreadableError, reason_of
from splotch_tui.core.storage import check_source
from splotch_tui.core.types import Bytes

# An array larger than this many bytes and packed tighter than this ratio is there to fill memory.
_HARMLESS, _DENSEST = 50_000_000, 50
# Headers of arrays such as ours take 118 bytes.
_LONGEST_HEADER = 10_000
_CHUNK = 1 << 20
# How many bytes numbers of a kind may take.
_SIZES = {"i": {1, 2, 4, 8}, "f": {2, 4, 8}}
_HEADER = re.compile(
    rb"\{'descr': '([<>|=])([a-zA-Z])(\d{1,8})', 'fortran_order': (False|True), "
    rb"'shape': \(((?:\d{1,18}, )*(?:\d{1,18},?)?)\), \} *\n?"
)


@dataclass(frozen=True, slots=True)
class _Header:
    """What an array's header says of it, and its own length in bytes."""

    order: str
    kind: str
    itemsize: int
    fortran: bool
    shape: tuple[int, ...]
    length: int

    @property
    def size(self) -> int:
        """How many bytes the array takes; the characters of a text take four each."""
        return self.itemsize * (4 if self.kind == "U" else 1) * math.prod(self.shape)


class _ChunkReader(io.BufferedReader):
    """A file of which no more than a chunk is read at once.

    The archive asks for its list of members in one go, whatever length the file says it has, and
    makes an object of every entry.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """Read `size` bytes, or to the end."""
        data = super().read(size if size is not None and 0 <= size <= _CHUNK else _CHUNK + 1)
        if len(data) > _CHUNK:
            raise zipfile.BadZipFile("a part of it is too long")
        return data


class ArrayArchive:
    """A `.npz` file, of which every array's kind and size are checked before it is read.

    Parameters
    ----------
    path : Path
        The file.
    known : collection of str
        The names that arrays in it may have.

    Raises
    ------
    UnreadableError
        It cannot be read, is no `.npz`, or holds anything else than arrays of these names, each
        once.
    """

    def __init__(self, path: Path, known: frozenset[str]) -> None:
        check_source(path)
        self._path = path
        with ExitStack() as files:
            try:
                file = files.enter_context(_ChunkReader(path.open("rb", buffering=0)))
                self._size = path.stat().st_size
                self._zip = files.enter_context(zipfile.ZipFile(file))
            except OSError as error:
                raise UnreadableError(path, reason_of(error)) from None
            except (ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
                raise UnreadableError(path, "not a whole .npz file") from None
            names = self._zip.namelist()
            if len(set(names)) < len(names):
                raise UnreadableError(path, "it holds an array twice")
            if not set(names) <= {f"{name}.npy" for name in known}:
                raise UnreadableError(path, "it holds what no history does")
            self._files = files.pop_all()

    def __enter__(self) -> ArrayArchive:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def __contains__(self, name: str) -> bool:
        return f"{name}.npy" in self._zip.namelist()

    def array(self, name: str, kind: str, shape: tuple[int, ...]) -> NDArray[Any]:
        """Read the array `name`, of dtype kind `kind` and exactly `shape`, in native byte order.

        Raises
        ------
        UnreadableError
            It is not there, another one, damaged, or packed to fill the memory.
        """
        with self._open(name) as (member, header):
            if header.kind != kind or header.itemsize not in _SIZES[kind] or header.shape != shape:
                raise self._mismatch(name)
            # Whoever reads it works with numbers of eight bytes.
            self._check_density(name, 8 * math.prod(shape))
            dtype = np.dtype(f"{header.order}{kind}{header.itemsize}")
            array = np.empty(shape[::-1] if header.fortran else shape, dtype)
            self._fill(member, array.reshape(-1).view(np.uint8))
        if header.fortran:
            array = np.ascontiguousarray(array.T)
        return array.astype(dtype.newbyteorder("="), copy=False)

    def text(self, name: str, longest: int) -> str:
        """Read the text `name`, of at most `longest` characters.

        Raises
        ------
        UnreadableError
            As `array`.
        """
        with self._open(name) as (member, header):
            if header.kind != "U" or header.itemsize > longest or header.shape:
                raise self._mismatch(name)
            data = np.empty(4 * header.itemsize, np.uint8)
            self._fill(member, data)
        try:
            text = data.tobytes().decode("utf-32-be" if header.order == ">" else "utf-32-le")
        except UnicodeDecodeError:
            raise self._damage() from None
        return text.rstrip("\0")

    def _mismatch(self, name: str) -> UnreadableError:
        return UnreadableError(
            self._path, f"its {name} is not of the kind and size that its recipe says"
        )

    def _damage(self) -> UnreadableError:
        return UnreadableError(self._path, "it is damaged or cut short")

    @contextmanager
    def _open(self, name: str) -> Iterator[tuple[IO[bytes], _Header]]:
        """Give a member, at the first byte of its array, and the array's header."""
        try:
            info = self._zip.getinfo(f"{name}.npy")
        except KeyError:
            raise UnreadableError(self._path, f"it has no {name}: it is no history") from None
        # The others are unpacked without a limit, whatever size the file says.
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableError(self._path, "it is no .npz of numpy's")
        if info.compress_size > self._size:
            raise self._damage()
        self._check_density(name, info.file_size)
        try:
            with self._zip.open(info) as member:
                header = self._read_header(member)
                # So no memory is taken that the file does not fill.
                if header.size != info.file_size - header.length:
                    raise self._damage()
                yield member, header
        except OSError as error:
            raise UnreadableError(self._path, reason_of(error)) from None
        except (EOFError, ValueError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error):
            raise self._damage() from None
        except (NotImplementedError, RuntimeError):  # a password, or patches
            raise UnreadableError(self._path, "it is no .npz of numpy's") from None

    def _check_density(self, name: str, size: int) -> None:
        """Refuse a member that is packed to fill the memory, given what it takes there, bytes."""
        packed = self._zip.getinfo(f"{name}.npy").compress_size
        if size > max(_HARMLESS, _DENSEST * packed):
            raise UnreadableError(self._path, f"its {name} is packed tighter than any run's")

    def _read_header(self, member: IO[bytes]) -> _Header:
        magic = member.read(8)
        if magic[:6] != b"\x93NUMPY" or magic[6:] not in {b"\x01\x00", b"\x02\x00", b"\x03\x00"}:
            raise self._damage()
        width = 2 if magic[6] == 1 else 4
        count = int.from_bytes(member.read(width), "little")
        if count > _LONGEST_HEADER:
            raise self._damage()
        match = _HEADER.fullmatch(member.read(count))
        if match is None:
            raise self._damage()
        order, kind, itemsize, fortran, shape = (group.decode() for group in match.groups())
        return _Header(
            order,
            kind,
            int(itemsize),
            fortran == "True",
            tuple(int(length) for length in shape.split(",") if length.strip()),
            8 + width + count,
        )

    def _fill(self, member: IO[bytes], data: Bytes) -> None:
        """Read a member to its end, where its check sum is compared, into `data`, shape (n,)."""
        done = 0
        while done < data.size:
            chunk = member.read(min(_CHUNK, data.size - done))
            if not chunk:
                raise self._damage()
            data[done : done + len(chunk)] = np.frombuffer(chunk, np.uint8)
            done += len(chunk)
