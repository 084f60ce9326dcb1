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
    """

    size: tuple[int, int]
    fps: int
    seconds: float | None = None
    crf: int = 20


@dataclass(frozen=True, slots=True)
class Quality:
    """One name for the settings of films, and of GIFs, which grow fast."""

    film: Settings
    gif: Settings


QUALITIES: dict[str, Quality] = {
    "low": Quality(Settings((640, 360), 30, crf=25), Settings((400, 224), 20, 8.0)),
    "medium": Quality(Settings((1280, 720), 30), Settings((640, 360), 20, 8.0)),
    "high": Quality(Settings((1920, 1080), 30, crf=18), Settings((960, 540), 25, 10.0)),
    "4k": Quality(Settings((3840, 2160), 30, crf=18), Settings((1280, 720), 25, 10.0)),
}
DEFAULT_QUALITY = "medium"
