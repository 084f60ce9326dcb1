"""What is drawn is where it should be and has the colour it should have."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import render
from render.hill_colours import hill_colours
from render.painter import Painter
from render.plan import plan_film
from render.scene.camera import FOCAL
from render.scene.film import Film
from render.scene.grid import make_grid
from render.scene.relief import colour_place
from render.scene.timing import Track, frame_rows
from render.theme import THEMES
from splotch_tui import PRESETS, Recipe, run

SIZE = (480, 360)
# Without shade, lines or path, a pixel's colour tells the loss alone.
PLAIN = replace(THEMES["dark"], ambient=1.0, lines=0.0)


class Nothing:
    """No overlays."""

    def draw(self, scene, pixels):
        pass


def film_of(history, view="chase", frames=30):
    plan = plan_film(render.FilmOptions(view=view, size=SIZE), history, Path("a.mp4"))
    track = Track.of(history, plan.axis)
    (rows,) = frame_rows([track], "path", np.linspace(0.0, 1.0, frames))
    return Film(plan, rows, plan.settings.fps)


def projected(scene, points, heights):
    """Return screen x, y and distance of world points, as any pinhole camera has them."""
    camera = scene.shot.camera
    eye, right, up, forward, (focal, centre_x, centre_y) = camera.rows(SIZE)
    rays = np.column_stack((points[:, :2] - (camera.x, camera.y), heights)) - eye
    depth = rays @ forward
    return (
        centre_x + focal * (rays @ right) / depth,
        centre_y - focal * (rays @ up) / depth,
        depth,
    )


def painted(painter, scene):
    painter.draw(scene)
    return painter.canvas.rgb()


@pytest.fixture(scope="module", params=["comment", "original"])
def drawn(request):
    """A film, one of its scenes, its picture and the painter that made it."""
    history = run(replace(PRESETS[request.param], steps=1500))
    film = film_of(history)
    painter = Painter(film, SIZE, PLAIN, Nothing())
    scene = replace(
        film.scene(20), trail=np.zeros((0, 3)), strength=np.zeros(0), kinds=np.zeros(0, int)
    )
    return film, scene, painted(painter, scene), painter


def test_pixels_have_the_colour_of_the_landscapes_loss(drawn):
    film, scene, picture, painter = drawn
    landscape, axis = film.history.landscape, film.axis
    rng = np.random.default_rng(1)
    camera = scene.shot.camera
    # Where nothing has faded yet.
    points = np.array((camera.x, camera.y)) + rng.uniform(-5.0, 5.0, (800, 2))
    x = np.repeat(scene.slice_point[None], len(points), axis=0)
    x[:, 0], x[:, axis] = points.T
    hill = landscape.loss(x, scene.epsilon) + x[:, 0]
    columns, rows, depth = projected(scene, points, scene.relief.scale * hill)
    inside = (columns > 1) & (columns < SIZE[0] - 1) & (rows > 90) & (rows < SIZE[1] - 1)
    far_from_point = np.linalg.norm(points - scene.point[:2], axis=1) > 2.5
    columns, rows = columns.astype(int), rows.astype(int)
    errors = []
    for i in np.flatnonzero(inside & far_from_point):
        around = painter.canvas.z_buffer[rows[i] - 1 : rows[i] + 2, columns[i] - 1 : columns[i] + 2]
        # It is there, or something stands before it: nearer, never farther.
        assert around.max() * depth[i] > 0.997
        if abs(painter.canvas.z_buffer[rows[i], columns[i]] * depth[i] - 1.0) > 0.003:
            continue
        place = colour_place(hill[i], scene.relief.colour_limit)
        expected = hill_colours(1001)[round(1000 * float(place))]
        errors.append(np.abs(picture[rows[i], columns[i]] - expected).max())
    assert len(errors) > 80
    # The pixel's centre is not quite the point.
    assert np.median(errors) < 4
    assert np.quantile(errors, 0.9) < 25


def test_every_pixel_in_the_middle_is_covered_once_and_none_is_a_hole(drawn):
    _, _, _, painter = drawn
    lower = painter.canvas.z_buffer[SIZE[1] // 2 :]
    assert (lower > 0.0).mean() > 0.999


def test_path_is_bright_where_it_is_seen_and_faint_where_it_is_hidden():
    history = run(PRESETS["orthogonal"])
    film = film_of(history, "orbit", 360)
    painter = Painter(film, SIZE, THEMES["dark"], Nothing())
    # Seen from low beside it, behind a row of hills.
    scene = film.scene(150)
    low = replace(scene.shot.camera, pitch=np.radians(40.0))
    scene = replace(scene, shot=replace(scene.shot, camera=low))
    without = replace(scene, trail=np.zeros((0, 3)), strength=np.zeros(0), kinds=np.zeros(0, int))
    change = np.abs(painted(painter, scene).astype(int) - painted(painter, without)).sum(axis=2)
    heights = scene.relief.scale * scene.trail[:, 2]
    columns, rows, depth = projected(scene, scene.trail, heights)
    inside = (columns > 4) & (columns < SIZE[0] - 4) & (rows > 4) & (rows < SIZE[1] - 4)
    recent = (scene.strength > 0.5) & (np.hypot(columns - columns[-1], rows - rows[-1]) > 12)
    strengths = {True: [], False: []}
    for i in np.flatnonzero(inside & recent):
        row, column = int(rows[i]), int(columns[i])
        before = painter.canvas.z_buffer[row, column] * depth[i]
        if before < 1.002 or before > 1.03:
            around = change[row - 1 : row + 2, column - 1 : column + 2]
            strengths[bool(before < 1.002)].append(around.max())
    assert len(strengths[True]) > 50
    assert np.quantile(strengths[True], 0.05) > 100
    assert len(strengths[False]) > 3
    assert 15 < np.median(strengths[False]) < 0.5 * np.median(strengths[True])


def test_a_point_behind_a_hill_is_a_ring_that_the_hill_is_seen_in():
    history = run(PRESETS["comment"])
    film = film_of(history, "chase", 360)
    painter = Painter(film, SIZE, THEMES["dark"], Nothing())
    scene = film.scene(150)
    nothing = {"trail": np.zeros((0, 3)), "strength": np.zeros(0), "kinds": np.zeros(0, int)}
    scene = replace(scene, **nothing, cloud=np.zeros((0, 3)))
    red = np.array(THEMES["dark"].point)

    def reddish(depth):
        """How many pixels have the point's colour at its place, and how far apart they are."""
        sunk = scene.point - (0.0, 0.0, depth / scene.relief.scale)
        picture = painted(painter, replace(scene, point=sunk)).astype(int)
        columns, rows, _ = projected(scene, sunk[None], scene.relief.scale * sunk[None, 2])
        row, column = int(rows[0]), int(columns[0])
        assert np.abs(picture[row, column] - red).max() < 8
        near = picture[row - 9 : row + 10, column - 9 : column + 10]
        return np.abs(near - red).max(axis=2) < 60

    whole, ring = reddish(-0.3), reddish(2.5)
    middle = whole[9, 4:15]
    assert np.flatnonzero(np.diff(middle.astype(int))).size <= 2
    # From the left: the ring, the hill, the dot, the hill, the ring.
    assert np.flatnonzero(np.diff(ring[9].astype(int))).size >= 5


@pytest.mark.parametrize("size", [SIZE, (321, 181)])
def test_several_scenes_are_blended_under_the_path_of_the_one_in_the_middle(history, size):
    film = film_of(history)
    painter = Painter(film, size, THEMES["dark"], None)
    bare = {"trail": np.zeros((0, 3)), "strength": np.zeros(0), "kinds": np.zeros(0, int)}
    scenes = [replace(film.scene(number), **bare) for number in (9, 10, 11)]
    alone = [painted(painter, scene).astype(int) for scene in scenes]
    painter.draw(*scenes)
    blended = painter.canvas.rgb().astype(int)
    # All are drawn at half the size but that one, which nothing moving shows.
    differences = np.abs(blended - np.mean(alone, axis=0)).max(axis=2)
    assert np.median(differences) < 3
    assert np.quantile(differences, 0.95) < 20
    assert np.median(np.abs(blended - alone[1])) > 1.5 * np.median(differences)
    # The point is where it is alone, as clear.
    red = THEMES["dark"].point
    marks = [(np.abs(picture - red) < 8).all(axis=2) for picture in (blended, alone[1])]
    assert marks[0].sum() > 8
    assert (marks[0] == marks[1]).all()


def test_picture_does_not_depend_on_who_paints_it_or_on_what_was_painted_before(history):
    film = film_of(history)
    one, other = (Painter(film, SIZE, THEMES["dark"], Nothing()) for _ in range(2))
    for number in (25, 3, 12):
        painted(one, film.scene(number))
    assert np.array_equal(painted(one, film.scene(7)), painted(other, film.scene(7)))


@pytest.mark.parametrize("view", ["chase", "overview", "flight"])
def test_lattice_is_fixed_in_the_world(view):
    history = run(PRESETS["orthogonal"])
    film = film_of(history, view, 120)
    spacing = film.slicer.spacing
    for number in (0, 40, 80, 119):
        shot = film.scene(number).shot
        for line in make_grid(shot.patch, shot.camera, spacing, 720):
            steps = np.diff(line.places) / spacing
            assert (steps > 0).all()
            # Halves of the spacing and powers of two of them, each at a multiple of itself.
            assert np.allclose(np.log2(steps), np.rint(np.log2(steps)))
            multiples = line.places[:-1] / (steps * spacing)
            assert np.allclose(multiples, np.rint(multiples))


@pytest.mark.parametrize("view", ["chase", "flight"])
def test_lattice_has_twelve_samples_to_a_half_wave_wherever_its_cells_can_be_seen(history, view):
    film = film_of(history, view)
    camera = film.scene(15).shot.camera
    eye = camera.eye
    lines = make_grid(film.scene(15).shot.patch, camera, film.slicer.spacing, 720)
    for line, at in zip(lines, eye[:2], strict=True):
        cells = np.diff(line.places)
        wide = cells > np.pi / 24 * 1.0001
        # Nothing of the grid is closer to the eye than its own coordinate tells.
        pixels = FOCAL * 720 * cells / np.abs(line.places[:-1] - at)
        assert pixels[wide].max(initial=0.0) < 2.0


def test_flat_ground_and_the_shortest_run_can_be_painted():
    for recipe in (Recipe(epsilon=0.0, steps=50), Recipe(steps=1), Recipe(noise=0.0, steps=30)):
        film = film_of(run(recipe), "flight", 5)
        painter = Painter(film, SIZE, THEMES["light"], Nothing())
        for number in range(5):
            assert painted(painter, film.scene(number)).std() > 5
