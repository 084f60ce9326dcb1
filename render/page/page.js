/* The slider, and the words. */

const slider = document.getElementById("step");
const reading = document.getElementById("reading");
/* More phases are counted. */
const MOST_PHASES = 8;

/** Return the place of the slider. */
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
async function draw() {
  write(place());
  await Promise.all([drawSurface(place()), moveCursor(place())]);
}

/** Draw everything. */
async function drawAll() {
  await drawCurves();
  await draw();
}

/** Return what the run does one after the other, or how often, where that would be too long. */
function toldPhases() {
  const named = (kind, words) => `<b style="color: var(--${kind})">${kind}</b>${words}`;
  const often = (kind) => run.phases.filter(([one]) => one === kind).length;
  const words =
    run.phases.length <= MOST_PHASES
      ? run.phases.map(([kind, start], i) => named(kind, i ? ` from ${start.toLocaleString("en")}` : ""))
      : KINDS.filter(often).map((kind) => named(kind, ` ${often(kind)} ×`));
  const { count } = run.hops;
  const hops = `${count.toLocaleString("en")} hop${count === 1 ? "" : "s"} to another basin ▾`;
  return (count ? [...words, hops] : words).join(", ");
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
