"""What the descents of an ensemble were given, in words."""

from __future__ import annotations

import math
from collections.abc import KeysView, Sequence
from itertools import groupby
from typing import Any

from splotch_tui.core.ensemble.columns import GIVEN
from splotch_tui.core.ensemble.digest import Digest, Group
from splotch_tui.core.recipe import BY_NAME, Recipe

# More values are told by the least and the greatest.
_MOST_VALUES = 6


def told_grid(digest: Digest, cell: Recipe) -> list[str]:
    """Return what an ensemble is of, a phrase for each.

    Parameters
    ----------
    digest : Digest
        Of its table.
    cell : Recipe
        Of any of its descents, for what they have in common.
    """
    low, high = digest.extremes["steps"]
    steps = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    phrases = [f"{counted(digest.rows)} of {steps} step{'s' * (high > 1)}"]
    phrases += [f"seed {_told_range(digest, 'seed')}"]
    if digest.extremes["noise_seed"][0] >= 0:
        phrases += [f"noise seed {_told_range(digest, 'noise_seed')}"]
    varied = options_varied(digest)
    for name, parameter in cell.parameters.items():
        # What differs from rule to rule, or within one, is not told of all.
        own = name not in BY_NAME and varied & {"rule", "rule_parameters"}
        if name in {"seed", "noise_seed", "steps"} or own:
            continue
        if name in varied:
            phrases.append(_told_values(digest, name))
        elif parameter.phrase(cell.value(name)) in cell.caption():
            phrases.append(parameter.phrase(cell.value(name)))
    return phrases


def counted(descents: int) -> str:
    """Return how many descents there are."""
    return f"{descents:,} descent{'s' * (descents != 1)}"


def told_option(option: str, value: Any) -> str:
    """Return an option and a value of it as captions say it."""
    # A rule's own parameters are written as they are given.
    return str(value) if option == "rule_parameters" else BY_NAME[option].phrase(value)


def told_share(group: Group) -> str:
    """Return the share of a group that is free at the end, with its interval."""
    share = group.free
    if not group.judged:
        return "not known"
    return f"{share.value:.4f} [{share.low:.4f}, {share.high:.4f}]"


def told_ratios(groups: Sequence[Group]) -> list[str]:
    """Return how often each of some groups is free against the first of its option."""
    told = []
    for option, several in groupby(groups, lambda group: group.option):
        first, *others = several
        for group in others if len(others) < _MOST_VALUES else ():
            ratio = group.free_ratio
            if not math.isnan(ratio.value):
                told.append(
                    f"{option} {group.value}: free {ratio.value:.3g} "
                    f"[{ratio.low:.3g}, {ratio.high:.3g}] times as often as {first.value}"
                )
    return told


def told_median(group: Group) -> str:
    """Return the step by which half of a group have snagged, with its interval."""
    step = group.survival.median
    if math.isnan(step.value):
        young = f"; {group.young:,} in young snags" if group.young else ""
        return f"not by the end{young}"
    low, high = ("…" if math.isnan(end) else f"{end:,.0f}" for end in step[1:])
    return f"{step.value:,.0f} [{low}, {high}]"


def told_exceptions(digest: Digest, everything: Group) -> list[str]:
    """Return what is to be known of some of all descents: a sentence each."""
    told = []
    if everything.young:
        told.append(
            f"{everything.young:,} end in a snag younger than four windows: neither free, "
            "nor counted as snagged"
        )
    unjudged = everything.count - everything.judged - digest.diverged
    if unjudged:
        told.append(f"{unjudged:,} are shorter than a window: too short to be free or not")
    if digest.diverged:
        told.append(f"{digest.diverged:,} diverged, and are in no share")
    return told


def options_varied(digest: Digest) -> KeysView[str]:
    """Return the options that have several values, in their order."""
    several: dict[str, None] = {}
    for name in GIVEN:
        values = digest.values(name)
        if name not in {"seed", "noise_seed"} and (values is None or len(values) > 1):
            several[name] = None
    # Where each rule has one set of its own parameters, the rule's name tells.
    if digest.each_rule_has_one():
        several.pop("rule_parameters", None)
    return several.keys()


def _told_values(digest: Digest, name: str) -> str:
    """Return an option with all its values, or the least and the greatest."""
    parameter, values = BY_NAME[name], digest.values(name)
    if values is not None and len(values) <= _MOST_VALUES:
        return ", ".join([parameter.phrase(values[0]), *map(parameter.text, values[1:])])
    if name not in digest.extremes:
        # Words have none that is the least.
        return f"{parameter.symbol} of many kinds"
    low, high = map(parameter.text, digest.extremes[name])
    return f"{parameter.symbol} from {low} to {high}"


def _told_range(digest: Digest, name: str) -> str:
    low, high = digest.extremes[name]
    return f"{low}" if low == high else f"{low} to {high}"
