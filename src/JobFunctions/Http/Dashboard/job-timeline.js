// What happened to a job, event by event.

import { h } from "./dom.js";
import { clockTime, duration, fullTime, plural } from "./format.js";
import { card } from "./ui.js";

const SAID = {
  submitted: "Submitted",
  started: "Started",
  retry: "Failed, and will be tried again",
  lease_lost: "Its worker fell silent",
  handed_back: "Given back by its worker",
  reset: "Taken back to the line",
  restarted: "Restarted",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

const TONE = {
  submitted: "pending",
  started: "running",
  retry: "pending",
  lease_lost: "failed",
  completed: "completed",
  failed: "failed",
  restarted: "running",
};

export function timelineCard({ events, dropped }) {
  return card(
    "Timeline",
    {},
    h(
      "ol",
      { class: "timeline" },
      events.map((event, i) => [
        dropped > 0 &&
          i === 10 &&
          h("li", { class: "muted", "data-key": "dropped" }, `${plural(dropped, "event")} in between are not kept`),
        h(
          "li",
          { class: `is-${TONE[event.kind] ?? "cancelled"}`, "data-key": `${event.at} ${event.kind}` },
          h(
            "div",
            { class: "timeline-head" },
            h("strong", {}, SAID[event.kind] ?? event.kind),
            event.attempt > 0 && h("span", { class: "muted" }, `attempt ${event.attempt}`),
            h("time", { datetime: event.at, title: fullTime(event.at) }, clockTime(event.at)),
            i > 0 && gap(events[i - 1], event),
          ),
          event.detail && h("p", { class: "muted" }, event.detail),
          event.instance && h("p", { class: "muted mono" }, event.instance),
        ),
      ]),
    ),
  );
}

function gap(before, event) {
  return h("span", { class: "muted" }, `+ ${duration((new Date(event.at) - new Date(before.at)) / 1000)}`);
}
