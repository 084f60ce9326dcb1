"""What the film formats with a video codec have in common."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from render.formats.ffmpeg import Ffmpeg, escaped, raw_input
from render.frames import FrameSource

# The colours of high-definition television. Both the planes that ffmpeg is sent and the film are
# marked as such: where only the film is, ffmpeg takes the planes for older television and converts.
_BT_709 = (
    *("-color_range", "tv", "-colorspace", "bt709"),
    *("-color_primaries", "bt709", "-color_trc", "bt709"),
)


def write_video(source: FrameSource, path: Path, provenance: str, codec: Sequence[str]) -> None:
    """Encode the frames of a source.

    Parameters
    ----------
    source : FrameSource
        The pictures.
    path : Path
        The file; its ending says what kind.
    provenance : str
        For its `comment` tag.
    codec : sequence of str
        ffmpeg's arguments that choose the codec and how it works.
    """
    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder, "metadata")
        metadata.write_text(f";FFMETADATA1\ncomment={escaped(provenance)}\n", encoding="utf-8")
        arguments = [
            *_BT_709,
            *raw_input(source.size, source.fps, "yuv420p"),
            *("-f", "ffmetadata", "-i", str(metadata), "-map", "0:v", "-map_metadata", "1"),
            *codec,
            *("-pix_fmt", "yuv420p"),
            *_BT_709,
            # No date and no version in the file: the same film is the same bytes.
            *("-fflags", "+bitexact", "-flags:v", "+bitexact", f"file:{path}"),
        ]
        with Ffmpeg(arguments) as ffmpeg:
            for picture in source.pictures():
                ffmpeg.send(picture)
