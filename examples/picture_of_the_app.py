"""Draw the app as it stands at a step of a run, as the README shows it.

python examples/picture_of_the_app.py PICTURE.png [STEP [COLUMNS ROWS [KEY ...]]]
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont

# Before Textual is imported, which reads it then.
os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"

from splotch_tui import PRESETS
from splotch_tui.session.start import Start
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config

SVG = "{http://www.w3.org/2000/svg}"
# Of a cell, in Textual's pictures and in ours.
THEIR_WIDTH, THEIR_HEIGHT = 12.2, 24.4
WIDTH, HEIGHT = 9, 18
# How often the screen is looked at, and how long it has to be the same.
SECONDS, LOOKS = 0.5, 4


async def take(step: int, size: tuple[int, int], keys: list[str]) -> str:
    """Return the screen as SVG, once the run is at the step and nothing moves any more."""
    app = SplotchApp(PRESETS["original"], config=Config(glyphs="braille"))
    async with app.run_test(size=size) as pilot:
        app.session.play(Start(PRESETS["original"], step=step))
        app.session.run(False)
        while app.session.snapshot.step < step:
            await pilot.pause(0.05)
        await pilot.press(*keys)
        looks = [app.export_screenshot()]
        # What is said for a while hides what is below it.
        while len(looks) < LOOKS or len(set(looks[-LOOKS:])) > 1 or app.screen.has_class("-notice"):
            await asyncio.sleep(SECONDS)
            looks.append(app.export_screenshot())
        return looks[-1]


def draw(svg: str, size: tuple[int, int]) -> Image.Image:
    """Return a picture of what an SVG of a screen shows, cell by cell."""
    root = ET.fromstring(svg)
    colours = dict(re.findall(r"-(r\d+) { fill: (#\w+)", svg))
    bold = set(re.findall(r"-(r\d+) {[^}]*font-weight: bold", svg))
    picture = Image.new("RGB", (size[0] * WIDTH, size[1] * HEIGHT), "#121212")
    pen = ImageDraw.Draw(picture)
    folder = Path(matplotlib.get_data_path()) / "fonts/ttf"
    fonts = [
        ImageFont.truetype(str(folder / f"DejaVuSansMono{kind}.ttf"), 14) for kind in ("", "-Bold")
    ]
    for rect in root.iter(f"{SVG}rect"):
        if rect.get("shape-rendering") == "crispEdges":
            x, y, width = (float(rect.get(name, 0)) for name in ("x", "y", "width"))
            left, right = round(x / THEIR_WIDTH), round((x + width) / THEIR_WIDTH)
            row = round((y - 1.5) / THEIR_HEIGHT)
            if left == right:
                continue
            ends = (right * WIDTH - 1, (row + 1) * HEIGHT - 1)
            pen.rectangle((left * WIDTH, row * HEIGHT, *ends), rect.get("fill"))
    for text in root.iter(f"{SVG}text"):
        kind = (text.get("class") or "").rpartition("-")[2]
        if kind in colours:
            column = round(float(text.get("x", 0)) / THEIR_WIDTH)
            row = round((float(text.get("y", 0)) - 20) / THEIR_HEIGHT)
            for char in (text.text or "").replace("\xa0", " ").rstrip("\n"):
                draw_cell(
                    pen, column * WIDTH, row * HEIGHT, char, colours[kind], fonts[kind in bold]
                )
                column += 1
    return picture


def draw_cell(
    pen: ImageDraw.ImageDraw, x: int, y: int, char: str, colour: str, font: ImageFont.FreeTypeFont
) -> None:
    """Draw a character; those that are made of dots or blocks as terminals do."""
    if char == "▀":
        pen.rectangle((x, y, x + WIDTH - 1, y + HEIGHT // 2 - 1), colour)
    elif "\u2800" <= char < "\u2900":
        bits = ord(char) - 0x2800
        # The dots of a cell, by bit: down the left column, then the right, then the last row.
        places = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
        for bit, (across, down) in enumerate(places):
            if bits >> bit & 1:
                left, top = x + 1 + 4 * across, y + 1 + down * HEIGHT / 4
                pen.ellipse((left, top, left + 2.5, top + 2.5), colour)
    elif char != " ":
        pen.text((x, y), char, colour, font)


def main(path: str, step: int = 4600, columns: int = 200, rows: int = 60, *keys: str) -> None:
    """Write the picture."""
    # No run of the user's is touched.
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        os.environ[name] = tempfile.mkdtemp()
    size = (columns, rows)
    picture = draw(asyncio.run(take(step, size, list(keys or ("v",)))), size)
    picture.save(path, optimize=True)


if __name__ == "__main__":
    name, *rest = sys.argv[1:]
    main(name, *map(int, rest[:3]), *rest[3:])
