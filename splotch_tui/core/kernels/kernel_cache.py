"""Compiled kernels on disk, checked by a digest before a byte of them is used.

Numba loads what is in a cache file as it is: one flipped bit in machine code ends the process at
every start. So each file begins with the digest of the rest, and one that does not agree with its
digest counts as missing: the kernel is compiled anew and saved over it.
"""

from __future__ import annotations

import hashlib
import pickle
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.storage import atomic_write

_DIGEST_SIZE = hashlib.sha256().digest_size


def cache_folder(function: Callable[..., Any]) -> Path:
    """Return the folder in which the compiled versions of a function are kept, or would be.

    Raises
    ------
    RuntimeError
        There is none that may be written.
    """
    return Path(KernelCache(function, ()).cache_path)


@cache
def _digest(sources: Path) -> str:
    """Return a fingerprint of a source file, or of all those in a folder."""
    digest = hashlib.sha256()
    for source in sorted(sources.glob("*.py")) if sources.is_dir() else [sources]:
        digest.update(source.read_bytes())
    return digest.hexdigest()


class _CheckedFiles(IndexDataCacheFile):
    """Numba's index and data files of one kernel, each with its digest in front."""

    def _load_index(self) -> dict[Any, str]:
        index = self._load(self._index_path)
        if index is None or index[:2] != (self._version, self._source_stamp):
            return {}
        overloads: dict[Any, str] = index[2]
        return overloads

    def _save_index(self, overloads: dict[Any, str]) -> None:
        self._save(self._index_path, (self._version, self._source_stamp, overloads))

    def _load_data(self, name: str) -> Any:
        return self._load(self._data_path(name))

    def _save_data(self, name: str, data: Any) -> None:
        self._save(self._data_path(name), data)

    def _load(self, path: str) -> Any:
        """Return what was saved, or None where there is no such file, or it is damaged."""
        try:
            # Anything else than a file could have us wait for ever.
            if not stat.S_ISREG(Path(path).stat().st_mode):
                return None
            content = Path(path).read_bytes()
        except OSError:
            return None
        digest, data = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
        return pickle.loads(data) if hashlib.sha256(data).digest() == digest else None

    def _save(self, path: str, value: Any) -> None:
        data = self._dump(value)
        with atomic_write(Path(path), force=True) as temporary:
            temporary.write_bytes(hashlib.sha256(data).digest() + data)


class _KernelCacheImpl(CompileResultCacheImpl):
    """Numba's cache entries, out of date when any source of the kernel changes.

    Numba itself looks at the kernel's own file alone, and would go on running code inlined from
    another file that has changed since.
    """

    def __init__(self, function: Callable[..., Any], sources: tuple[Path, ...]) -> None:
        super().__init__(function)
        here, beside = Path(__file__).parent, Path(function.__code__.co_filename).parent
        stamp = tuple(_digest(source) for source in (here, beside, *sources))
        self.locator.get_source_stamp = lambda: stamp


class KernelCache(FunctionCache):
    """The compiled versions of one kernel on disk.

    Parameters
    ----------
    function : callable
        The kernel.
    sources : tuple of Path
        Files, or folders of files, beside the kernel's own folder and this one: when one changes,
        what is on disk is out of date.

    Raises
    ------
    RuntimeError
        There is no folder that may be written.
    """

    def __init__(self, function: Callable[..., Any], sources: tuple[Path, ...]) -> None:
        # Numba asks for a class, and calls it with the function alone.
        self._impl_class = partial(_KernelCacheImpl, sources=sources)
        super().__init__(function)
        self._cache_file = _CheckedFiles(
            self._cache_path, self._impl.filename_base, self._impl.locator.get_source_stamp()
        )

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the compiled version for a signature, or None where there is none to be used."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # noqa: BLE001 - another library's version may make pickle raise anything
            with suppress(SplotchError):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Save a compiled version, if the disk takes it."""
        try:
            super().save_overload(sig, data)
        except (OSError, SplotchError):
            # A full or closed disk costs the next process its time to compile, and nothing else.
            self.disable()
