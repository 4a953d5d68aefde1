// How the whole service is.

import { get, post } from "./api.js";
import { h } from "./dom.js";
import { ask } from "./dialog.js";
import { compact, duration, number, plural, words } from "./format.js";
import { flowCards } from "./flow.js";
import { jobTable } from "./job-table.js";
import { link } from "./router.js";
import { session } from "./session.js";
import { STATUSES } from "./status.js";
import { attempt } from "./toast.js";
import { button, card, empty, facts, linkButton, pageHead, when } from "./ui.js";
import { workersCard } from "./workers.js";

const LATEST = 8;

/** The flow over time changes slowly, so it is asked for less often than the rest. */
const FLOW_EVERY = 30_000;

export function overviewView() {
  let stats,
    queue,
    workers,
    latest,
    flow,
    flowAt = 0,
    hours = 24,
    page;

  const showHours = chosen => {
    [hours, flowAt] = [chosen, 0];
    page.refresh();
  };

  return {
    title: "Overview",
    every: 5000,
    attach: given => {
      page = given;
    },

    async load(signal) {
      const flowIsOld = Date.now() - flowAt >= FLOW_EVERY;
      [stats, queue, { workers }, latest, flow] = await Promise.all([
        get("jobs/queue/stats", signal),
        get("job-queue/status", signal),
        get("job-queue/workers", signal),
        get(`jobs/list?limit=${LATEST}`, signal),
        flowIsOld ? get(`jobs/history?hours=${hours}`, signal) : flow,
      ]);
      if (flowIsOld) flowAt = Date.now();
    },

    draw: () => [
      pageHead("Overview"),
      stats.total_jobs === 0 && welcome(),
      tiles(stats),
      h(
        "div",
        { class: "grid two-one" },
        h(
          "div",
          { class: "stack" },
          h("div", { class: "grid pair" }, flowCards(flow, hours, showHours)),
          card(
            "Latest jobs",
            { actions: linkButton("All jobs", link("jobs"), { kind: "quiet small" }) },
            latest.length ? jobTable(latest) : empty("No jobs of yours yet", "What you submit shows up here at once."),
          ),
        ),
        h("div", { class: "stack" }, queueCard(stats, queue, page.refresh)),
      ),
      workersCard(workers),
    ],
  };
}

function welcome() {
  return h(
    "section",
    { class: "card welcome" },
    h("h2", {}, "Nothing has been submitted yet"),
    h("p", {}, "Submit a first job by the form, or with the API; you can watch it here while it runs."),
    h(
      "div",
      { class: "actions" },
      linkButton("Submit a job", link("submit"), { kind: "primary", symbol: "plus" }),
      linkButton("API reference", "docs", { symbol: "book" }),
    ),
  );
}

function tiles(stats) {
  return h(
    "ul",
    { class: "tiles", "aria-label": "Jobs by status" },
    STATUSES.map(status => {
      const count = stats[`${status}_jobs`];
      return h(
        "li",
        { "data-key": status },
        h(
          "a",
          {
            class: `tile is-${status}`,
            href: status === "failed" ? link("failed") : link("jobs", { status }),
            title: plural(count, "job"),
          },
          h("span", { class: "tile-label" }, words(status)),
          h("span", { class: "tile-count" }, compact(count)),
        ),
      );
    }),
  );
}

function queueCard(stats, { queue, is_processor_running: runs }, refresh) {
  const oldest = queue.oldest_pending_job;
  const limit = (count, what) => (count === 0 ? `no limit ${what}` : `${number(count)} ${what}`);
  return card(
    "Queue",
    {},
    h(
      "div",
      { class: "processor" },
      h("span", { class: `badge ${runs ? "is-completed" : "is-failed"}` }, runs ? "jobs start" : "stopped"),
      session.isAdmin &&
        (runs
          ? button("Stop", () => stop(refresh), { symbol: "pause", "aria-label": "Stop the processor" })
          : button("Start", () => attempt(() => post("job-queue/start-processor"), "Jobs start again").then(refresh), {
              kind: "primary",
              symbol: "play",
              "aria-label": "Start the processor",
            })),
    ),
    !runs && h("p", { class: "hint" }, "No job starts until the processor is started again. Nothing is lost; jobs that run go on."),
    facts(
      [
        "Oldest waiting",
        oldest
          ? [
              oldest.id
                ? h("a", { href: link(`jobs/${oldest.id}`) }, duration((Date.now() - new Date(oldest.created_at)) / 1000, 2))
                : duration((Date.now() - new Date(oldest.created_at)) / 1000, 2),
              h("span", { class: "muted" }, ` ${oldest.job_type}`),
            ]
          : "none waits",
      ],
      [
        "At once",
        h(
          "a",
          { href: link("limits") },
          `${limit(stats.global_max_concurrent_jobs, "in all")}, ${limit(stats.per_user_max_concurrent_jobs, "per user")}`,
        ),
      ],
      ["Workers", h("span", { class: `health is-${stats.worker_health_status}` }, stats.worker_health_status)],
      ["Jobs stored", number(stats.total_jobs)],
      ["Last cleanup", stats.last_cleanup ? when(stats.last_cleanup) : "not yet"],
    ),
  );
}

async function stop(refresh) {
  const sure = await ask({
    title: "Stop the processor?",
    text: "No job starts from now on, on any worker, until it is started again. Jobs that run go on, and waiting ones keep their place.",
    confirm: "Stop the processor",
    kind: "danger",
  });
  if (sure) await attempt(() => post("job-queue/stop-processor"), "The processor is stopped").then(refresh);
}
