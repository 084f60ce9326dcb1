"""What the film formats with a video codec have in common."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from render.formats.ffmpeg import Ffmpeg, metadata_of, raw_input
from render.frames import FrameSource
from splotch_tui.core.temporaries import temporary_folder

_COLOURS = "colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"


def write_video(
    source: FrameSource, path: Path, provenance: str, codec: Sequence[str], threads: int
) -> None:
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
    threads : int
        How many the codec may use.
    """
    with temporary_folder(Path(tempfile.gettempdir()), "splotch") as folder:
        metadata = folder / "metadata"
        metadata.write_text(metadata_of(provenance), encoding="utf-8")
        arguments = [
            *raw_input(source.size, source.fps, "yuv420p"),
            *("-f", "ffmetadata", "-i", str(metadata), "-map", "0:v", "-map_metadata", "1"),
            *codec,
            *("-threads", str(threads), "-filter_threads", "1"),
            # The colours of high-definition television, as they come, are marked as such: on the
            # frames, as encoders and file formats do not heed what is said of the output.
            *("-vf", f"setparams={_COLOURS}", "-pix_fmt", "yuv420p"),
            # No date and no version in the file: the same film is the same bytes.
            *("-fflags", "+bitexact", "-flags:v", "+bitexact", f"file:{path}"),
        ]
        with Ffmpeg(arguments) as ffmpeg:
            for picture in source.pictures():
                ffmpeg.send(picture)
