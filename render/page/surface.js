/* The surface around the point, with the path. */

const surface = document.getElementById("surface");
const path = unpackedAll(run.path);
const amplitudes = unpacked(run.slices.amplitudes);
const pairs = run.slices.k0.length;
/* Scales go to one of these, times a power of ten. */
const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/**
 * Return the function that gives the height of the hills, L + x0, on the slice of a place.
 *
 * Each pair of wavenumbers k0, k has a complex amplitude and one that is multiplied by xm; heights
 * are the real part of their waves. See Slicer.amplitudes.
 */
function sliceAt(place) {
  const begin = 4 * pairs * Math.min(place, run.slices.count - 1);
  const constant = amplitudes.subarray(begin, begin + 2 * pairs);
  const linear = amplitudes.subarray(begin + 2 * pairs, begin + 4 * pairs);
  return (x0, xm) => {
    let height = 0;
    for (let pair = 0; pair < pairs; pair++) {
      const angle = run.slices.k0[pair] * x0 + run.slices.k[pair] * xm;
      const real = constant[2 * pair] + linear[2 * pair] * xm;
      const imaginary = constant[2 * pair + 1] + linear[2 * pair + 1] * xm;
      height += real * Math.cos(angle) - imaginary * Math.sin(angle);
    }
    return height;
  };
}

/** Return evenly spaced numbers between two ends. */
function line(low, high, count) {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** Return the least round number that is no less than a positive one. */
function roundUp(value) {
  const ten = 10 ** Math.floor(Math.log10(value));
  return ten * ROUND.find((round) => round * ten >= value * 0.999999);
}

/**
 * Return what of the surface there is to see at a place of the slider: the point, the grid, the
 * heights on it, and how far the scales of height and colour go.
 */
function viewAt(place) {
  const half = run.window.half;
  const point = { x: places.x0[place], y: places.xm[place], z: places.loss[place] + places.x0[place] };
  const [cx, cy] = run.window.centre ?? [point.x, point.y];
  const x = line(cx - half, cx + half, run.window.cells + 1);
  const y = line(cy - half, cy + half, run.window.cells + 1);
  const height = sliceAt(place);
  const z = y.map((xm) => x.map((x0) => height(x0, xm)));
  const heights = z.flat();
  /* Without hills any scale does. */
  const limit = roundUp(heights.reduce((most, one) => Math.max(most, Math.abs(one)), 0) || 1);
  /* Few hills are as high as the highest: beyond this, colours are all the same. */
  const spread = Math.sqrt(heights.reduce((sum, one) => sum + one * one, 0) / heights.length);
  const shade = Math.min(roundUp(2 * spread || 1), limit);
  const isInside = (x0, xm) => Math.abs(x0 - cx) <= half && Math.abs(xm - cy) <= half;
  /* A line in the surface would be half hidden by it. */
  return { place, point, x, y, z, height, limit, shade, isInside, lift: 0.012 * limit };
}

/** Return the hills. */
function hills({ x, y, z, limit, shade }) {
  return {
    type: "surface",
    name: "hills",
    x,
    y,
    z,
    cmin: -shade,
    cmax: shade,
    colorscale: run.hills,
    lighting: { ambient: 0.7, diffuse: 0.55, specular: 0.08, roughness: 0.8, fresnel: 0.02 },
    lightposition: { x: -20000, y: 20000, z: 100000 },
    /* A past that is below the present slice is seen through it. */
    opacity: run.slices.count > 1 ? 0.86 : 1,
    contours: {
      z: {
        show: true,
        start: -limit,
        end: limit,
        size: limit / 8,
        width: 1,
        color: "#30343c",
        highlight: false,
      },
      x: { highlight: false },
      y: { highlight: false },
    },
    colorbar: {
      thickness: 12,
      len: 0.62,
      x: 1,
      tickvals: [-shade, -shade / 2, 0, shade / 2, shade],
      ticktext: [
        `≤ ${short(-shade)} valley`,
        short(-shade / 2),
        "0 level",
        short(shade / 2),
        `≥ ${short(shade)} hill`,
      ],
      outlinewidth: 0,
    },
    hoverinfo: "none",
  };
}

/** Return a line in space. */
function lineInSpace(name, { x, y, z }, tone, width, opacity = 1) {
  return {
    type: "scatter3d",
    name,
    mode: "lines",
    x,
    y,
    z,
    line: { width, color: tone },
    opacity,
    hoverinfo: "none",
  };
}

/** Return a part of the path, with gaps where it leaves what there is to see. */
function pathBetween(from, to, { isInside, lift }) {
  const x = [];
  const y = [];
  const z = [];
  const kind = [];
  for (let i = from; i < to; i++) {
    const seen = isInside(path.x0[i], path.xm[i]);
    x.push(seen ? path.x0[i] : null);
    y.push(seen ? path.xm[i] : null);
    z.push(seen ? path.hill[i] + lift : null);
    kind.push(KINDS.indexOf(phaseAt(path.step[i])));
  }
  return { x, y, z, kind };
}

/**
 * Return the path: what is past in the colours of what the run did, and what is to come.
 *
 * It is drawn at the heights that it had. Where the slice moves on with the point, the past does not
 * lie on it: it has a shadow there.
 */
function pathLines(view) {
  const now = path.step.findLastIndex((step) => step <= places.step[view.place]) + 1;
  const past = pathBetween(0, now, view);
  const future = pathBetween(Math.max(now - 1, 0), path.step.length, view);
  /* The newest part ends in the point, which may be between two of the path's. */
  past.x.push(view.point.x);
  past.y.push(view.point.y);
  past.z.push(view.point.z + view.lift);
  past.kind.push(KINDS.indexOf(phaseAt(places.step[view.place])));
  const tones = KINDS.map((kind, i) => [i / 2, colour(kind === "free" ? "ink" : kind)]);
  const drawn = lineInSpace("path", past, past.kind, 6);
  Object.assign(drawn.line, { cmin: 0, cmax: 2, colorscale: tones });
  const lines = [drawn, lineInSpace("path to come", future, colour("ink"), 2, 0.35)];
  if (run.slices.count > 1) {
    const ground = past.x.map((x0, i) => (x0 === null ? null : view.height(x0, past.y[i]) + view.lift));
    lines.push(lineInSpace("shadow", { ...past, z: ground }, "#000000", 3, 0.45));
  }
  return lines;
}

/** Return the point, and a pin that tells where it is when hills stand before it. */
function pointAndPin({ point, limit }) {
  const pin = { x: [point.x, point.x], y: [point.y, point.y], z: [point.z, limit] };
  return [
    lineInSpace("pin", pin, colour("point"), 3),
    {
      type: "scatter3d",
      name: "point",
      mode: "markers",
      x: [point.x],
      y: [point.y],
      z: [point.z],
      marker: { size: 9, color: colour("point"), line: { width: 2, color: "#ffffff" } },
      hoverinfo: "none",
    },
  ];
}

/** Return where the surface is seen from at first. */
function camera() {
  /* Hills grow with the distance from xm = 0: seen from there, fewer stand before the point. */
  const side = places.xm.reduce((sum, one) => sum + one, 0) < 0 ? 1 : -1;
  /* Beside it is its scale. */
  const width = Math.max(surface.clientWidth - 110, 1);
  const away = Math.max(1.08, (1.4 * surface.clientHeight) / width);
  return {
    eye: { x: -1.15 * away, y: 0.95 * side * away, z: 0.95 * away },
    center: { x: 0, y: 0, z: -0.14 },
  };
}

/** Return how the surface is laid out. */
function layoutOfSurface({ x, y, limit }) {
  const axis = (text, range) => ({
    title: { text },
    range,
    color: colour("quiet"),
    gridcolor: colour("faint"),
    zerolinecolor: colour("faint"),
    showspikes: false,
    showbackground: false,
    nticks: 6,
    exponentformat: "none",
    separatethousands: true,
  });
  return {
    uirevision: "run",
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: colour("paper"),
    font: { family: FONT, color: colour("ink") },
    showlegend: false,
    scene: {
      aspectmode: "manual",
      aspectratio: { x: 1.2, y: 1.2, z: 0.36 },
      xaxis: axis(X0, [x[0], x.at(-1)]),
      yaxis: axis(XM, [y[0], y.at(-1)]),
      /* What its colours say already, and its numbers would be cut. */
      zaxis: { ...axis("", [-limit, limit]), showticklabels: false },
      camera: camera(),
    },
  };
}

/** Draw the surface at a place of the slider. */
function drawSurface(place) {
  const view = viewAt(place);
  const traces = [hills(view), ...pathLines(view), ...pointAndPin(view)];
  return Plotly.react(surface, traces, layoutOfSurface(view), {
    displaylogo: false,
    responsive: true,
    modeBarButtons: [["resetCameraDefault3d", "toImage"]],
  });
}
