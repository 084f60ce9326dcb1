"use strict";

/* The numbers of the run, and how they are told. */

const run = JSON.parse(document.getElementById("numbers").textContent);

/* The name of x0 and of the coordinate beside it. */
const X0 = "x<sub>0</sub>";
const XM = `x<sub>${run.axis}</sub>`;
const KINDS = ["free", "demon", "snag"];
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

/** Return the colour of a name in the style sheet, which knows light and dark. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const FONT = "system-ui, sans-serif";
