"""What keeps a run free: waves silenced, to see which are needed."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.claims.chart import Chart, Series
from splotch_tui.core.claims.claim import Claim, Found, Verdict
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.survival import Interval, share_of
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.silence import SILENCES, find_silent
from splotch_tui.core.types import Doubles, Truths

_COUNT, _STEPS, _WAVES = 4_000, 5_000, 5
_DIMS = (1, 2, 3)
_FIRST_SEED = 110_000_000
_SAID = {
    "none": "as drawn",
    "channels": "channels silenced",
    "diagonals": "diagonals silenced",
    "random": "as many random waves silenced",
}


def _measure(sample: Sample) -> Found:
    numbers: dict[str, Interval | float | int] = {}
    shares: dict[tuple[int, str], Interval] = {}
    count = sample.size(_COUNT)
    for dims in _DIMS:
        seeds = range(_FIRST_SEED + 1_000_000 * dims, _FIRST_SEED + 1_000_000 * dims + count)
        table = sample.table(
            {"seed": seeds, "dims": dims, "steps": _STEPS, "silence": list(SILENCES)}
        )
        for silence in SILENCES:
            part = table["silence"] == silence
            free = table["phase"][part] != "snag"
            shares[dims, silence] = share_of(int(free.sum()), count)
            numbers[f"free, D = {dims}, {_SAID[silence]}"] = shares[dims, silence]
            if silence == "none":
                numbers |= _of_landscapes(dims, seeds, free)
    verdict = Verdict.UPHELD
    for dims in _DIMS:
        drawn, without = shares[dims, "none"], shares[dims, "channels"]
        if not (without.high < drawn.low and shares[dims, "diagonals"].low > drawn.high):
            verdict = Verdict.UNDECIDED
    if any(shares[dims, "channels"].low > shares[dims, "none"].high for dims in _DIMS):
        verdict = Verdict.REFUTED
    why = "; ".join(
        f"D = {dims}: {shares[dims, 'none'].value:.4f} as drawn, "
        f"{shares[dims, 'channels'].value:.4f} without channels, "
        f"{shares[dims, 'diagonals'].value:.4f} without diagonals"
        for dims in _DIMS
    )
    series = [
        Series(f"D = {dims}", list(range(4)), [shares[dims, one] for one in SILENCES], line=True)
        for dims in _DIMS
    ]
    chart = Chart(
        f"the share of runs that are free at {_STEPS:,} steps",
        "",
        "share free",
        series,
        ticks=[(i, _SAID[silence]) for i, silence in enumerate(SILENCES)],
    )
    return Found(numbers, verdict, why, chart)


def _of_landscapes(dims: int, seeds: range, free: Truths) -> dict[str, Interval | float | int]:
    """Return what the waves of landscapes say of who is free."""
    channels, ratio, orthogonal = [], [], []
    for seed in seeds:
        land = Landscape.from_seed(seed, dims=dims, waves=_WAVES)
        power = land.s**2 + land.c**2
        along = find_silent("channels", land.k, land.k0, seed)
        across = find_silent("diagonals", land.k, land.k0, seed)
        channels.append(int(along.sum()))
        ratio.append(np.sqrt(power[along].sum() / max(power[across].sum(), 1e-300)))
        orthogonal.append(not land.k0.any())
    found: dict[str, Interval | float | int] = {}
    number, all_free = np.array(channels), int(free.sum())
    if dims == 1:
        for n in range(5):
            part = number == n
            if part.any():
                found[f"free, D = 1, {n} channels"] = share_of(
                    int(free[part].sum()), int(part.sum())
                )
    if 0 < all_free < len(free):
        found[f"AUC of channels over diagonals, D = {dims}"] = _auc(np.array(ratio), free)
        found[f"free with a channel, of the free, D = {dims}"] = share_of(
            int((free & (number > 0)).sum()), all_free
        )
        found[f"all k0 = 0, of the free, D = {dims}"] = share_of(
            int((free & np.array(orthogonal)).sum()), all_free
        )
    return found


def _auc(score: Doubles, hit: Truths) -> float:
    """Return the chance that the score of one that is hit is larger than of one that is not."""
    from scipy.stats import mannwhitneyu

    hits, others = score[hit], score[~hit]
    return float(mannwhitneyu(hits, others).statistic / (len(hits) * len(others)))


CLAIM = Claim(
    words='Seed 1725 is special "because the ridges are exactly orthogonal" to x0 (the comment).',
    hypothesis="What keeps a run free are channels, waves whose ridges run along x0 and wall the "
    "xn in, against diagonals, which turn its motion aside: without channels fewer runs are free, "
    "without diagonals more.",
    statistic="The share free at 5,000 steps on the same landscapes as drawn, and with channels, "
    "diagonals, or as many random waves silenced; by number of channels; the AUC of the ratio of "
    "amplitudes (root sum of squares) of channels to diagonals; how many of the free have all "
    "k0 = 0.",
    sample="4,000 landscapes each of D = 1, 2, 3, W = 5, ε = 0.1; seeds from 110,000,000 + "
    "1,000,000·D on.",
    rule="Upheld if at each D the Wilson interval without channels lies below that as drawn, and "
    "without diagonals above; refuted if at some D more are free without channels; undecided "
    "otherwise.",
    limits="Silencing a wave also makes the hills lower; the random waves are the measure of that.",
    measure=_measure,
    descent_steps=_COUNT * len(_DIMS) * len(SILENCES) * _STEPS,
)
