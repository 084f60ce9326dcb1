"""The one command, `splotch`. A subcommand's module is imported only when it is called."""

from __future__ import annotations

import importlib
import io
import os
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import click
from click.shell_completion import CompletionItem

import splotch_tui
from splotch_tui.commands.subcommand import Example, write_examples
from splotch_tui.core.errors import SplotchError, TakenError, reason_of
from splotch_tui.core.signals import StoppedError, check_stopped
from splotch_tui.core.text import printable

# Messages, and words in them, are no longer than these; paths are words.
_LONGEST_MESSAGE, _LONGEST_WORD = 1200, 300
# What the system calls the two.
_STDOUT, _STDERR = 1, 2
# A shell that asks what may follow sets this.
_COMPLETION = "_SPLOTCH_COMPLETE"
# A new subcommand is one file in splotch_tui/commands and one line here.
COMMANDS: dict[str, str] = {
    "tui": "watch and change a descent in the terminal (the default)",
    "tour": "show in eight cards what there is to see, in the app itself",
    "run": "run a descent and keep its history",
    "ensemble": "run descents for all combinations of some values, into a table",
    "claims": "settle what is claimed of the descents, by plans made before",
    "render": "make a film or a picture of a saved history",
    "plot": "draw a run's figures for print",
    "config": "say where the app's settings are, and what holds",
    "info": "say what a history, film, picture, plot or table holds",
    "rules": "list the descent rules and their parameters",
    "recipe": "print a file's recipe in one line, for `splotch run --recipe`",
    "doctor": "say what works on this machine, what does not, and why",
    "completion": "print what has bash, zsh or fish complete by tab",
}
EXIT_CODES = {
    "0": "done",
    "1": "could not, and one line says why",
    "2": "wrong usage",
    "130": "stopped by Ctrl-C",
    "128 + n": "stopped by signal n",
}
_EXAMPLES = (
    Example("What there is to see, on eight cards", "splotch tour"),
    Example(
        "A run, and a film of it",
        "splotch run -o hills.npz && splotch render hills.npz -o hills.mp4",
    ),
)


class _Splotch(click.Group):
    """Loads subcommands when asked for; a call that names none goes to the app."""

    examples = _EXAMPLES

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"splotch_tui.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the exit codes mean, and the examples."""
        with formatter.section("Exit codes"):
            formatter.write_dl(list(EXIT_CODES.items()))
        write_examples(formatter, self.examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        # While a shell completes the first word there is none yet, and it may be any command.
        completing = ctx.resilient_parsing and not args
        if not completing and (not args or (args[0] not in COMMANDS and args[0] not in own)):
            if args and not ctx.resilient_parsing:
                self._refuse_misspelt(args[0])
            args = ["tui", *args]
        return super().parse_args(ctx, args)

    @staticmethod
    def _refuse_misspelt(word: str) -> None:
        """Say so where the first word is almost a command, and no file."""
        if not word.isalpha() or Path(word).exists():
            return
        if close := get_close_matches(word, COMMANDS, n=1):
            raise click.UsageError(f"There is no command {word}. (Did you mean {close[0]}?)")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what the first word may be: a command, or an option or file of the app's."""
        # Not the group's own way: that imports every subcommand.
        found = [
            CompletionItem(name, help=about)
            for name, about in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        found += click.Command.shell_complete(self, ctx, incomplete)
        app = self.get_command(ctx, "tui")
        assert app is not None
        inner = app.make_context("tui", [], ctx, resilient_parsing=True)
        if incomplete.startswith("-"):
            known = {item.value for item in found}
            return found + [
                item for item in app.shell_complete(inner, incomplete) if item.value not in known
            ]
        (file,) = (one for one in app.params if isinstance(one, click.Argument))
        return found + file.shell_complete(inner, incomplete)


@click.command(
    cls=_Splotch,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(splotch_tui.__version__, package_name="splotch-tui", prog_name="splotch")
def splotch() -> None:
    """Gradient descent on tessellating hills: watch it in the terminal, film its loss surface.

    A point rolls down a long slope with random hills on it. At first it is free; then a demon, a
    combination of hills that feeds on itself, takes hold of its motion; at last it may be caught in
    a snag. Is that selection, or only the first ridge that lies across the way?

    Without a command, or with a FILE alone, `splotch` opens the app. `splotch COMMAND --help` tells
    of each command, with examples.
    """


def _open_streams() -> None:
    """See to it that all three are there, and take every letter."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - until the end
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _ignore_matplotlib_settings() -> None:
    """Have this process, and those it starts, import matplotlib without the user's settings.

    They may ask for a backend that is not here or for other type. Notebooks keep theirs: they do
    not come this way.
    """
    os.environ["MPLBACKEND"] = "agg"
    os.environ["MATPLOTLIBRC"] = os.devnull


def _have_a_home() -> None:
    """Have ~ mean a folder, in this process and those it starts.

    Where nobody knows the user's home, as in a container under any number, libraries take it for a
    name, and make a folder called ~ wherever one is. In what is no folder nothing can be made.
    """
    if not Path(os.environ.get("HOME", "")).is_absolute():
        os.environ.pop("HOME", None)
        try:
            Path.home()
        except RuntimeError:
            os.environ["HOME"] = os.devnull


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `splotch` and return its exit code, one of `EXIT_CODES`.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line without the program's name; by default the process's own.
    """
    _open_streams()
    _have_a_home()
    _ignore_matplotlib_settings()
    if _COMPLETION in os.environ:
        from splotch_tui.commands.shells import use_own_shells

        use_own_shells()
    try:
        check_stopped()
        result = splotch.main(
            None if arguments is None else list(arguments),
            "splotch",
            complete_var=_COMPLETION,
            standalone_mode=False,
        )
    except click.UsageError as error:
        context = error.ctx
        hint = f" ({context.command_path} --help lists what it takes)" if context else ""
        return _fail(error.format_message().rstrip(".") + hint, 2)
    except click.ClickException as error:
        return _fail(error.format_message(), error.exit_code)
    except TakenError as error:
        return _fail(f"{error}, or --force to replace it", 1)
    except SplotchError as error:
        return _fail(str(error), 1)
    except MemoryError:
        return _fail("out of memory: take fewer steps, dims or a smaller size", 1)
    except StoppedError as error:
        return _fail("stopped", 128 + error.number)
    except (click.Abort, KeyboardInterrupt):
        return _fail("stopped", 130)
    except BrokenPipeError:
        # The reader of our output went away, as `head` does. Nobody reads a message.
        _drop(_STDOUT)
        return 1
    except OSError as error:
        # Files are written and read by those who say what is wrong with them; what is left is
        # output that goes to a full disk, and a system out of processes or open files.
        _drop(_STDOUT)
        return _fail(f"cannot go on: {reason_of(error)}", 1)
    return result if isinstance(result, int) else 0


def _drop(number: int) -> None:
    """Let what is still buffered go nowhere, so that Python's flush at exit does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def _fail(message: str, code: int) -> int:
    # Whatever was typed or read may be in it, as long as it is.
    message = re.sub(rf"\S{{{_LONGEST_WORD},}}", lambda word: _shortened(word[0]), message)
    if len(message) > _LONGEST_MESSAGE:
        message = f"{message[:_LONGEST_MESSAGE]}…"
    try:
        print(f"splotch: {printable(message)}", file=sys.stderr, flush=True)
    except OSError:
        # Nobody can be told, but the code tells.
        _drop(_STDERR)
    return code


def _shortened(word: str) -> str:
    """Return both ends of a word: of a path, one is not enough to know it by."""
    return f"{word[:60]}…{word[-40:]}"
