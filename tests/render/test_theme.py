"""The colours of phases and curves can be told apart by all eyes."""

from itertools import combinations

import numpy as np
import pytest

from render.hill_colours import hill_colours
from render.theme import THEMES
from splotch_tui.core.phases import PhaseKind

# How linear red, green and blue look to eyes that lack a kind of cones, wholly: Machado, Oliveira
# and Fernandes, "A physiologically-based model for simulation of color vision deficiency", 2009.
EYES = {
    "normal": np.eye(3),
    "protanopia": np.array(
        (
            (0.152286, 1.052583, -0.204868),
            (0.114503, 0.786281, 0.099216),
            (-0.003882, -0.048116, 1.051998),
        )
    ),
    "deuteranopia": np.array(
        (
            (0.367322, 0.860646, -0.227968),
            (0.280085, 0.672501, 0.047413),
            (-0.011820, 0.042940, 0.968881),
        )
    ),
    "tritanopia": np.array(
        (
            (1.255528, -0.076749, -0.178779),
            (-0.078411, 0.930809, 0.147602),
            (0.004733, 0.691367, 0.303900),
        )
    ),
}


def seen(colour, eyes):
    """A colour in Oklab, where distances are differences to the eye, as these eyes have it."""
    part = np.asarray(colour, np.float64) / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    cones = np.array(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        )
    ) @ np.clip(EYES[eyes] @ linear, 0.0, 1.0)
    return np.cbrt(cones) @ np.array(
        (
            (0.2104542553, 1.9779984951, 0.0259040371),
            (0.7936177850, -2.4285922050, 0.7827717662),
            (-0.0040720468, 0.4505937099, -0.8086757660),
        )
    )


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_phases_differ(theme, eyes):
    assert set(theme.phases) == set(PhaseKind)
    for one, other in combinations(theme.phases.values(), 2):
        assert np.linalg.norm(seen(one, eyes) - seen(other, eyes)) > 0.11
    # A line of any of them is seen on the backing of panels.
    for colour in (*theme.phases.values(), *theme.series, theme.text, theme.quiet):
        assert abs(seen(colour, eyes)[0] - seen(theme.ground, eyes)[0]) > 0.3


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_demon_and_snag_are_no_colours_of_hills(theme):
    hills = [seen(colour, "normal") for colour in hill_colours(256)]
    for kind in (PhaseKind.DEMON, PhaseKind.SNAG):
        place = seen(theme.phases[kind], "normal")
        assert min(np.linalg.norm(place - hill) for hill in hills) > 0.1


@pytest.mark.parametrize("eyes", ["normal", "protanopia", "deuteranopia"])
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_curves_beside_each_other_differ(theme, eyes):
    for one, other in combinations(theme.series, 2):
        assert np.linalg.norm(seen(one, eyes) - seen(other, eyes)) > 0.06
