"""A height field into a picture: vertices placed and lit, triangles filled, outlines smoothed.

Coordinates are of the film's world: x along x0, y along the other coordinate, z up. On the screen
x runs right and y down, pixel centres at halves, and `near` is one over the distance along the
camera's view: linear across a triangle, larger where nearer, 0 where nothing is drawn.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import kernel

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

# Iso-lines closer together than this many pixels fade away; so do they all where the ground is so
# far off that they would be on flat ground.
_DENSE = 7.0
_DENSE_FLAT = 14.0
# Vertices farther off the picture than this many pixels are not drawn.
_MARGIN = 200.0


@kernel
def place_vertices(  # noqa: PLR0915 — one pass over the lattice, whatever is done to a vertex
    x: Doubles,
    y: Doubles,
    frequencies: Doubles,
    cosine: Doubles,
    sine: Doubles,
    a: Doubles,
    b: Doubles,
    a_slope: Doubles,
    b_slope: Doubles,
    origin: Doubles,
    scale: float,
    window: Doubles,
    camera: Doubles,
    light: Doubles,
    colours: Doubles,
    colour_limit: float,
    background: Doubles,
    clear: Doubles,
    iso_step: float,
    scratch: Doubles,
    screen: Floats,
    look: Floats,
    z: Doubles,
) -> None:
    """Evaluate, project and colour every vertex of the lattice.

    Parameters
    ----------
    x, y : ndarray, shapes (N,) and (M,)
        The lattice.
    frequencies, cosine, sine, a, b, a_slope, b_slope : ndarray
        As in `render.slices.Waves`.
    origin : ndarray, shape (2,)
        World x and y of the camera's origin, which stays near so that no digits are lost.
    scale : float
        The height of one unit of L + x0.
    window : ndarray, shape (4,)
        Centre and half-widths of the rounded field at whose rim the surface has faded away.
    camera : ndarray, shape (5, 3)
        Eye relative to `origin`; right, up and forward unit vectors; focal length and the
        screen's centre, in pixels.
    light : ndarray, shape (4,)
        Direction towards the light, and the part of light that comes from everywhere.
    colours : ndarray, shape (K, 3)
        Colour map, 0 to 255.
    colour_limit : float
        As in `render.film.colour_place`.
    background : ndarray, shape (H, 3)
        The background's colour by row.
    clear : ndarray, shape (H,)
        How much of the surface is seen before it, by row, 0 to 1.
    iso_step : float
        Difference of loss from one iso-line to the next.
    scratch : ndarray, shape (3, N)
        Anything.
    screen : ndarray of float32, shape (M, N, 3)
        Receives screen x, screen y and `near`.
    look : ndarray of float32, shape (M, N, 5)
        Receives red, green, blue, the loss in units of `iso_step`, and how much of the surface
        has not faded, 0 to 1.
    z : ndarray, shape (M, N)
        Receives the height.
    """
    rows = background.shape[0]
    last = colours.shape[0] - 1
    focal, centre_x, centre_y = camera[4]
    # Outside of this nothing is seen, not even a corner of a triangle.
    most_x, most_y = 2.0 * centre_x + _MARGIN, 2.0 * centre_y + _MARGIN
    values, by_x, by_y = scratch[0], scratch[1], scratch[2]
    for m in range(y.size):
        values[:] = 0.0
        by_x[:] = 0.0
        by_y[:] = 0.0
        for f in range(frequencies.size):
            p, q, p_slope, q_slope = a[f, m], b[f, m], a_slope[f, m], b_slope[f, m]
            frequency = frequencies[f]
            for n in range(x.size):
                values[n] += p * cosine[f, n] + q * sine[f, n]
                by_x[n] += frequency * (q * cosine[f, n] - p * sine[f, n])
                by_y[n] += p_slope * cosine[f, n] + q_slope * sine[f, n]
        py = y[m] - origin[1]
        across = ((y[m] - window[1]) / window[3]) ** 2
        for n in range(x.size):
            value = values[n]
            height = scale * value
            z[m, n] = height
            screen[m, n, 2] = 0.0
            along = ((x[n] - window[0]) / window[2]) ** 2
            rim = along * along + across * across
            if rim >= 1.0:
                continue
            px = x[n] - origin[0]
            ex, ey, ez = px - camera[0, 0], py - camera[0, 1], height - camera[0, 2]
            depth = ex * camera[3, 0] + ey * camera[3, 1] + ez * camera[3, 2]
            if depth < 0.1:
                continue
            near = 1.0 / depth
            to_right = ex * camera[1, 0] + ey * camera[1, 1] + ez * camera[1, 2]
            to_top = ex * camera[2, 0] + ey * camera[2, 1] + ez * camera[2, 2]
            column = centre_x + focal * to_right * near
            row = centre_y - focal * to_top * near
            if not (-_MARGIN < column < most_x and -_MARGIN < row < most_y):
                continue
            screen[m, n, 0] = column
            screen[m, n, 1] = row
            screen[m, n, 2] = near
            # Hillshade.
            nx, ny = -scale * by_x[n], -scale * by_y[n]
            facing = (nx * light[0] + ny * light[1] + light[2]) / math.sqrt(1.0 + nx * nx + ny * ny)
            shade = light[3] + (1.0 - light[3]) * max(facing, 0.0)
            # Faded smoothly towards the rim, with no visible beginning.
            seen = 1.0 - rim
            behind = min(max(int(row), 0), rows - 1)
            seen = clear[behind] * seen * seen * (3.0 - 2.0 * seen)
            ratio = value / colour_limit
            place = (0.5 + 0.5 * ratio / math.sqrt(1.0 + ratio * ratio)) * last
            step = min(int(place), last - 1)
            rest = place - step
            for channel in range(3):
                colour = colours[step, channel] * (1.0 - rest) + colours[step + 1, channel] * rest
                mixed = seen * shade * colour + (1.0 - seen) * background[behind, channel]
                look[m, n, channel] = min(max(mixed, 1.0), 254.0)
            look[m, n, 3] = (value - x[n]) / iso_step
            look[m, n, 4] = seen


@kernel
def choose_diagonals(z: Doubles, flipped: NDArray[np.bool_]) -> None:
    """Choose for every cell of the lattice the diagonal that is bent less.

    Cut across a ridge, cells would give it teeth.

    Parameters
    ----------
    z : ndarray, shape (M, N)
        Heights.
    flipped : ndarray of bool, shape (M-1, N-1)
        Receives whether the cell is cut from (m, n+1) to (m+1, n), instead of (m, n) to
        (m+1, n+1).
    """
    rows, columns = z.shape
    for m in range(rows - 1):
        below, above = max(m - 1, 0), min(m + 2, rows - 1)
        for n in range(columns - 1):
            before, after = max(n - 1, 0), min(n + 2, columns - 1)
            rising = z[below, before] - z[m, n] - z[m + 1, n + 1] + z[above, after]
            falling = z[above, before] - z[m + 1, n] - z[m, n + 1] + z[below, after]
            flipped[m, n] = abs(falling) < abs(rising)


@kernel
def fill_triangles(  # noqa: PLR0915 — a call per triangle would cost more than its body
    screen: Floats,
    look: Floats,
    flipped: NDArray[np.bool_],
    line: tuple[float, float, float],
    pixels: Bytes,
    nearest: Floats,
    facing: NDArray[np.int8],
) -> None:
    """Draw the lattice's triangles that face the camera, nearer over farther, with iso-lines.

    Parameters
    ----------
    screen, look : ndarray
        As `place_vertices` leaves them.
    flipped : ndarray of bool, shape (M-1, N-1)
        As `choose_diagonals` leaves it.
    line : tuple
        Half the iso-lines' width in pixels, how much they darken, 0 to 1, and how many pixels
        apart they are on flat ground at distance 1.
    pixels : ndarray of uint8, shape (H, W, 3)
        The picture, background in place.
    nearest : ndarray of float32, shape (H, W)
        The z-buffer: `near` of what is drawn, 0 at first.
    facing : ndarray of int8, shape (M-1, N-1, 2)
        Receives 1 for triangles that face the camera, −1 for those that face away, 0 for those
        that are not drawn. The first of a cell has the edge from (m, n) to (m, n+1).
    """
    height, width = nearest.shape
    half_width, strength, apart = line
    for m in range(screen.shape[0] - 1):
        for n in range(screen.shape[1] - 1):
            flip = flipped[m, n]
            for half in range(2):
                facing[m, n, half] = 0
                if half == 0:
                    ma, na, mb, nb = m, n, m, n + 1
                    mc, nc = m + 1, n if flip else n + 1
                else:
                    ma, na = m, n + 1 if flip else n
                    mb, nb, mc, nc = m + 1, n + 1, m + 1, n
                wa = np.float64(screen[ma, na, 2])
                wb = np.float64(screen[mb, nb, 2])
                wc = np.float64(screen[mc, nc, 2])
                if wa <= 0.0 or wb <= 0.0 or wc <= 0.0:
                    continue
                xa, ya = np.float64(screen[ma, na, 0]), np.float64(screen[ma, na, 1])
                xb, yb = np.float64(screen[mb, nb, 0]), np.float64(screen[mb, nb, 1])
                xc, yc = np.float64(screen[mc, nc, 0]), np.float64(screen[mc, nc, 1])
                area = (xb - xa) * (yc - ya) - (xc - xa) * (yb - ya)
                if area >= 0.0:
                    facing[m, n, half] = -1
                    continue
                facing[m, n, half] = 1
                top = max(math.ceil(min(ya, yb, yc) - 0.5), 0)
                bottom = min(math.ceil(max(ya, yb, yc) - 0.5), height)
                left_most, right_most = min(xa, xb, xc), max(xa, xb, xc)
                if top >= bottom or right_most < 0.5 or left_most > width:
                    continue
                # Every quantity q is qa + ∂q/∂x·(x − xa) + ∂q/∂y·(y − ya).
                inverse = 1.0 / area
                ux, uy = (yc - ya) * inverse, (xa - xc) * inverse
                vx, vy = (ya - yb) * inverse, (xb - xa) * inverse
                wx, wy = (wb - wa) * ux + (wc - wa) * vx, (wb - wa) * uy + (wc - wa) * vy
                one, two, three = look[ma, na], look[mb, nb], look[mc, nc]
                ra, ga, ba, la = one[0], one[1], one[2], np.float64(one[3])
                db, dc = two[0] - ra, three[0] - ra
                rx, ry = db * ux + dc * vx, db * uy + dc * vy
                db, dc = two[1] - ga, three[1] - ga
                gx, gy = db * ux + dc * vx, db * uy + dc * vy
                db, dc = two[2] - ba, three[2] - ba
                bx, by = db * ux + dc * vx, db * uy + dc * vy
                lb, lc = np.float64(two[3]), np.float64(three[3])
                lx, ly = (lb - la) * ux + (lc - la) * vx, (lb - la) * uy + (lc - la) * vy
                steepness = math.sqrt(lx * lx + ly * ly)
                reach = (half_width + 0.5) * steepness
                lined = (
                    math.floor(max(la, lb, lc) + reach) > math.floor(min(la, lb, lc) - reach)
                    and steepness * _DENSE < 1.0
                    and wa * apart > _DENSE_FLAT
                )
                flat = min(max(wa * apart / _DENSE_FLAT - 1.0, 0.0), 1.0)
                darkening = strength * one[4] * flat * (1.0 - steepness * _DENSE)
                ab = _edge(xa, ya, xb, yb)
                bc = _edge(xb, yb, xc, yc)
                ca = _edge(xc, yc, xa, ya)
                for row in range(top, bottom):
                    cy = row + 0.5
                    # Right of all left edges, left of all right edges.
                    left = _larger(ab[0] + cy * ab[1], bc[0] + cy * bc[1])
                    left = _larger(left, ca[0] + cy * ca[1])
                    right = _smaller(ab[2] + cy * ab[3], bc[2] + cy * bc[3])
                    right = _smaller(right, ca[2] + cy * ca[3])
                    first = max(math.ceil(left - 0.5), 0)
                    past = min(math.ceil(right - 0.5), width)
                    dx, dy = first + 0.5 - xa, cy - ya
                    near = wa + wx * dx + wy * dy
                    red = ra + rx * dx + ry * dy
                    green = ga + gx * dx + gy * dy
                    blue = ba + bx * dx + by * dy
                    level = la + lx * dx + ly * dy
                    for column in range(first, past):
                        if near > nearest[row, column]:
                            nearest[row, column] = near
                            kept = 1.0
                            if lined:
                                off = abs(level - math.floor(level + 0.5)) / steepness
                                covered = min(max(half_width + 0.5 - off, 0.0), 1.0)
                                kept = 1.0 - darkening * covered
                            # Colours at the corners are within 1 … 254: no need to clamp.
                            pixels[row, column, 0] = np.uint8(int(red * kept))
                            pixels[row, column, 1] = np.uint8(int(green * kept))
                            pixels[row, column, 2] = np.uint8(int(blue * kept))
                        near += wx
                        red += rx
                        green += gx
                        blue += bx
                        level += lx


@kernel
def _edge(xa: float, ya: float, xb: float, yb: float) -> tuple[float, float, float, float]:
    """Return where an edge crosses row y, as p + q·y: first as a left edge, then as a right one.

    Which of the two it is, its direction says; as the other it lies too far off to matter.
    """
    dy = yb - ya
    slope = (xb - xa) / dy if dy != 0.0 else 0.0
    start = xa - ya * slope
    return (
        start if dy > 0.0 else -1e9,
        slope if dy > 0.0 else 0.0,
        start if dy < 0.0 else 1e9,
        slope if dy < 0.0 else 0.0,
    )


# The built-in max and min take more time, to treat NaN as Python does.
@kernel
def _larger(a: float, b: float) -> float:
    return a if a > b else b


@kernel
def _smaller(a: float, b: float) -> float:
    return a if a < b else b


@kernel
def smooth_outlines(
    screen: Floats,
    flipped: NDArray[np.bool_],
    facing: NDArray[np.int8],
    pixels: Bytes,
    nearest: Floats,
) -> None:
    """Anti-alias the hills' outlines: edges between a triangle that faces us and one that does not.

    Each pixel that such an edge crosses becomes the mixture of its neighbours on the two sides,
    by the area the edge leaves to each. The arrays are those of `fill_triangles`.
    """
    rows, columns = flipped.shape
    for m in range(rows):
        for n in range(columns):
            first, second = facing[m, n, 0], facing[m, n, 1]
            flip = flipped[m, n]
            if first * second < 0:
                if flip:
                    _smooth_edge(screen, m, n + 1, m + 1, n, pixels, nearest)
                else:
                    _smooth_edge(screen, m, n, m + 1, n + 1, pixels, nearest)
            if m > 0 and first * facing[m - 1, n, 1] < 0:
                _smooth_edge(screen, m, n, m, n + 1, pixels, nearest)
            if n > 0:
                here = first if flip else second
                if here * facing[m, n - 1, 1 if flipped[m, n - 1] else 0] < 0:
                    _smooth_edge(screen, m, n, m + 1, n, pixels, nearest)


@kernel
def _smooth_edge(
    screen: Floats, ma: int, na: int, mb: int, nb: int, pixels: Bytes, nearest: Floats
) -> None:
    height, width = nearest.shape
    xa, ya, wa = screen[ma, na, 0], screen[ma, na, 1], screen[ma, na, 2]
    xb, yb, wb = screen[mb, nb, 0], screen[mb, nb, 1], screen[mb, nb, 2]
    flat = abs(xb - xa) >= abs(yb - ya)
    # Along u the edge is followed a pixel at a time; it crosses v somewhere inside a pixel.
    ua, va, ub, vb = (xa, ya, xb, yb) if flat else (ya, xa, yb, xb)
    most_u, most_v = (width, height) if flat else (height, width)
    if ua > ub:
        ua, va, wa, ub, vb, wb = ub, vb, wb, ua, va, wa
    for u in range(max(math.ceil(ua - 0.5), 0), min(math.ceil(ub - 0.5), most_u)):
        part = (u + 0.5 - ua) / (ub - ua)
        v = va + part * (vb - va)
        near = wa + part * (wb - wa)
        pixel = math.floor(v)
        if pixel < 1 or pixel >= most_v - 1:
            continue
        if flat:
            y0, x0, y1, x1, y2, x2 = pixel - 1, u, pixel, u, pixel + 1, u
        else:
            y0, x0, y1, x1, y2, x2 = u, pixel - 1, u, pixel, u, pixel + 1
        front = max(nearest[y0, x0], nearest[y2, x2])
        back = min(nearest[y0, x0], nearest[y2, x2])
        # Only where this edge is the front itself, and something lies well behind it.
        if front > near * 1.02 or back > near * 0.98:
            continue
        share = v - pixel
        for channel in range(3):
            pixels[y1, x1, channel] = np.uint8(
                share * pixels[y0, x0, channel] + (1.0 - share) * pixels[y2, x2, channel]
            )
