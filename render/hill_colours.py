"""The colours of heights: neutral at zero, blue below, golden above, and ever lighter upwards."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.types import Singles

# What a theme calls them.
HILLS = "hills"
# From the deepest to the highest, equally far apart. They grow lighter all the way, so that they
# can be told apart without hues.
_ANCHORS = (
    *("#0d1440", "#16307a", "#2560a0", "#4f8cab"),
    "#8b9595",
    *("#b89a5e", "#dca83c", "#f6c95a", "#fff3cf"),
)


def hill_colours(count: int) -> Singles:
    """Return colours from deep to high; zero is in the middle.

    Parameters
    ----------
    count : int
        How many.

    Returns
    -------
    ndarray of float32, shape (count, 3)
        Red, green and blue, 0 to 255.
    """
    anchors = np.array([list(bytes.fromhex(anchor[1:])) for anchor in _ANCHORS], np.float64)
    places = np.linspace(0.0, len(_ANCHORS) - 1.0, count)
    channels = [np.interp(places, np.arange(len(_ANCHORS)), channel) for channel in anchors.T]
    return np.stack(channels, axis=1).astype(np.float32)


def colours_of(name: str, count: int) -> Singles:
    """Return the colours of a theme's map from deep to high, shape (count, 3), 0 to 255.

    Parameters
    ----------
    name : str
        See `render.theme.Theme.colours`.
    count : int
        How many.
    """
    if name == HILLS:
        return hill_colours(count)
    import matplotlib

    colours = matplotlib.colormaps[name](np.linspace(0.0, 1.0, count))[:, :3]
    return np.asarray(255.0 * colours, np.float32)
