"""Make the manual page, docs/splotch.1, of what `splotch --help` and its commands' helps say.

python scripts/manual_page.py
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import dedent, wrap

import click

from splotch_tui.cli import COMMANDS, EXIT_CODES, splotch
from splotch_tui.commands.subcommand import Example, Records, Subcommand

PAGE = Path(__file__).parents[1] / "docs" / "splotch.1"
_CODE = re.compile("`([^`]*)`")
_FLAG = re.compile(r"(?<![\w-])(--?[a-z][\w-]*)")
# What typesetters make other letters of than those that are typed.
_LITERAL = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}


def manual_page() -> str:
    """Return the page, in the macros of man(7)."""
    root = click.Context(splotch, info_name="splotch", **splotch.context_settings)
    title, *paragraphs = _paragraphs(splotch)
    lines = [
        '.\\" Made by scripts/manual_page.py; what it says is in splotch_tui/commands.',
        '.TH SPLOTCH 1 "" "splotch" "User Commands"',
        *(".SH NAME", f"splotch \\- {_prose(title[0].lower() + title[1:].rstrip('.'))}"),
        *(".SH SYNOPSIS", ".B splotch", r"[\fICOMMAND\fR] [\fIOPTIONS\fR] [\fIFILE\fR]"),
        *(".SH DESCRIPTION", *_text(paragraphs)),
        *(".SH OPTIONS", *_options(_records(splotch.get_params(root), root))),
        ".SH COMMANDS",
    ]
    for name in COMMANDS:
        command = splotch.get_command(root, name)
        assert isinstance(command, Subcommand)
        lines += _command(command, click.Context(command, root, name))
    lines += [".SH EXIT STATUS", *_options(EXIT_CODES.items())]
    _, *examples = _examples(splotch.examples)
    return "\n".join((*lines, ".SH EXAMPLES", *examples)) + "\n"


def _command(command: Subcommand, context: click.Context) -> Iterator[str]:
    """Yield the lines of a command."""
    usage = " ".join(command.collect_usage_pieces(context))
    yield f'.SS "{_literal(context.command_path)} {_literal(usage)}"'
    yield from _text(_paragraphs(command))
    for title, records in command.option_sections(context).items():
        # Every command has help.
        own = [record for record in records if not record[0].endswith("--help")]
        if own:
            yield ".PP"
            yield f".I {_prose(title)}:"
            yield from _options(own)
    yield ".PP"
    yield ".I Examples:"
    yield from _examples(command.examples)


def _records(parameters: Sequence[click.Parameter], context: click.Context) -> Records:
    found = (parameter.get_help_record(context) for parameter in parameters)
    return [record for record in found if record is not None]


def _paragraphs(command: click.Command) -> Sequence[str]:
    text = dedent(command.help or "")
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]


def _text(paragraphs: Iterable[str]) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        yield from ([".PP"] if number else [])
        yield _prose(paragraph)


def _options(records: Iterable[tuple[str, str]]) -> Iterator[str]:
    for typed, about in records:
        # Flags are bold, what they take is in italics.
        parts = _FLAG.split(typed)
        fonts = (("I", "B")[number % 2] for number in range(len(parts)))
        flags = len(parts) > 1
        yield ".TP"
        yield "".join(
            f"\\f{font}{_literal(part)}\\fR" if part.strip(" ,/") else _literal(part)
            for font, part in zip(fonts if flags else "B", parts, strict=True)
        )
        yield _prose(about)


def _examples(examples: Iterable[Example]) -> Iterator[str]:
    for about, line in examples:
        yield ".PP"
        yield f"{_prose(about)}:"
        yield from (".PP", ".RS 4", ".nf", f"\\fB{_literal(line)}\\fR", ".fi", ".RE")


def _prose(text: str) -> str:
    """Return words, in lines; those between backquotes are typed, and so are flags."""
    parts = _CODE.split(text)
    words = "".join(
        f"\\fB{_literal(part)}\\fR" if number % 2 else _plain(part)
        for number, part in enumerate(parts)
    )
    lines = wrap(words, 80, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(_begun, lines))


def _plain(text: str) -> str:
    return _FLAG.sub(lambda flag: flag[0].replace("-", r"\-"), _ascii(text.replace("\\", r"\e")))


def _literal(text: str) -> str:
    """Return what is typed as it is typed."""
    return _ascii("".join(_LITERAL.get(letter, letter) for letter in text))


def _ascii(text: str) -> str:
    """Return a text for typesetters of any age."""
    return "".join(letter if letter.isascii() else f"\\[u{ord(letter):04X}]" for letter in text)


def _begun(line: str) -> str:
    """Return a line that begins with no control character."""
    return f"\\&{line}" if line.startswith((".", "'")) else line


if __name__ == "__main__":
    PAGE.write_text(manual_page())
