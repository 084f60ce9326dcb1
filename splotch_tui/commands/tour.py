"""`splotch tour`: what there is to see, in eight short cards beside the running app."""

from __future__ import annotations

import click

from splotch_tui.commands.tui import open_app
from splotch_tui.core.recipe import PRESETS
from splotch_tui.session.start import Start


@click.command("tour")
def command() -> int:
    """Show what a splotch, a free run, a demon and a snag are, in the app itself.

    Eight short cards, each with a run beside it and a key to press. Any other key leaves.
    """
    return open_app(lambda: Start(PRESETS["comment"]), tour=True)
