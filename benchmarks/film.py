"""How fast films are made, against matplotlib's animation and against the encoder alone.

    python benchmarks/film.py                 300 frames, about ten minutes
    python benchmarks/film.py --frames 60     a rough look

Of each preset and size it makes the same part of a chase of the usual length three ways: as
`render.animate` does; with a FuncAnimation that redraws the surface and the path for every frame
and feeds the same encoder; and with ready frames fed to the same encoder and nothing else. Fast
frames are blended from several pictures, in ours alone: the table says how many a frame. The ready
frames are luma and chroma, as ours are: red, green and blue would cost the encoder more. The
baseline's surface has 100 by 100 points, as the original program's has; ours has about three times
as many each way. Then GIFs, against
FuncAnimation's PillowWriter, and how far both writers are from the same frames; and the memory that
300 and 3,000 frames take.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import matplotlib as mpl
import numpy as np
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

import render
from render.film_writer import FilmWriter
from render.formats import load_format
from render.frames import FrameSource
from render.painter import Painter
from render.plan import plan_film
from render.scene.reel import reels_of_film
from render.showing import RunShowing
from render.theme import THEMES
from splotch_tui import PRESETS, History, run
from splotch_tui.core.processors import count_processors

FPS = 30
SIZES = [(640, 480), (1280, 720)]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Chase:
    """Some frames of a chase as users get it, from a fifth of it on."""

    def __init__(
        self, history: History, frames: int, size: tuple[int, int], name: str = "a.mp4"
    ) -> None:
        limit = {"max_mb": 1e3} if name.endswith(".gif") else {}
        options = render.FilmOptions(view="chase", size=size, **limit)
        self.plan = plan = plan_film(options, history, Path(name))
        (self.reel,) = reels_of_film([plan])
        first = max((self.reel.frames - frames) // 5, 0)
        self.frames = range(first, min(first + frames, self.reel.frames))
        theme = THEMES[plan.options.theme]
        showing = RunShowing(plan, self.reel)
        self.writer = FilmWriter(plan.settings, theme, showing, history.recipe.to_json())
        film = self.reel.film
        self.painter = Painter(
            film, size, theme, showing.overlays, rim=film.rim, ruler=showing.ruler
        )

    @property
    def blended(self) -> float:
        """How many pictures a frame is blended from, on average."""
        return float(np.mean([len(self.reel.scenes(frame)) for frame in self.frames]))


def animation(history: History, frames: int, size: tuple[int, int]) -> FuncAnimation:
    """Return a FuncAnimation that redraws the surface around the point, and the path on it."""
    chase = Chase(history, frames, size)
    film = chase.reel.film
    axis = film.axis
    figure = Figure(figsize=(size[0] / 100, size[1] / 100), dpi=100)
    axes = figure.add_subplot(projection="3d")

    def draw(frame: int) -> list[object]:
        # Some of ours, from the first to the last.
        at = chase.frames[frame * len(chase.frames) // frames]
        scene = chase.reel.scenes(at)[0]
        patch = scene.shot.patch
        x = np.linspace(patch.x - patch.half_x, patch.x + patch.half_x, 100)
        y = np.linspace(patch.y - patch.half_y, patch.y + patch.half_y, 100)
        z = history.landscape.mesh(scene.slice_point, axis, x, y, scene.epsilon)
        axes.clear()
        axes.plot_surface(*np.meshgrid(x, y), z, rcount=100, ccount=100, cmap="viridis")
        row = scene.row + 1
        near = np.abs(history.x0[:row] - patch.x) < patch.half_x
        path = history.xn[:row, axis - 1][near]
        axes.plot(history.x0[:row][near], path, history.loss[:row][near], color="red")
        axes.set_title(f"step {scene.step}")
        return []

    return FuncAnimation(figure, draw, frames=frames, blit=False)


def matplotlib_mp4(history: History, frames: int, size: tuple[int, int], path: Path) -> None:
    arguments = ["-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p"]
    writer = FFMpegWriter(fps=FPS, codec="libx264", extra_args=arguments)
    animation(history, frames, size).save(path, writer=writer, dpi=100)


def matplotlib_gif(history: History, frames: int, size: tuple[int, int], path: Path) -> None:
    animation(history, frames, size).save(path, writer=PillowWriter(fps=20), dpi=100)


def encoder_alone(
    history: History, frames: int, size: tuple[int, int], folder: Path
) -> Callable[[], None]:
    """Return a function that encodes ready frames, drawn beforehand."""
    chase = Chase(history, frames, size)
    count = len(chase.frames)
    ready = np.lib.format.open_memmap(
        folder / "ready.npy", "w+", np.uint8, (count, size[1] + size[1] // 2, size[0])
    )
    for number, frame in enumerate(chase.frames):
        chase.painter.draw(*chase.reel.scenes(frame))
        ready[number] = chase.painter.canvas.yuv420()
    source = FrameSource(
        size,
        FPS,
        count,
        lambda numbers: (np.asarray(ready[n]) for n in numbers),
        (),
        threads=count_processors(),
    )
    path = folder / "alone.mp4"
    return lambda: load_format(".mp4").write(source, path, chase.plan.settings, "{}")


def psnr(path: Path, truth: list[NDArray[np.uint8]]) -> float:
    """Return the mean PSNR of a GIF's first frames against what they were made of, dB."""
    values = []
    with Image.open(path) as image:
        for number, picture in enumerate(truth):
            image.seek(number)
            difference = np.asarray(image.convert("RGB"), float) - picture
            values.append(10 * np.log10(255**2 / np.mean(difference**2)))
    return float(np.mean(values))


def measured(preset: str, size: tuple[int, int], frames: int, folder: Path) -> str:
    """Return a row of the table of films."""
    history = run(PRESETS[preset])
    path = folder / "ours.mp4"
    chase = Chase(history, frames, size)
    frames = len(chase.frames)
    alone = encoder_alone(history, frames, size, folder)
    fewer = max(frames // 5, 10)

    def make() -> None:
        chase = Chase(history, frames, size)
        chase.writer.write(path, chase.frames)

    def rival() -> None:
        matplotlib_mp4(history, fewer, size, folder / "matplotlib.mp4")

    # In turn, so that a busy machine is busy for all; the best of three each.
    rounds = [tuple(seconds(work) for work in (rival, make, alone)) for _ in range(3)]
    theirs, own, ready = (min(times) for times in zip(*rounds, strict=True))
    baseline, ours, encoder = fewer / theirs, frames / own, frames / ready
    return (
        f"{f'{preset} {size[0]}x{size[1]}':28}{ours:8.1f}{baseline:12.1f}{ours / baseline:7.1f}×"
        f"{encoder:10.1f}{ours / encoder:7.0%}{path.stat().st_size / 1e6:7.1f}"
        f"{chase.blended:9.1f}"
    )


def films(frames: int, folder: Path) -> None:
    print(
        f"{'MP4, frames a second':28}{'ours':>8}{'matplotlib':>12}{'ratio':>8}"
        f"{'encoder':>10}{'part':>7}{'MB':>7}{'blended':>9}"
    )
    for preset in ("comment", "original"):
        for size in SIZES:
            print(measured(preset, size, frames, folder), flush=True)


def gif(preset: str, frames: int, folder: Path) -> None:
    """Print two rows of the table of GIFs."""
    size, looked_at = (640, 480), 8
    history = run(PRESETS[preset])
    ours, theirs = folder / "ours.gif", folder / "matplotlib.gif"
    chase = Chase(history, frames, size, "a.gif")
    frames = len(chase.frames)
    fewer = max(frames // 5, 10)

    def make() -> None:
        again = Chase(history, frames, size, "a.gif")
        again.writer.write(ours, again.frames)

    # In turn, as for films; the best of two each.
    rounds = [
        (seconds(make), seconds(lambda: matplotlib_gif(history, fewer, size, theirs)))
        for _ in range(2)
    ]
    took, rival = (min(times) for times in zip(*rounds, strict=True))
    rival *= frames / fewer
    drawn = []
    for frame in chase.frames[:looked_at]:
        chase.painter.draw(*chase.reel.scenes(frame))
        drawn.append(chase.painter.canvas.rgb())
    quality = psnr(ours, drawn)
    print(f"{preset + ' ours':28}{took:8.1f}{quality:9.1f}{ours.stat().st_size / 1e6:7.1f}")

    # Pillow's quality, of the same frames.
    first, *others = (Image.fromarray(picture) for picture in drawn)
    first.save(theirs, save_all=True, append_images=others, duration=50)
    quality = psnr(theirs, drawn)
    print(f"{preset + ' matplotlib, Pillow':28}{rival:8.1f}{quality:9.1f}{rival / took:9.1f}×")


def memory(folder: Path) -> None:
    print(f"\n{'peak memory 1280x720':28}{'MB':>8}{'encoder MB':>12}")
    for frames in (300, 3000):
        arguments = [__file__, "--one", str(folder / "memory.mp4"), "--frames", str(frames)]
        result = subprocess.run(
            [sys.executable, *arguments], check=True, capture_output=True, text=True
        )
        own, children = (int(kilobytes) / 1e3 for kilobytes in result.stdout.split())
        print(f"{f'{frames} frames':28}{own:8.0f}{children:12.0f}")


def one(path: Path, frames: int) -> None:
    """Make one film and print the peak memory of this process and of the encoder, kB."""
    history = run(PRESETS["comment"])
    render.animate(history, path, view="chase", seconds=frames / FPS, fps=FPS, force=True)
    # ru_maxrss of this process would be its parent's, if that was larger.
    status = Path("/proc/self/status").read_text().split()
    print(status[status.index("VmHWM:") + 1])
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one, arguments.frames)
        return
    mpl.rcParams["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
    print(f"{platform.machine()}, {count_processors()} processors, {arguments.frames} frames")
    with tempfile.TemporaryDirectory() as folder:
        films(arguments.frames, Path(folder))
        print(f"\n{'GIF 640x480':28}{'seconds':>8}{'PSNR dB':>9}{'MB':>7}")
        for preset in ("comment", "original"):
            gif(preset, arguments.frames, Path(folder))
        memory(Path(folder))


if __name__ == "__main__":
    main()
