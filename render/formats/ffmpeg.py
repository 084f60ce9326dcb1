"""Running imageio-ffmpeg's own ffmpeg, with nothing of it left behind."""

from __future__ import annotations

import errno
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from render.formats import LONGEST_COMMENT, check_comment, check_sum
from splotch_tui.core.errors import SplotchError, UnreadableError
from splotch_tui.core.text import shorten


class Ffmpeg:
    """An ffmpeg that reads pictures from a pipe, as a context.

    When the context ends well, ffmpeg finishes its file; when it ends with an exception, ffmpeg
    is killed. Either way it is gone afterwards.

    Parameters
    ----------
    arguments : sequence of str
        The command line after the program's name.

    Raises
    ------
    SplotchError
        ffmpeg died or said it could not do its work.
    OSError
        The disk is full, or the file longer than the system allows.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        program = _program()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 — closed in __exit__
        self._process = subprocess.Popen(
            [program, "-y", "-v", "error", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            # Ctrl-C in a terminal reaches this process alone, which then stops ffmpeg.
            start_new_session=True,
        )

    def __enter__(self) -> Ffmpeg:
        return self

    def send(self, picture: NDArray[np.uint8]) -> None:
        """Send one picture."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(picture.data)
        except BrokenPipeError:
            self._process.wait()
            raise self._failure() from None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._log:
            try:
                if kind is None:
                    # Closes the pipe, which is the end of the film, and waits.
                    self._process.communicate()
                    if self._process.returncode != 0:
                        raise self._failure()
            finally:
                self._stop()

    def _stop(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except BrokenPipeError:  # what was still buffered has nowhere to go
            return

    def _failure(self) -> Exception:
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        # What ffmpeg ends with when the disk is full, and so perhaps its log, too.
        full = self._process.returncode == 256 - errno.ENOSPC
        if full or any("No space left" in line for line in lines):
            return OSError(errno.ENOSPC, "No space left on device")
        # Windows has no such signal.
        if hasattr(signal, "SIGXFSZ") and self._process.returncode == -signal.SIGXFSZ:
            return OSError(errno.EFBIG, "File too large")
        for line in lines:
            missing = re.search("Unknown encoder '(.*)'", line)
            if missing is not None:
                return SplotchError(_without_encoder(missing[1]))
        reason = lines[-1] if lines else f"it ended with code {self._process.returncode}"
        return SplotchError(f"the encoder ffmpeg failed: {shorten(reason, 300)}")


def _without_encoder(name: str) -> str:
    """Return what to say where ffmpeg was built without an encoder."""
    other = ".mp4" if name == "libvpx-vp9" else ".webm"
    return (
        f"this ffmpeg has no encoder {shorten(name)}: make a {other} or .gif instead, or unset "
        "IMAGEIO_FFMPEG_EXE"
    )


@dataclass(frozen=True, slots=True)
class FoundFfmpeg:
    """What an ffmpeg says of itself.

    Attributes
    ----------
    program : str
        Where it is.
    version : str
        Its version.
    encoders : frozenset of str
        The encoders that it was built with.
    """

    program: str
    version: str
    encoders: frozenset[str]


def ask_ffmpeg() -> FoundFfmpeg:
    """Return what the ffmpeg that films are made by says of itself.

    Raises
    ------
    SplotchError
        There is none, or it says nothing.
    OSError
        It cannot be run.
    """
    program = _program()
    told = subprocess.run(
        [program, "-encoders"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    version = re.match(r"ffmpeg version (\S+)", told.stderr)
    if told.returncode != 0 or version is None:
        raise SplotchError(f"{program} does not work as an ffmpeg: set IMAGEIO_FFMPEG_EXE to one")
    # Flags, of which the first says video, and the name.
    encoders = re.findall(r"^ V\S{5} (\S+)", told.stdout, re.MULTILINE)
    return FoundFfmpeg(program, shorten(version[1], 60), frozenset(encoders))


def _program() -> str:
    """Return where ffmpeg is: that of IMAGEIO_FFMPEG_EXE, imageio-ffmpeg's own, or the system's.

    Raises
    ------
    SplotchError
        There is none.
    """
    try:
        program = str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        program = "ffmpeg"
    if shutil.which(program) is None:
        raise SplotchError(
            f"there is no program {program}: install ffmpeg, or set IMAGEIO_FFMPEG_EXE to its place"
        )
    return program


def raw_input(size: tuple[int, int], fps: float, pixels: str) -> list[str]:
    """Return the arguments for pictures of `size` from the pipe, in ffmpeg's format `pixels`."""
    width, height = size
    return [
        *("-f", "rawvideo", "-pix_fmt", pixels, "-s", f"{width}x{height}"),
        *("-r", f"{fps:g}", "-i", "pipe:0"),
    ]


def read_comment(path: Path, kind: str) -> str:
    """Return the `comment` tag of a film, checked; an empty text where there is none.

    Parameters
    ----------
    path : Path
        The film.
    kind : str
        ffmpeg's name of its format. Left to guess, ffmpeg would follow a playlist anywhere.

    Raises
    ------
    SplotchError
        It is no film, or its comment is too long or damaged.
    """
    with subprocess.Popen(
        [
            *(_program(), "-v", "error"),
            *("-protocol_whitelist", "file", "-f", kind, "-i", f"file:{path}"),
            *("-f", "ffmetadata", "pipe:1"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        metadata = process.stdout.read(LONGEST_COMMENT + 1)
        if len(metadata) > LONGEST_COMMENT:
            process.kill()
            raise UnreadableError(path, "its comment is longer than any recipe")
    if process.returncode != 0:
        raise UnreadableError(path, "it is damaged or no film")
    text = metadata.decode(errors="replace")
    comment = _tag(text, "comment")
    told = _TOLD.fullmatch(_tag(text, "description"))
    check_comment(path, comment, told and told[1])
    return comment


def metadata_of(comment: str) -> str:
    """Return a metadata file of ffmpeg's with a comment, and a description that tells its sum."""
    description = f"CRC-32 of the comment: {check_sum(comment)}"
    return f";FFMETADATA1\ncomment={_escaped(comment)}\ndescription={_escaped(description)}\n"


_TOLD = re.compile("CRC-32 of the comment: ([0-9a-f]{8})")


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in "=;#\\\n" else character for character in text)


def _tag(metadata: str, name: str) -> str:
    """Return the value of a tag in the text of a metadata file; Matroska writes names large."""
    found = re.search(
        rf"^{name}=((?:[^\\\n]|\\.)*)", metadata, re.IGNORECASE | re.MULTILINE | re.DOTALL
    )
    return re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL) if found else ""
