// The instances that run jobs.

import { h } from "./dom.js";
import { megabytes, number, plural } from "./format.js";
import { badge, card, empty, table, when } from "./ui.js";

export function workersCard(workers) {
  const running = workers.reduce((sum, worker) => sum + worker.running_jobs, 0);
  return card(
    "Workers",
    { note: workers.length ? `${plural(workers.length, "worker")}, ${plural(running, "job")} running` : null },
    workers.length === 0
      ? empty("No worker is there", "Jobs wait until one is. In the cloud one starts by itself when there is work.")
      : table(
          ["Worker", "State", "Running", "CPU", "Memory", "Last word", "Started"],
          workers.map(row),
          ["Running", "CPU", "Memory"],
        ),
  );
}

function row(worker) {
  return h(
    "tr",
    { "data-key": worker.id },
    cell("Worker", h("span", { class: "mono" }, worker.name)),
    cell("State", worker.overdue ? h("span", { class: "badge is-failed" }, "overdue") : badge(worker.running_jobs ? "running" : "idle")),
    cell("Running", number(worker.running_jobs), "num"),
    cell("CPU", [meter(Math.min(worker.cpu_percent, 100)), `${Math.round(worker.cpu_percent)} %`], "num"),
    cell("Memory", megabytes(worker.memory_mb), "num"),
    cell("Last word", when(worker.heartbeat_at)),
    cell("Started", when(worker.started_at)),
  );
}

function cell(label, content, kind) {
  return h("td", { "data-label": label, class: kind }, content);
}

function meter(percent) {
  return h("span", { class: "meter", "aria-hidden": "true" }, h("span", { style: { width: `${percent}%` } }));
}
