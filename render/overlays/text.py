"""Text as small pictures, quickly: the caption changes with every frame."""

from __future__ import annotations

import re
from functools import cache, reduce
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from render.theme import Colour
from splotch_tui.core.types import Bytes

# See render/fonts/README.md.
_FONTS = Path(__file__).parents[1] / "fonts"
_FACES = {False: "Inter-Regular.ttf", True: "Inter-SemiBold.ttf"}
# What has letters that those do not have is set in matplotlib's.
_OTHER_FACES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
# Letters that both have, known without a look at them, which takes time.
USUAL = re.compile("[ -~\u00a0-\u00ac\u00ae-ňŊ-žΑ-ΡΣ-ωА-я₀-₉·–—…→−×‖≤≥]*")
# A soft seam of the background's colour keeps text readable over any hill.
_SEAM = 0.1
_SEAM_OPACITY = 0.6
# Of the seam, by the letters' opacity beside it.
_SEAMS = (_SEAM_OPACITY * np.arange(256)).astype(np.uint8)
# Type is set so many times as large and made smaller, so that its letters are where they belong and
# not at whole pixels: small type more so.
_SMALL, _FINER, _LESS_FINE = 20.0, 3, 2
# A number that changes has few new pieces: figures do not depend on their neighbours, nor words.
_PIECES = re.compile(r"[0-9.,−%]| |[^0-9.,−% ]+")
_MOST_PIECES = 256
# Most lines stay the same for long; those that do not push the others out now and then. Threads
# may set the same line twice, and find it gone: neither changes what they get.
_MOST_CACHED = 32


@cache
def _letters(file: str) -> frozenset[int]:
    """Return the code points that a face has."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(file).get_charmap())


def _other_face(bold: bool) -> str:
    import matplotlib

    return str(Path(matplotlib.get_data_path(), "fonts", "ttf", _OTHER_FACES[bold]))


def find_face(text: str, *, bold: bool = False) -> str:
    """Return the file of the face for a text."""
    own = str(_FONTS / _FACES[bold])
    return own if USUAL.fullmatch(text) or not _lacking(text, own) else _other_face(bold)


def _lacking(text: str, file: str) -> str:
    return "".join(dict.fromkeys(each for each in text if ord(each) not in _letters(file)))


def missing_letters(text: str, *, bold: bool = False) -> str:
    """Return the letters of `text` that the face for it does not have, each once."""
    return _lacking(text, find_face(text, bold=bold))


def faded(picture: Bytes, part: float) -> Bytes:
    """Return a picture with `part` of its opacity."""
    if part >= 1.0:
        return picture
    weaker = picture.copy()
    weaker[..., 3] = np.rint(part * picture[..., 3]).astype(np.uint8)
    return weaker


class TextRenderer:
    """Sets lines of text in one face, size and colour.

    Parameters
    ----------
    size : float
        Height of the type, pixels.
    colour : tuple
        0 to 255.
    seam : tuple
        Colour of the thin seam around the letters.
    bold : bool
        Which face.
    text : str
        What may have letters that are not in every face: a user's title.

    Attributes
    ----------
    height : int
        Rows of a line's picture.
    ascent : int
        Rows above its base line.
    """

    def __init__(
        self, size: float, colour: Colour, seam: Colour, *, bold: bool = False, text: str = ""
    ) -> None:
        self._finer = _FINER if size < _SMALL else _LESS_FINE
        self._font = ImageFont.truetype(find_face(text, bold=bold), size * self._finer)
        # By the letters' opacity: red, green and blue from the seam's to theirs.
        part = np.linspace(0.0, 1.0, 256)[:, None]
        self._shades = np.zeros((256, 4), np.uint8)
        self._shades[:, :3] = part * np.array(colour) + (1.0 - part) * np.array(seam)
        self._stroke = max(1, round(_SEAM * size))
        self._cache: dict[str, Bytes] = {}
        self._pieces: dict[str, Bytes] = {}
        self._advances: dict[str, float] = {}
        ascent, descent = (-(-length // self._finer) for length in self._font.getmetrics())
        self.ascent = ascent + self._stroke
        self.height = ascent + descent + 2 * self._stroke

    def width(self, text: str) -> int:
        """Return how many pixels wide `text` will be."""
        advance = sum(self._advance(piece) for piece in _PIECES.findall(text))
        return int(advance / self._finer) + 2 * self._stroke + 1

    def picture(self, text: str) -> Bytes:
        """Return `text` as red, green, blue and opacity, shape (h, w, 4)."""
        picture = self._cache.get(text)
        if picture is None:
            picture = self._set(text)
            if len(self._cache) >= _MOST_CACHED:
                self._cache.clear()
            self._cache[text] = picture
        return picture

    def _advance(self, piece: str) -> float:
        """Return how far a piece of text goes, before it is made smaller."""
        advance = self._advances.get(piece)
        if advance is None:
            if len(self._advances) >= _MOST_PIECES:
                self._advances.clear()
            advance = self._advances[piece] = self._font.getlength(piece)
        return advance

    def _letters(self, piece: str) -> Bytes:
        """Return the opacity of a piece of text, with room beside it."""
        letters = self._pieces.get(piece)
        if letters is None:
            # On whole pixels in the end: the base line, and so the feet of the letters, are sharp.
            room, base = self._finer * self._stroke, self._finer * self.ascent
            width = int(self._advance(piece)) + 2 * room + 1
            image = Image.new("L", (width, self._finer * self.height))
            ImageDraw.Draw(image).text((room, base), piece, font=self._font, fill=255, anchor="ls")
            if len(self._pieces) >= _MOST_PIECES:
                self._pieces.clear()
            letters = self._pieces[piece] = np.asarray(image)
        return letters

    def _set(self, text: str) -> Bytes:
        finer = self._finer
        whole = np.zeros((finer * self.height, finer * self.width(text)), np.uint8)
        place = 0.0
        for piece in _PIECES.findall(text):
            letters, left = self._letters(piece), round(place)
            room = whole[:, left : left + letters.shape[1]]
            np.maximum(room, letters[:, : room.shape[1]], out=room)
            place += self._advance(piece)
        letters = whole
        if finer > 1:
            letters = np.asarray(Image.fromarray(whole).reduce(finer))
        # A pixel is one integer: four bytes by themselves take three times as long.
        picture = np.take(self._shades.view(np.uint32)[:, 0], letters)
        pixels = picture.view(np.uint8).reshape(*letters.shape, 4)
        # Pillow's own strokes take twice to five times as long.
        np.maximum(letters, np.take(_SEAMS, _dilated(letters, self._stroke)), out=pixels[..., 3])
        return pixels


def _dilated(letters: Bytes, reach: int) -> Bytes:
    """Return the largest value of the square around each pixel."""
    height, width = letters.shape
    shifts = range(2 * reach + 1)
    padded = np.pad(letters, reach)
    # The largest of a square is the largest, along a row, of the largest of its columns.
    columns = reduce(np.maximum, [padded[shift : shift + height] for shift in shifts])
    return reduce(np.maximum, [columns[:, shift : shift + width] for shift in shifts])
