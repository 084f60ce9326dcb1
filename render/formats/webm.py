"""WebM: VP9, smaller than MP4 and made for the web, the recipe in its `comment` tag."""

from __future__ import annotations

from pathlib import Path

from render.formats.ffmpeg import read_comment
from render.formats.video import write_video
from render.frames import FrameSource
from render.quality import Settings

# What ffmpeg calls it.
ENCODER = "libvpx-vp9"
# VP9's constant quality that looks like H.264's of 12 less.
_FROM_H264 = 12


def write(source: FrameSource, path: Path, settings: Settings, provenance: str) -> None:
    """See `render.formats.FormatModule`."""
    crf = str(settings.crf + _FROM_H264)
    # Threads work on tiles, not on rows: so the film is the same bytes for any number of them.
    speed = ("-deadline", "realtime", "-cpu-used", "6", "-row-mt", "0")
    codec = ("-c:v", ENCODER, *speed, "-crf", crf, "-b:v", "0")
    write_video(source, path, provenance, codec, source.threads)


def read_provenance(path: Path) -> str:
    """See `render.formats.FormatModule`."""
    return read_comment(path, "webm")
