"""The card of an ensemble's table: what varies, who is free, and survival."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.ensemble.columns import KINDS, recipe_of
from splotch_tui.core.ensemble.digest import Digest, Group
from splotch_tui.core.ensemble.table import Table
from splotch_tui.core.ensemble.words import (
    told_exceptions,
    told_grid,
    told_median,
    told_option,
    told_share,
)
from splotch_tui.core.notebook.markup import Code, card, lines, table
from splotch_tui.core.notebook.svg import COLOURS, INK, Curve, Panel, Words, draw
from splotch_tui.core.types import Doubles

# More groups are not told one by one.
_MOST_GROUPS = 24
# Survival is drawn over the last so many powers of ten, or from where it first falls.
_DECADES = 3
_HEIGHT = 110


def told_table(made: Table) -> str:
    """Return what a table is of, on one line."""
    added = [name for name in made if name not in KINDS]
    columns = f"{len(made)} columns" + f", {', '.join(added)} added" * bool(added)
    return f"{', '.join(_phrases(_digest_of(made), made))}; {columns}"


def table_card(made: Table) -> str:
    """Return the card of a table, as HTML."""
    digest = _digest_of(made)
    first, *others = _phrases(digest, made)
    everything, *groups = digest.groups()
    told = [everything, *groups[:_MOST_GROUPS]]
    rows = [_told(group) for group in told]
    if len(groups) > _MOST_GROUPS:
        rows.append((f"and {len(groups) - _MOST_GROUPS:,} more values", "", "", "", ""))
    heads = ("", "descents", "free at the end", "half have snagged by", "released")
    calls = [
        ("columns", ", ".join(made)),
        ("to go on", Code("table.to_dataframe(), run(table.recipe(0))")),
    ]
    return card(
        first,
        ", ".join(others),
        _figure(everything, groups),
        table(rows, heads),
        lines(told_exceptions(digest, everything)),
        table(calls),
    )


def _digest_of(made: Table) -> Digest:
    digest = Digest()
    digest.add(made)
    return digest


def _phrases(digest: Digest, made: Table) -> list[str]:
    return told_grid(digest, recipe_of(made, 0))


def _told(group: Group) -> tuple[str, ...]:
    return (
        told_option(group.option, group.value) if group.option else "all",
        f"{group.count:,}",
        told_share(group),
        told_median(group),
        f"{group.releases:,}",
    )


def _figure(everything: Group, groups: list[Group]) -> str:
    """Return the curves of survival: of the values of the first option that has few, or of all."""
    by_option: dict[str, list[Group]] = {}
    for group in groups:
        by_option.setdefault(group.option, []).append(group)
    few = (some for some in by_option.values() if len(some) <= len(COLOURS))
    drawn = next(few, [everything])
    last = max(float(group.survival.steps[-1]) for group in drawn)
    falls = [group.survival.steps[group.survival.share < 1.0] for group in drawn]
    first = min((float(steps[0]) for steps in falls if len(steps)), default=last)
    low = max(min(first, last / 10.0), last / 10.0**_DECADES, 1.0)

    def across(steps: Doubles) -> Doubles:
        # A run of one step has no width.
        return np.asarray(np.log(np.maximum(steps, low) / low) / np.log(max(last / low, 2.0)))

    title = [Words("not snagged yet, by step (log scale)")]
    curves = []
    for group, colour in zip(drawn, COLOURS if len(drawn) > 1 else (INK,), strict=False):
        survival = group.survival
        # Each share holds until the next; before the first all are free.
        steps = np.concatenate(([low], np.repeat(survival.steps, 2)))
        share = np.repeat(np.concatenate(([1.0], survival.share)), 2)[: len(steps)]
        curves.append(Curve(across(steps), share, colour))
        if group.option:
            title.append(Words(told_option(group.option, group.value), colour=colour))
    powers = 10.0 ** np.arange(np.ceil(np.log10(low)), np.log10(last))
    inside = [step for step in powers if 0.1 < across(step) < 0.8]
    ticks = [Words(f"{step:,.0f}", float(across(step))) for step in (low, *inside)]
    ticks.append(Words(f"{last:,.0f} steps", 1.0))
    panel = Panel(title, curves, height=_HEIGHT, ends=(0.0, 1.0))
    return draw([panel], [], ticks, "The share of descents that has not snagged yet, by step")
