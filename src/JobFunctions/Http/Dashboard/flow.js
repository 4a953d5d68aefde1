// How much came and ended over time.

import { barChart } from "./chart.js";
import { h } from "./dom.js";
import { hourTime, number, plural } from "./format.js";
import { card, empty } from "./ui.js";

const SPANS = [
  [1, "1 h"],
  [24, "24 h"],
  [72, "3 d"],
];

export function flowCards({ buckets }, hours, onHours) {
  const sum = name => buckets.reduce((all, bucket) => all + bucket[name], 0);
  const label = ({ at }) => hourTime(at);
  const spans = h(
    "div",
    { class: "switch", role: "group", "aria-label": "Time shown" },
    SPANS.map(([value, words]) =>
      h(
        "button",
        { type: "button", class: "button quiet small", "aria-pressed": String(value === hours), onclick: () => onHours(value) },
        words,
      ),
    ),
  );
  const ended = sum("completed") + sum("failed");
  const rate = ended > 0 ? `${number(Math.round((1000 * sum("failed")) / ended) / 10)} % of those that ended` : null;
  return [
    card(
      "Throughput",
      { note: `${plural(sum("submitted"), "job")} submitted`, actions: spans },
      sum("completed") + sum("cancelled") === 0
        ? empty("Nothing has ended in this time", null)
        : barChart(
            buckets,
            [
              { name: "completed", tone: "completed" },
              { name: "cancelled", tone: "cancelled" },
            ],
            label,
          ),
    ),
    card(
      "Failures",
      { note: rate },
      sum("failed") === 0 ? empty("Nothing has failed in this time", null) : barChart(buckets, [{ name: "failed", tone: "failed" }], label),
    ),
  ];
}
