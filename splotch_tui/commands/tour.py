"""`splotch tour`: what there is to see, in eight short cards beside the running app."""

from __future__ import annotations

from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.commands.tui import open_app
from splotch_tui.core.recipe import PRESETS
from splotch_tui.session.start import Start


@subcommand(
    "tour",
    Example("With all that the terminal can show", "splotch tour"),
    Example("Where the terminal shows neither braille nor many colours", "TERM=linux splotch tour"),
)
def command() -> int:
    """Show what a splotch, a free run, a demon and a snag are, in the app itself.

    Start here. Eight short cards, each with a run beside it and a key to press; enter goes on, esc
    leaves. In the app, t opens it again.
    """
    return open_app(lambda: Start(PRESETS["comment"]), tour=True)
