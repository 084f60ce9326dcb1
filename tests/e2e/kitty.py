"""A terminal that shows kitty's pictures: it keeps them by number, until told to delete them."""

import io
from base64 import standard_b64decode
from collections import namedtuple

from PIL import Image

QUESTION = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
ANSWERS = {
    QUESTION: b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b[16t": b"\x1b[6;20;10t",
    # The last question of the three; those of others in between end otherwise.
    b"\x1b[c": b"\x1b[?62;c",
}
Placed = namedtuple("Placed", "image column row columns rows")


class KittyPictures:
    """The pictures that are there by now, and how many there were."""

    def __init__(self):
        self.placed = {}
        self.shown = 0
        self._keys = {}
        self._data = b""

    def take(self, terminal, string):
        """Take a command, which may be a part of one."""
        assert string.startswith(b"\x1b_G"), string[:20]
        keys, _, data = string[3:-2].partition(b";")
        keys = dict(key.split("=") for key in keys.decode().split(","))
        if "a" in keys:
            assert not self._data, "a picture is not whole, and the next command is there"
            self._keys = keys
        if self._keys["a"] == "d":
            assert self._keys["d"] == "I"
            self.placed.pop(self._keys["i"], None)
        elif self._keys["a"] == "T":
            assert len(data) <= 4096
            self._data += data
            if keys["m"] == "0":
                self._place(terminal.screen.cursor)

    def _place(self, cursor):
        data, self._data = self._data, b""
        assert self._keys["q"] == "2"
        assert self._keys["C"] == "1"
        image = Image.open(io.BytesIO(standard_b64decode(data))).convert("RGB")
        size = int(self._keys["c"]), int(self._keys["r"])
        self.placed[self._keys["i"]] = Placed(image, cursor.x, cursor.y, *size)
        self.shown += 1

    @property
    def only(self):
        """The one picture there is, or None."""
        assert len(self.placed) <= 1, "a picture was not taken away"
        return next(iter(self.placed.values()), None)
