"""MP4: H.264 that plays everywhere, the recipe in its `comment` tag."""

from __future__ import annotations

import tempfile
from pathlib import Path

from render.formats.ffmpeg import Ffmpeg, escaped, raw_input, read_comment
from render.quality import Settings
from render.take import Take


def write(take: Take, path: Path, settings: Settings, provenance: str) -> None:
    """See `render.formats.FormatModule`."""
    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder, "metadata")
        metadata.write_text(f";FFMETADATA1\ncomment={escaped(provenance)}\n", encoding="utf-8")
        arguments = [
            *raw_input(take.size, take.fps),
            *("-f", "ffmetadata", "-i", str(metadata), "-map", "0:v", "-map_metadata", "1"),
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", str(settings.crf)),
            # The colours of high-definition television, and marked as such.
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-pix_fmt", "yuv420p"),
            *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
            *("-movflags", "+faststart", "-fflags", "+bitexact", f"file:{path}"),
        ]
        with Ffmpeg(arguments) as ffmpeg:
            for picture in take.pictures():
                ffmpeg.send(picture)


def read_provenance(path: Path) -> str:
    """See `render.formats.FormatModule`."""
    return read_comment(path)
