"""`splotch config`: where the settings of the app are, and what holds."""

from __future__ import annotations

import json

import click

from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.core.text import printable
from splotch_tui.session.autosave import MAX_KEPT_BYTES
from splotch_tui.ui.config import config_path, load_config
from splotch_tui.ui.terminal.graphics import are_installed


@subcommand(
    "config",
    Example("What holds", "splotch config"),
    Example("A file to change, with all there is to set", "splotch config > config.toml"),
)
def command() -> None:
    """Print the app's settings (theme, frames a second, keys …) and the file they come from.

    It is TOML. To change some, write them into that file: what is not in it stays as usual.
    """
    config = load_config()
    path = config_path()
    there = "" if path.exists() else " (not there yet)"
    click.echo(f"# {printable(str(path))}{there}")
    click.echo(f"theme = {_quoted(config.theme)}")
    click.echo(f"fps = {config.fps:g}")
    if config.glyphs is None:
        click.echo('# glyphs = "braille", "block" or "ascii"; not set: what the terminal can show')
    else:
        click.echo(f'glyphs = "{config.glyphs}"')
    click.echo(f"runs = {_quoted(str(config.runs))}")
    kept = MAX_KEPT_BYTES // 10**9
    click.echo(
        "# Every run is noted there, in journal.jsonl, and the points of long ones are kept,"
    )
    click.echo(f"# in {kept} GB at most: the oldest give way.")
    if are_installed():
        pictures = "as a picture of pixels where the terminal shows such: kitty's way, or sixels"
    else:
        pictures = "in half blocks; with splotch-tui[pictures] as a picture where terminals can"
    click.echo(f"# The flight is drawn {pictures}.")
    click.echo("\n[keys]")
    for action, keys in config.key_names.items():
        click.echo(f'"{action}" = {_quoted(keys)}')


def _quoted(text: str) -> str:
    """Return a TOML string, which JSON's are, with nothing in it that a terminal acts on."""
    return "".join(
        letter if letter.isprintable() else f"\\U{ord(letter):08x}"
        for letter in json.dumps(text, ensure_ascii=False)
    )
