// Bars over time. The drawing stretches to its place; its words stand beside it in HTML, so that they keep their size.

import { h, svg } from "./dom.js";
import { number } from "./format.js";

const HEIGHT = 100;
const GAP = 0.22;

/**
 * Draws stacked bars.
 * @param buckets what happened in each piece of time: { at, … }.
 * @param series which counts are shown, from the bottom to the top: { name, tone }.
 * @param label how a piece of time is called.
 */
export function barChart(buckets, series, label) {
  const totals = buckets.map(bucket => series.reduce((sum, { name }) => sum + bucket[name], 0));
  const top = niceTop(Math.max(...totals));
  const bars = buckets.flatMap((bucket, i) => stack(bucket, i, series, top));
  return h(
    "figure",
    { class: "chart" },
    h(
      "div",
      { class: "chart-legend" },
      series.map(({ name, tone }) => h("span", { class: `legend is-${tone}` }, name)),
    ),
    h(
      "div",
      { class: "chart-frame" },
      h(
        "div",
        { class: "chart-scale", "aria-hidden": "true" },
        [top, top / 2, 0].map(value => h("span", {}, Number.isInteger(value) ? number(value) : "")),
      ),
      svg(
        "svg",
        {
          class: "chart-bars",
          viewBox: `0 0 ${buckets.length} ${HEIGHT}`,
          preserveAspectRatio: "none",
          role: "img",
          "aria-label": summary(buckets, series, totals, label),
        },
        [0, 0.5, 1].map(part => svg("line", { class: "chart-line", x1: 0, x2: buckets.length, y1: HEIGHT * part, y2: HEIGHT * part })),
        bars,
        buckets.map((bucket, i) =>
          svg("rect", { class: "chart-touch", x: i, y: 0, width: 1, height: HEIGHT }, svg("title", {}, told(bucket, series, label))),
        ),
      ),
    ),
    h(
      "div",
      { class: "chart-times", "aria-hidden": "true" },
      times(buckets).map(bucket => h("span", {}, label(bucket))),
    ),
  );
}

function stack(bucket, i, series, top) {
  let y = HEIGHT;
  return series
    .filter(({ name }) => bucket[name] > 0)
    .map(({ name, tone }) => {
      const height = (HEIGHT * bucket[name]) / top;
      y -= height;
      return svg("rect", { class: `bar is-${tone}`, x: i + GAP / 2, y, width: 1 - GAP, height });
    });
}

function times(buckets) {
  const last = buckets.length - 1;
  return [0, 0.25, 0.5, 0.75, 1].map(part => buckets[Math.round(last * part)]);
}

function told(bucket, series, label) {
  return `${label(bucket)}: ${series.map(({ name }) => `${number(bucket[name])} ${name}`).join(", ")}`;
}

function summary(buckets, series, totals, label) {
  const sums = series.map(({ name }) => `${number(buckets.reduce((sum, bucket) => sum + bucket[name], 0))} ${name}`).join(", ");
  const most = Math.max(...totals);
  return most === 0 ? `${sums} in all` : `${sums} in all; most at ${label(buckets[totals.indexOf(most)])}, with ${number(most)}`;
}

/** The next number that reads well as the end of a scale. */
function niceTop(most) {
  if (most <= 2) return 2;
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 6, 8, 10].map(step => step * size).find(value => value >= most);
}
