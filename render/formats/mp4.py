"""MP4: H.264 that plays everywhere, the recipe in its `comment` tag."""

from __future__ import annotations

from pathlib import Path

from render.formats.ffmpeg import read_comment
from render.formats.video import write_video
from render.frames import FrameSource
from render.plan import FilmPlan


def write(source: FrameSource, path: Path, plan: FilmPlan, provenance: str) -> None:
    """See `render.formats.FormatModule`."""
    # Without B-frames, and without splitting up the blocks whose movement is looked for: that takes
    # about half off the encoder's time, and as good a picture measures a tenth more, up to a
    # quarter where it is slow and the file is small anyway.
    codec = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-partitions", "i4x4")
    quality = ("-crf", str(plan.settings.crf), "-movflags", "+faststart")
    write_video(source, path, provenance, (*codec, *quality))


def read_provenance(path: Path) -> str:
    """See `render.formats.FormatModule`."""
    return read_comment(path, "mp4")
