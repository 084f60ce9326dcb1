"""The words that a user puts at the top of a film."""

from __future__ import annotations

from render.matplotlib_settings import import_matplotlib
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.text import printable, shorten


def read_title(text: str) -> str:
    """Return `text` as one line that can be read, whatever was pasted.

    Raises
    ------
    SplotchError
        It has letters that the films' type does not have.
    """
    title = printable(" ".join(text.split()))
    if title.isascii():
        return title
    # Heavy, for an app that may never make a film.
    import_matplotlib()
    from render.overlays.text import missing_letters

    missing = missing_letters(title, bold=True)
    if missing:
        raise SplotchError(f"films have no letters {shorten(missing)}: take them out of the title")
    return title
