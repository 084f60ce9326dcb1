"""What an ensemble's table comes to, for people and as plain values."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

import click
import numpy as np

from splotch_tui.commands.summary import as_json
from splotch_tui.core.ensemble.digest import Digest, Group
from splotch_tui.core.ensemble.survival import Interval, Survival
from splotch_tui.core.ensemble.words import told_exceptions, told_median, told_ratios, told_share
from splotch_tui.core.text import printable
from splotch_tui.ui.plotting.glyphs import fitting_glyphs
from splotch_tui.ui.plotting.plot import Scale, rasterise

_ROWS, _MOST_COLUMNS = 8, 100


def tell_digest(file: Path, digest: Digest, as_json_: bool) -> None:
    """Print what there is to say of a table, for people or as one JSON object."""
    if as_json_:
        click.echo(as_json({"file": str(file), **digest_facts(digest)}))
    else:
        click.echo(digest_as_text(digest))


def digest_facts(digest: Digest) -> dict[str, Any]:
    """Return what there is to say of a table, as plain values; None for what is not known."""
    everything, *groups = (_group_facts(group) for group in digest.groups())
    return {
        "descents": digest.rows,
        "descent_steps": digest.descent_steps,
        "diverged": digest.diverged,
        "all": everything,
        "by": groups,
    }


def _group_facts(group: Group) -> dict[str, Any]:
    return {
        **({"option": group.option, "value": group.value} if group.option else {}),
        "descents": group.count,
        "judged": group.judged,
        "free": _interval_facts(group.free),
        "free_ratio": _interval_facts(group.free_ratio),
        "median_snag_step": _interval_facts(group.survival.median),
        "in_young_snags": group.young,
        "releases": group.releases,
    }


def _interval_facts(interval: Interval) -> list[float | None]:
    return [None if math.isnan(value) else value for value in interval]


def digest_as_text(digest: Digest) -> str:
    """Return what there is to say of a table for people, with its survival drawn."""
    everything, *groups = digest.groups()
    lines = [_row("", "descents", "free at the end", "half have snagged by")]
    for group in (everything, *groups):
        name = printable(f"{group.option} {group.value}") if group.option else "all"
        lines.append(_row(name, f"{group.count:,}", told_share(group), told_median(group)))
    if ratios := told_ratios(groups):
        lines += ["", *map(printable, ratios)]
    lines += ["", "not snagged yet", *_drawn(everything.survival)]
    lines += told_exceptions(digest, everything)
    return "\n".join(lines)


def _row(name: str, count: str, free: str, median: str) -> str:
    return f"{name:<24} {count:>12}  {free:<24} {median}"


def _drawn(survival: Survival) -> list[str]:
    """Return lines that draw the share that has not snagged against steps."""
    glyphs = fitting_glyphs()
    cells = min(shutil.get_terminal_size().columns - 8, _MOST_COLUMNS)
    last = survival.steps[-1]
    edges = np.linspace(0.0, last, cells * glyphs.columns + 1)
    # Before the first that has snagged all are free.
    shares = np.concatenate(([1.0], survival.share))
    share = shares[np.searchsorted(survival.steps, edges, side="right")]
    rows = Scale(0.0, 1.0).dot_rows(share, _ROWS * glyphs.rows)
    dots, _ = rasterise(rows[None, :-1], rows[None, 1:], _ROWS, glyphs)
    labels = {0: "1", _ROWS - 1: "0"}
    lines = [
        f"{labels.get(row, ''):>5} {glyphs.notch if labels.get(row) else glyphs.axis}"
        f"{glyphs.text(dots[row]).rstrip()}"
        for row in range(_ROWS)
    ]
    end = f"{last:,.0f} steps"
    return [*lines, f"{'':7}0{end:>{cells - 1}}"]
