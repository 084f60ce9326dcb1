"""PDF, as plots are written: the recipe is its subject."""

from __future__ import annotations

import os
import re
from pathlib import Path

from render.formats import LONGEST_COMMENT
from splotch_tui.core.errors import UnreadableError

# Behind the subject there is little more than where everything is in the file.
_BEHIND = 1_000_000
_KEY = b"/Subject ("
# A text ends with the first bracket that has no backslash before it. What was matched once is not
# tried another way, which would take memory for every letter.
_TEXT = re.compile(rb"((?:[^\\()]++|\\.)*+)\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


def read_provenance(path: Path) -> str:
    """See `render.formats.Carrier`."""
    with path.open("rb") as file:
        if file.read(5) != b"%PDF-":
            raise UnreadableError(path, "it is damaged or no PDF")
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - LONGEST_COMMENT - _BEHIND, 0))
        end = file.read(LONGEST_COMMENT + _BEHIND)
    start = end.rfind(_KEY)
    found = _TEXT.match(end, start + len(_KEY)) if start >= 0 else None
    return _ESCAPED.sub(rb"\1", found[1]).decode(errors="replace") if found else ""
