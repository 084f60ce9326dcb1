"""A palette's entries are the nearest ones, as far as the table of them is fine."""

import numpy as np

from render.kernels.palette import BITS, find_nearest, look_up


def test_every_pixel_gets_an_entry_that_is_nearly_the_nearest():
    rng = np.random.default_rng(3)
    palette = rng.integers(0, 256, (200, 3), dtype=np.uint8)
    entries = np.empty((1 << BITS,) * 3, np.uint8)
    find_nearest(palette, entries)
    picture = rng.integers(0, 256, (24, 40, 3), dtype=np.uint8)
    indices = np.empty(24 * 40, np.uint8)
    look_up(picture, entries, indices)
    pixels = picture.reshape(-1, 1, 3).astype(float)
    distances = np.linalg.norm(pixels - palette, axis=2)
    chosen = distances[np.arange(len(pixels)), indices]
    # A colour is within two steps of the middle of those that share its entry, in each channel.
    assert (chosen - distances.min(axis=1)).max() <= 2 * np.sqrt(12.0)
    assert (chosen == distances.min(axis=1)).mean() > 0.8
