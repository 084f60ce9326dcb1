"""Pixels blended, and turned into what encoders take, are what the formulas say."""

import numpy as np
import pytest

from render.canvas import Canvas
from render.kernels.strokes import overlay


def canvas_of(rng, height, width):
    canvas = Canvas(np.zeros((height, 3)), width)
    canvas.pixels[..., :3] = rng.integers(0, 256, (height, width, 3))
    return canvas


def test_empty_canvas_is_its_background():
    background = np.arange(90.0).reshape(30, 3)
    canvas = Canvas(background, 64)
    canvas.pixels[:] = 7
    canvas.z_buffer[:] = 1.0
    canvas.clear()
    assert np.array_equal(canvas.rgb(), np.repeat(background[:, None].astype(np.uint8), 64, axis=1))
    assert not canvas.z_buffer.any()


@pytest.mark.parametrize("width", [64, 70, 90, 96])
def test_luma_and_chroma_are_those_of_bt_709(width):
    canvas = canvas_of(np.random.default_rng(width), 48, width)
    red, green, blue = np.moveaxis(canvas.rgb().astype(float), -1, 0)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    # Video has 219 steps of luma from 16 on, and 224 of chroma around 128.
    expected = [16 + luma * 219 / 255]
    for colour, scale in ((blue, 1.8556), (red, 1.5748)):
        squares = ((colour - luma) / scale).reshape(24, 2, width // 2, 2)
        expected.append(128 + squares.mean(axis=(1, 3)) * 224 / 255)
    got = canvas.yuv420()
    assert got.shape == (72, width)
    flat = np.concatenate([plane.ravel() for plane in expected])
    assert np.abs(got.ravel() - flat).max() < 0.51


@pytest.mark.parametrize(("left", "top"), [(0, 0), (13, 5), (-9, -4), (60, 40), (200, 3), (3, -99)])
@pytest.mark.parametrize("size", [(20, 3), (21, 29), (17, 8)])
def test_overlay_blends_by_opacity_and_cuts_off_what_sticks_out(left, top, size):
    rng = np.random.default_rng(left + 1000)
    canvas = canvas_of(rng, 48, 80)
    before = canvas.rgb().astype(float)
    picture = rng.integers(0, 256, (*size, 4), dtype=np.uint8)
    overlay(picture, left, top, canvas.pixels)
    expected = before.copy()
    for row, column in np.ndindex(*size):
        if 0 <= top + row < 48 and 0 <= left + column < 80:
            *over, alpha = picture[row, column] / 255.0
            under = before[top + row, left + column]
            mixed = alpha * 255.0 * np.array(over) + (1.0 - alpha) * under
            expected[top + row, left + column] = mixed
    assert np.abs(canvas.rgb() - expected).max() < 0.51
