"""How many colours a terminal has. This imports no part of Textual, which asks once."""

from __future__ import annotations

import os
from collections.abc import Mapping

# What terminals without a more telling name have had for long.
_WITH_256 = ("screen", "tmux", "alacritty", "foot", "kitty", "konsole", "vte", "wezterm", "ghostty")


def colour_system(environment: Mapping[str, str] = os.environ) -> str:
    """Return what Textual is to be told: "truecolor", "256" or "standard", for 16 colours.

    Over ssh COLORTERM is rarely there, and under tmux and screen TERM often says nothing of 256.
    """
    if environment.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return "truecolor"
    term = environment.get("TERM", "").lower()
    if "direct" in term:
        return "truecolor"
    name = term.removeprefix("xterm-")
    if "256color" in term or environment.get("TMUX") or name.startswith(_WITH_256):
        return "256"
    return "standard"
