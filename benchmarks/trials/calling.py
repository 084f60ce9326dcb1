"""The program's command called in this process, and what it may never do."""

from __future__ import annotations

import io
import sys
import unicodedata
import warnings
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from splotch_tui.cli import main

# Control characters, format characters (bidirectional overrides are some), lone surrogates, private
# and unassigned code points, and the two separators that some terminals take for line ends.
_FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# The longest line that is a message and not a dump.
_LONGEST_LINE = 1300


@dataclass(frozen=True)
class Answer:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


def call(*arguments: str, stdin: str = "") -> Answer:
    """Run ``splotch ARGUMENTS``; whatever it raises becomes exit code -1, as nothing may."""
    out, err = io.StringIO(), io.StringIO()
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "stdin", io.StringIO(stdin)),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("always")
        try:
            code = main(arguments)
        except BaseException as error:  # noqa: BLE001 - the worst is looked for
            return Answer(-1, out.getvalue(), f"raised {error!r}")
    return Answer(code, out.getvalue(), err.getvalue())


def wrong_with(answer: Answer) -> str:
    """Return what is wrong with an answer, whatever was asked; an empty text if nothing is."""
    lines = answer.err.splitlines()
    if answer.code not in {0, 1, 2}:
        return f"exit code {answer.code}: {answer.err[-200:]!r}"
    if "out of memory" in answer.err:
        return "it took too much memory"
    if controls(answer.out + answer.err):
        return f"control characters: {controls(answer.out + answer.err)!r}"
    if answer.code and (len(lines) != 1 or not lines[0].startswith("splotch: ") or answer.out):
        return f"not one line: {(answer.out + answer.err)[-200:]!r}"
    if not answer.code and any("Warning" in line or "splotch:" in line for line in lines):
        return f"it complains: {answer.err[-200:]!r}"
    if any(len(line) > _LONGEST_LINE for line in lines):
        return f"a line of {max(map(len, lines))} letters"
    return ""


def controls(text: str) -> str:
    """Return the letters in `text` that no terminal should be sent."""
    return "".join(
        letter for letter in text if letter != "\n" and unicodedata.category(letter) in _FORBIDDEN
    )
