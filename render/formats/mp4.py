"""MP4: H.264 that plays everywhere, the recipe in its `comment` tag."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from render.formats import LONGEST_COMMENT
from render.formats.ffmpeg import read_comment
from render.formats.video import write_video
from render.frames import FrameSource
from render.quality import Settings
from splotch_tui.core.errors import UnreadableError

# What ffmpeg calls it.
ENCODER = "libx264"
# How far a block may have moved, pixels, and how far down another thread's picture is read for it:
# 64 and what x264 puts on top. Threads that could not read so far would make another film.
_REACH, _READ = 64, 72
# A film may have a box for each second or so. More than these are there to take up time.
_MOST_BOXES = 100_000
# So many rows more there have to be for each thread, and there are no more threads than these.
_SPARE, _THREADS = 24, 4


def write(source: FrameSource, path: Path, settings: Settings, provenance: str) -> None:
    """See `render.formats.FormatModule`."""
    # Without B-frames, and without splitting up the blocks whose movement is looked for: that takes
    # about half off the encoder's time, and as good a picture measures a tenth more, up to a
    # quarter where it is slow and the file is small anyway.
    codec = ("-c:v", ENCODER, "-preset", "veryfast", "-bf", "0", "-partitions", "i4x4")
    quality = ("-crf", str(settings.crf), "-movflags", "+faststart")
    # As many for the same picture, whatever there is to run them: now and then a film of fast hills
    # is another one for another number, though these settings leave nothing to it that is known.
    threads = min(_THREADS, max((source.size[1] + _SPARE) // (_READ + _SPARE), 1))
    # A message from the encoder in the stream, which would tell their number, is taken out.
    same = f"mvrange={_REACH}:mvrange-thread={_READ}"
    alike = ("-x264-params", same, "-bsf:v", "filter_units=remove_types=6")
    write_video(source, path, provenance, (*codec, *quality, *alike), threads)


def read_provenance(path: Path) -> str:
    """See `render.formats.FormatModule`."""
    _check_metadata(path)
    return read_comment(path, "mp4")


def _check_metadata(path: Path) -> None:
    """Refuse a film whose metadata are too long, before ffmpeg takes memory for them.

    They are in the boxes of the box `moov` that are no tracks. A box is its length, four letters,
    and what it holds.
    """
    with path.open("rb") as film:
        for kind, begin, end in _boxes(film, 0, path.stat().st_size):
            if kind != b"moov":
                continue
            for inner, first, last in _boxes(film, begin, end):
                if inner != b"trak" and last - first > LONGEST_COMMENT:
                    raise UnreadableError(path, "its comment is longer than any recipe")


def _boxes(film: IO[bytes], begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind of each box between two places of a file, and where its content is."""
    for _ in range(_MOST_BOXES):
        if end - begin < 8:
            return
        film.seek(begin)
        head = film.read(16)
        size, content = int.from_bytes(head[:4]), begin + 8
        if size == 1:  # a long one says so further on
            size, content = int.from_bytes(head[8:]), begin + 16
        following = begin + size if size else end
        # Of what is no box ffmpeg says that it is damaged.
        if not content <= following <= end:
            return
        yield head[4:8], content, following
        begin = following
    raise UnreadableError(Path(film.name), "it has more parts than any film")
