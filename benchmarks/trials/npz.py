"""Archives of arrays, put together by hand."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import numpy as np

Members = dict[str, bytes]


def npy(array: Any, **options: Any) -> bytes:
    """Return what numpy saves of an array."""
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def members_of(data: bytes) -> Members:
    """Return what is in an archive, by the arrays' names."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name.removesuffix(".npy"): file.read(name) for name in file.namelist()}


def zipped(members: Members, method: int = zipfile.ZIP_STORED) -> bytes:
    """Return an archive of members."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", method) as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data)
    return result.getvalue()


def rewritten(data: bytes, **members: bytes) -> bytes:
    """Return an archive with some members in place of its own."""
    return zipped(members_of(data) | members)


def array_of(data: bytes, name: str) -> Any:
    """Return an array out of an archive."""
    return np.load(io.BytesIO(members_of(data)[name]))


def recipe_of(data: bytes) -> dict[str, Any]:
    """Return the recipe in an archive, as plain values."""
    values: dict[str, Any] = json.loads(str(array_of(data, "recipe")))
    return values


def text_member(text: str) -> bytes:
    """Return a text as numpy writes one, also where it is none."""
    letters = text.encode("utf-32-le", "surrogatepass")
    return (
        headed(f"{{'descr': '<U{len(letters) // 4}', 'fortran_order': False, 'shape': (), }}")
        + letters
    )


def headed(header: str | bytes) -> bytes:
    """Return the beginning of a member that has any header."""
    raw = header if isinstance(header, bytes) else header.encode("latin-1")
    return b"\x93NUMPY\x02\x00" + len(raw).to_bytes(4, "little") + raw
