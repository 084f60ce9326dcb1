"""Findings: what `splotch doctor` has found out, as lines of plain text."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import packages_distributions
from pathlib import Path

from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.text import printable

# What a look at a broken environment may raise: a file, folder or program that cannot be used; a
# package that is not there, in part, damaged, or made for other versions of its neighbours.
_BROKEN = (
    *(SplotchError, OSError, ImportError, AttributeError, TypeError, ValueError, KeyError),
    *(RuntimeError, SystemError),
)
_LONGEST_REASON = 300
_OWN = {"splotch_tui", "render"}


@dataclass(slots=True)
class Findings:
    """What was found out.

    Attributes
    ----------
    lines : list of str
        What there is.
    faults : list of str
        What will not work, why, and what to do.
    limits : list of str
        The same of what is not needed for all the rest.
    """

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)

    def look_at(self, title: str, needed_for: str, probe: Callable[[Findings], None]) -> None:
        """Have a probe tell what it finds, under a title; that it cannot be done is a fault.

        Parameters
        ----------
        title : str
            What the probe looks at.
        needed_for : str
            What will not work where it cannot even be looked at.
        probe : callable
            Tells what it finds.
        """
        self.lines += [*([""] if self.lines else []), title]
        try:
            probe(self)
        except _BROKEN as error:
            reason = _reason(error)
            self.tell("not known", reason)
            # Errors of ours say what to do.
            remedy = "" if isinstance(error, SplotchError) else f": {_remedy(error)}"
            fault = f"{needed_for}: {reason}{remedy}"
            if fault not in self.faults:
                self.faults.append(fault)

    def tell(self, label: str, text: str) -> None:
        """Tell one thing."""
        self.lines.append(f"  {label:<15} {text}")

    def text(self) -> Iterator[str]:
        """Yield all of it as lines that may be shown to anyone: the home folder is ~."""
        lines = [*self.lines, "", "What will not work"]
        lines += [f"  {fault}" for fault in self.faults or ["nothing: all that is needed is there"]]
        if self.limits:
            lines += ["", "What else there could be"]
            lines += [f"  {limit}" for limit in self.limits]
        home = str(Path.home())
        known = re.compile(rf"{re.escape(home)}(?![\w.-])")
        for line in map(printable, lines):
            yield line if home in {os.sep, os.devnull} else known.sub("~", line)


def _reason(error: Exception) -> str:
    """Return why a look failed, in one line."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return where + reason_of(error)
    if isinstance(error, SplotchError):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        return f"there is no package {error.name}"
    first = next(iter(str(error).splitlines()), "").rstrip(".: ")
    return f"{type(error).__name__}: {first[:_LONGEST_REASON]}"


def _remedy(error: Exception) -> str:
    """Return what to do: a package is at fault in whose files it came to an end."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    module = str(frame.f_globals.get("__name__", ""))
    if isinstance(error, ImportError):
        module = error.name or module
    top = module.partition(".")[0]
    if top in _OWN or top in sys.stdlib_module_names:
        known = isinstance(error, OSError) and error.filename
        return "see that you may use it" if known else "install splotch-tui anew"
    (package, *_) = packages_distributions().get(top, [top])
    again = "" if isinstance(error, ModuleNotFoundError) else "--force-reinstall "
    return f"pip install {again}{package}"
