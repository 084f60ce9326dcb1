"""MP4: H.264 that plays everywhere, the recipe in its `comment` tag."""

from __future__ import annotations

from pathlib import Path

from render.formats.ffmpeg import read_comment
from render.formats.video import write_video
from render.quality import Settings
from render.take import Take


def write(take: Take, path: Path, settings: Settings, provenance: str) -> None:
    """See `render.formats.FormatModule`."""
    # Without B-frames: all of the picture moves, and to look both ways for where it went takes up
    # to a third of the encoder's time. What they save of the file is a few parts in a hundred
    # where it moves fast, and up to a third where it is slow and the file is small anyway.
    codec = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-crf", str(settings.crf))
    write_video(take, path, provenance, (*codec, "-movflags", "+faststart"))


def read_provenance(path: Path) -> str:
    """See `render.formats.FormatModule`."""
    return read_comment(path)
