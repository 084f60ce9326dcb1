"use strict";

const run = JSON.parse(document.getElementById("numbers").textContent);
const surface = document.getElementById("surface");
const curves = document.getElementById("curves");
const slider = document.getElementById("step");
const reading = document.getElementById("reading");

/* The name of x0 and of the coordinate beside it. */
const X0 = "x<sub>0</sub>";
const XM = `x<sub>${run.axis}</sub>`;
const KINDS = ["free", "demon", "snag"];
/* More phases are counted. */
const MOST_PHASES = 8;
/* Scales go to one of these, times a power of ten. */
const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/* What many zeros are written as. */
const LETTERS = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
  [1, ""],
];

/** Return the numbers of a packed array. */
function unpacked(packed) {
  const [kind, text] = Object.entries(packed)[0];
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return kind === "f64"
    ? Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true))
    : Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** Return an object of packed arrays with their numbers. */
function unpackedAll(packed) {
  return Object.fromEntries(Object.entries(packed).map(([name, one]) => [name, unpacked(one)]));
}

const places = unpackedAll(run.places);
const path = unpackedAll(run.path);
const amplitudes = unpacked(run.slices.amplitudes);
const pairs = run.slices.k0.length;

/** Return which of ascending values is the nearest to one. */
function nearest(values, value) {
  let low = 0;
  let high = values.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (values[middle] <= value) low = middle;
    else high = middle;
  }
  return value - values[low] <= values[high] - value ? low : high;
}

/** Return what the run does at a step. */
function phaseAt(step) {
  return run.phases.findLast(([, start]) => start <= step)?.[0] ?? run.phases[0][0];
}

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

/** Return a number in few digits, with a true minus sign. */
function told(value) {
  const digits = Math.abs(value) >= 100 ? 1 : 2;
  const text =
    Math.abs(value) < 1
      ? value.toPrecision(3)
      : value.toLocaleString("en", {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        });
  return text.replace("-", "−");
}

/** Return a round number in as few digits as it has, with a letter for many zeros. */
function short(value) {
  const fits = ([scale]) => scale === 1 || Math.abs(value) >= Math.max(scale, 1e4);
  const [scale, letter] = LETTERS.find(fits);
  return `${Number((value / scale).toPrecision(6))}${letter}`.replace("-", "−");
}

/** Return the least round number that is no less than a positive one. */
function roundUp(value) {
  const ten = 10 ** Math.floor(Math.log10(value));
  return ten * ROUND.find((round) => round * ten >= value * 0.999999);
}

/** Return the colour of a name in the style sheet, which knows light and dark. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const FONT = "system-ui, sans-serif";

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

/** Return the part of the path that is in the window, with gaps where it leaves it. */
function pathInside(from, to, inside) {
  const x = [];
  const y = [];
  const z = [];
  const kind = [];
  for (let i = from; i < to; i++) {
    const seen = inside(path.x0[i], path.xm[i]);
    x.push(seen ? path.x0[i] : null);
    y.push(seen ? path.xm[i] : null);
    z.push(seen ? path.hill[i] : null);
    kind.push(KINDS.indexOf(phaseAt(path.step[i])));
  }
  return { x, y, z, kind };
}

/** Return what is drawn of the surface at a place of the slider, and how. */
function surfaceAt(place) {
  const half = run.window.half;
  const point = [places.x0[place], places.xm[place]];
  const [cx, cy] = run.window.centre ?? point;
  const x = line(cx - half, cx + half, run.window.cells + 1);
  const y = line(cy - half, cy + half, run.window.cells + 1);
  const height = sliceAt(place);
  const z = y.map((xm) => x.map((x0) => height(x0, xm)));
  const heights = z.flat();
  const limit = roundUp(heights.reduce((most, one) => Math.max(most, Math.abs(one)), 1e-9));
  /* Few hills are as high as the highest: beyond this, colours are all the same. */
  const spread = Math.sqrt(heights.reduce((sum, one) => sum + one * one, 0) / heights.length);
  const shade = Math.min(roundUp(2 * Math.max(spread, 1e-9)), limit);
  const inside = (x0, xm) => Math.abs(x0 - cx) <= half && Math.abs(xm - cy) <= half;

  /* The newest part of the path ends in the point, which may be between two of its points. */
  const now = path.step.findLastIndex((step) => step <= places.step[place]) + 1;
  const hill = places.loss[place] + places.x0[place];
  const past = pathInside(0, now, inside);
  past.x.push(point[0]);
  past.y.push(point[1]);
  past.z.push(hill);
  past.kind.push(KINDS.indexOf(phaseAt(places.step[place])));
  const future = pathInside(Math.max(now - 1, 0), path.step.length, inside);
  /* A line in the surface would be half hidden by it. */
  const lift = 0.012 * limit;
  const lifted = (z) => z.map((one) => (one === null ? null : one + lift));
  const inked = colour("ink");
  const traces = [
    {
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
    },
    {
      type: "scatter3d",
      name: "path",
      mode: "lines",
      x: past.x,
      y: past.y,
      z: lifted(past.z),
      line: {
        width: 6,
        color: past.kind,
        cmin: 0,
        cmax: 2,
        colorscale: KINDS.map((kind, i) => [i / 2, kind === "free" ? inked : colour(kind)]),
      },
      hoverinfo: "none",
    },
    {
      type: "scatter3d",
      name: "path to come",
      mode: "lines",
      x: future.x,
      y: future.y,
      z: lifted(future.z),
      line: { width: 2, color: inked },
      opacity: 0.35,
      hoverinfo: "none",
    },
    {
      /* Where hills stand before the point, the pin tells where it is. */
      type: "scatter3d",
      name: "pin",
      mode: "lines",
      x: [point[0], point[0]],
      y: [point[1], point[1]],
      z: [hill, limit],
      line: { width: 3, color: colour("point") },
      hoverinfo: "none",
    },
    {
      type: "scatter3d",
      name: "point",
      mode: "markers",
      x: [point[0]],
      y: [point[1]],
      z: [hill],
      marker: { size: 9, color: colour("point"), line: { width: 2, color: "#ffffff" } },
      hoverinfo: "none",
    },
  ];
  if (run.slices.count > 1) traces.push(shadow(past, height, lift));
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
  const layout = {
    uirevision: "run",
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: colour("paper"),
    font: { family: FONT, color: inked },
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
  return { traces, layout };
}

/** Return the shadow of the path: the slice moves on with the point, the past does not lie on it. */
function shadow(past, height, lift) {
  const z = past.x.map((x0, i) => (x0 === null ? null : height(x0, past.y[i]) + lift));
  return {
    type: "scatter3d",
    name: "shadow",
    mode: "lines",
    x: past.x,
    y: past.y,
    z,
    line: { width: 3, color: "#000000" },
    opacity: 0.45,
    hoverinfo: "none",
  };
}

/** Return a curve by step. */
function curve(step, values, axis, tone, width) {
  return {
    type: "scatter",
    mode: "lines",
    x: step,
    y: values,
    yaxis: axis,
    line: { color: tone, width },
    hoverinfo: "none",
  };
}

/** Return a curve in the colours of what the run does, as a curve for each. */
function curvesByPhase(step, values, axis) {
  const kinds = Array.from(step, phaseAt);
  return KINDS.filter((kind) => kind === "free" || kinds.includes(kind)).map((kind) => {
    const shown = kind === "free" ? values : values.map((one, i) => (kinds[i] === kind ? one : NaN));
    return curve(step, shown, axis, colour(kind), 1.3);
  });
}

/** Draw x0, the xn and the loss by step. */
function drawCurves() {
  const step = unpacked(run.curves.step);
  const grey = colour("quiet");
  const quiet = run.curves.quiet.map(unpacked);
  const traces = [...curvesByPhase(step, unpacked(run.curves.x0), "y")];
  if (run.curves.is_band) {
    const [low, high] = quiet.map((values) => curve(step, values, "y2", grey, 0));
    traces.push(low, { ...high, fill: "tonexty" });
  } else {
    traces.push(...quiet.map((values) => ({ ...curve(step, values, "y2", grey, 0.6), opacity: 0.6 })));
  }
  for (const one of run.curves.named) {
    traces.push(curve(step, unpacked(one.values), "y2", one.colour, 1.3));
  }
  traces.push(...curvesByPhase(step, unpacked(run.curves.loss), "y3"));
  const axis = (text, domain) => ({
    title: { text, standoff: 8 },
    domain,
    color: grey,
    gridcolor: colour("faint"),
    zeroline: false,
    nticks: 6,
    /* Longer numbers would be cut. */
    exponentformat: "SI",
    minexponent: 4,
    separatethousands: true,
    fixedrange: true,
  });
  const phases = run.phases.map(([kind, start], i) => ({
    text: kind,
    x: start,
    xanchor: "left",
    y: 1,
    yref: "paper",
    yanchor: "bottom",
    showarrow: false,
    font: { size: 12, color: colour(kind) },
    /* One that has no room for its name has its colour still. */
    visible: phaseWidth(i, step) * curves.clientWidth > 8 * kind.length,
  }));
  const names = run.curves.named.map((one) => ({
    text: `x<sub>${one.number}</sub>`,
    x: step.at(-1),
    xanchor: "left",
    y: one.name_at,
    yref: "y2",
    showarrow: false,
    font: { size: 12, color: one.colour },
  }));
  const layout = {
    uirevision: "run",
    margin: { l: 84, r: 44, t: 24, b: 40 },
    paper_bgcolor: colour("paper"),
    plot_bgcolor: colour("paper"),
    font: { family: FONT, color: colour("ink") },
    showlegend: false,
    hovermode: "x",
    dragmode: "zoom",
    xaxis: {
      ...axis("step", [0, 1]),
      exponentformat: "none",
      anchor: "y3",
      range: [step[0], step.at(-1)],
      fixedrange: false,
      nticks: 10,
    },
    yaxis: axis(X0, [0.7, 1]),
    yaxis2: axis(run.dims > 1 ? "x<sub>n</sub>" : "x<sub>1</sub>", [0.3, 0.66]),
    yaxis3: axis("L", [0, 0.26]),
    annotations: [...phases, ...(run.dims > 1 ? names : [])],
    shapes: [cursorAt(place()), ...run.phases.slice(1).map(([, start]) => boundary(start))],
  };
  return Plotly.react(curves, traces, layout, { displayModeBar: false, responsive: true });
}

/** Return how much of the steps a phase takes. */
function phaseWidth(number, step) {
  const end = run.phases[number + 1]?.[1] ?? step.at(-1);
  return (end - run.phases[number][1]) / (step.at(-1) - step[0]);
}

/** Return the line where a phase begins. */
function boundary(step) {
  return {
    type: "line",
    x0: step,
    x1: step,
    y0: 0,
    y1: 1,
    yref: "paper",
    line: { color: colour("quiet"), width: 1, dash: "dash" },
    layer: "below",
  };
}

/** Return the line across all curves at a place of the slider. */
function cursorAt(place) {
  const step = places.step[place];
  return { ...boundary(step), line: { color: colour("point"), width: 1.5 }, layer: "above" };
}

function place() {
  return Number(slider.value);
}

/** Write what the run is at a place of the slider. */
function write(place) {
  const step = places.step[place];
  const x0 = places.x0[place];
  const loss = places.loss[place];
  const words = [
    `step <b>${step.toLocaleString("en")}</b>`,
    `${X0} = ${told(x0)}`,
    `${XM} = ${told(places.xm[place])}`,
    `L = ${told(loss)}`,
    `height of the hills ${told(loss + x0)}`,
    `ε = ${Number(places.epsilon[place].toPrecision(3))}`,
    `<b style="color: var(--${phaseAt(step)})">${phaseAt(step)}</b>`,
  ];
  reading.innerHTML = words.map((one) => `<span>${one}</span>`).join("");
}

let asked = false;
/** Draw all that depends on the slider, once for each picture of the screen. */
function show() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    draw();
  });
}

/** Draw all that depends on the slider. */
function draw() {
  const { traces, layout } = surfaceAt(place());
  write(place());
  const drawn = Plotly.react(surface, traces, layout, {
    displaylogo: false,
    responsive: true,
    modeBarButtons: [["resetCameraDefault3d", "toImage"]],
  });
  const { x0, x1 } = cursorAt(place());
  Plotly.relayout(curves, { "shapes[0].x0": x0, "shapes[0].x1": x1 });
  return drawn;
}

/** Draw everything. */
async function drawAll() {
  await drawCurves();
  await draw();
}

/** Return what the run does one after the other, or how often, where that would be too long. */
function toldPhases() {
  const named = (kind, words) => `<b style="color: var(--${kind})">${kind}</b>${words}`;
  if (run.phases.length <= MOST_PHASES) {
    return run.phases
      .map(([kind, start], i) => named(kind, i ? ` from ${start.toLocaleString("en")}` : ""))
      .join(", ");
  }
  const often = (kind) => run.phases.filter(([one]) => one === kind).length;
  return KINDS.filter(often)
    .map((kind) => named(kind, ` ${often(kind)} ×`))
    .join(", ");
}

const moving = run.slices.count > 1 ? "the slice through the point at each step" : "the surface";
document.getElementById("about").innerHTML =
  `The height of the hills, L + ${X0}, on ${moving}, and the path on it. Drag to turn it, scroll to ` +
  `come nearer; the slider, its arrow keys or a click on a curve go to a step. ${toldPhases()}.`;
slider.max = places.step.length - 1;
slider.value = slider.max;
slider.addEventListener("input", show);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
const firstDrawn = drawAll();
firstDrawn.then(() => {
  curves.on("plotly_click", (event) => {
    slider.value = nearest(places.step, event.points[0].x);
    show();
  });
});
