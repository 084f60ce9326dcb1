"""Qualities: the sizes, rates and compression that go well together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How a film or a picture is made.

    Attributes
    ----------
    size : tuple of int
        Width and height, pixels.
    fps : int
        Frames a second.
    seconds : float or None
        Length; None: as long as the path asks for.
    crf : int
        H.264's constant rate factor: lower is better and larger.
    max_mb : float or None
        The most a GIF may measure, in millions of bytes.
    """

    size: tuple[int, int]
    fps: int
    seconds: float | None = None
    crf: int = 20
    max_mb: float | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """One name for the settings of films, and of GIFs, as of all formats that grow too fast."""

    film: Settings
    gif: Settings


QUALITIES: dict[str, Quality] = {
    "low": Quality(
        film=Settings((640, 360), 30, crf=25),
        gif=Settings((360, 202), 20, 11.0, max_mb=5.0),
    ),
    "medium": Quality(
        film=Settings((1280, 720), 30, crf=22),
        gif=Settings((480, 270), 20, 11.0, max_mb=8.0),
    ),
    "high": Quality(
        film=Settings((1920, 1080), 30, crf=18),
        gif=Settings((800, 450), 25, 14.0, max_mb=25.0),
    ),
    "4k": Quality(
        film=Settings((3840, 2160), 30, crf=18),
        gif=Settings((1280, 720), 25, 14.0, max_mb=100.0),
    ),
}
DEFAULT_QUALITY = "medium"
