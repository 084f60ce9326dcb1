/* x0, the xn and the loss by step, under one cursor. */

const curves = document.getElementById("curves");

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

/** Return the xn: those that go far with their names, the others behind them, many as a band. */
function curvesOfXn(step) {
  const grey = colour("quiet");
  const quiet = run.curves.quiet.map(unpacked);
  const named = run.curves.named.map((one) => curve(step, unpacked(one.values), "y2", one.colour, 1.3));
  if (run.curves.is_band) {
    const [low, high] = quiet.map((values) => curve(step, values, "y2", grey, 0));
    return [low, { ...high, fill: "tonexty" }, ...named];
  }
  const behind = quiet.map((values) => ({ ...curve(step, values, "y2", grey, 0.6), opacity: 0.6 }));
  return [...behind, ...named];
}

/** Return the names of phases where they begin, and of the xn where they end. */
function namesOfCurves(step) {
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
  const ends = run.curves.named.map((one) => ({
    text: `x<sub>${one.number}</sub>`,
    x: step.at(-1),
    xanchor: "left",
    y: one.name_at,
    yref: "y2",
    showarrow: false,
    font: { size: 12, color: one.colour },
  }));
  return run.dims > 1 ? [...phases, ...ends] : phases;
}

/** Return the marks of hops from one basin to another. */
function hopMarks() {
  const { step, x0 } = unpackedAll(run.hops.marks);
  return {
    type: "scatter",
    mode: "markers",
    x: step,
    y: x0,
    yaxis: "y",
    /* Many would hide the curve. */
    marker: { symbol: "triangle-down", size: step.length > 20 ? 3 : 9, color: colour("point") },
    hoverinfo: "none",
  };
}

/** Return an axis of the curves, over a part of their height. */
function curveAxis(text, domain) {
  return {
    title: { text, standoff: 8 },
    domain,
    color: colour("quiet"),
    gridcolor: colour("faint"),
    zeroline: false,
    nticks: 6,
    /* Longer numbers would be cut. */
    exponentformat: "SI",
    minexponent: 4,
    separatethousands: true,
    fixedrange: true,
  };
}

/** Draw x0, the xn and the loss by step. */
function drawCurves() {
  const step = unpacked(run.curves.step);
  const traces = [
    ...curvesByPhase(step, unpacked(run.curves.x0), "y"),
    hopMarks(),
    ...curvesOfXn(step),
    ...curvesByPhase(step, unpacked(run.curves.loss), "y3"),
  ];
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
      ...curveAxis("step", [0, 1]),
      exponentformat: "none",
      anchor: "y3",
      range: [step[0], step.at(-1)],
      fixedrange: false,
      nticks: 10,
    },
    yaxis: curveAxis(X0, [0.7, 1]),
    yaxis2: curveAxis(run.dims > 1 ? "x<sub>n</sub>" : "x<sub>1</sub>", [0.3, 0.66]),
    yaxis3: curveAxis("L", [0, 0.26]),
    annotations: namesOfCurves(step),
    shapes: [cursorAt(place()), ...run.phases.slice(1).map(([, start]) => boundary(start))],
  };
  return Plotly.react(curves, traces, layout, { displayModeBar: false, responsive: true });
}

/** Move the cursor to a place of the slider. */
function moveCursor(place) {
  const { x0, x1 } = cursorAt(place);
  return Plotly.relayout(curves, { "shapes[0].x0": x0, "shapes[0].x1": x1 });
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
