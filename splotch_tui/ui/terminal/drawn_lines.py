"""Drawn lines: those of widgets that are gone."""

from __future__ import annotations

from textual._styles_cache import StylesCache


def forget_lines() -> None:
    """Give up what was drawn of widgets that are gone.

    Textual notes the results of a method of the stores of drawn lines, for the last thousand of
    these. So it holds them, and all that is in them.
    """
    StylesCache.get_inner_outer.cache_clear()
