"""`splotch completion`: have a shell complete what is typed for `splotch`."""

from __future__ import annotations

import click

from splotch_tui.commands.shells import SHELLS
from splotch_tui.commands.subcommand import Example, subcommand


@subcommand(
    "completion",
    Example("For this bash, or this zsh, alone", 'eval "$(splotch completion bash)"'),
    Example("A file of it, to look at", "splotch completion fish > splotch.fish"),
)
@click.argument("shell", type=click.Choice(list(SHELLS)), metavar="SHELL")
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print a script for SHELL: then tab completes commands, options, files, presets, rules ….

    One line in the file that the shell reads when it starts has it do so:

    bash, in ~/.bashrc: eval "$(splotch completion bash)"

    zsh, in ~/.zshrc: eval "$(splotch completion zsh)"

    fish, in ~/.config/fish/config.fish: splotch completion fish | source
    """
    click.echo(SHELLS[shell](context.find_root().command, {}, "splotch", "").source(), nl=False)
