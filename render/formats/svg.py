"""SVG, as plots are written: the recipe in its description."""

from __future__ import annotations

import html
import re
from pathlib import Path

from render.formats import LONGEST_COMMENT
from splotch_tui.core.errors import UnreadableError

# What is written comes before all that is drawn; nothing is taken for more than text.
_BEFORE = 10_000
_DESCRIPTION = re.compile(rb"<dc:description>([^<]*)</dc:description>")


def read_provenance(path: Path) -> str:
    """See `render.formats.Carrier`."""
    with path.open("rb") as file:
        beginning = file.read(_BEFORE + LONGEST_COMMENT)
    if b"<svg" not in beginning[:_BEFORE]:
        raise UnreadableError(path, "it is damaged or no SVG")
    found = _DESCRIPTION.search(beginning)
    return html.unescape(found[1].decode(errors="replace")) if found else ""
