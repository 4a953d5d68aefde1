// One job: how it goes, what it left, and what can be done with it.

import { get } from "./api.js";
import { h } from "./dom.js";
import { duration } from "./format.js";
import { jobActions } from "./job-actions.js";
import { JobLog } from "./job-log.js";
import { progressCard } from "./job-progress.js";
import { resultsCard } from "./job-results.js";
import { timelineCard } from "./job-timeline.js";
import { jsonBlock } from "./json.js";
import { whileLive } from "./live.js";
import { link } from "./router.js";
import { isFinal, PRIORITIES } from "./status.js";
import { follow } from "./stream.js";
import { badge, card, copyButton, facts, when } from "./ui.js";

export function jobView(id) {
  const path = `jobs/${encodeURIComponent(id)}`;
  const log = new JobLog(path);
  let job, loadedAt, config, explanation, timeline, page;

  return {
    title: () => (job ? job.name : "Job"),
    // The stream tells what happens; this is for what it does not tell, such as how long it still takes.
    every: 15_000,
    attach: given => {
      page = given;
    },

    async load(signal) {
      job = await get(path, signal);
      loadedAt = Date.now();
      const waits = job.status === "pending" || job.status === "scheduled";
      [timeline, explanation, config] = await Promise.all([
        get(`${path}/events`, signal),
        waits ? get(`${path}/explain`, signal) : null,
        config ?? configOf(path, signal),
        isFinal(job.status) && log.read(signal),
      ]);
    },

    open: signal =>
      whileLive(streaming => {
        if (isFinal(job.status)) return;
        follow(`jobs/status/${encodeURIComponent(id)}/stream`, onEvent, streaming).catch(() => page.refresh());
        log
          .follow(streaming)
          .then(page.redraw)
          .catch(() => {});
      }, signal),

    draw: () => [
      head(job, page.refresh),
      h(
        "div",
        { class: "grid two-one" },
        h("div", { class: "stack" }, progressCard(job, explanation), resultsCard(job), log.draw(job), timelineCard(timeline)),
        h("div", { class: "stack" }, factsCard(job), card("Config", { note: "secrets are kept apart and never shown" }, jsonBlock(config))),
      ),
    ],
  };

  function onEvent({ name, data }) {
    const { status, progress, message, items_processed: done, total_items: total } = JSON.parse(data);
    const changed = status !== job.status;
    job = {
      ...job,
      status,
      message,
      progress: Math.floor(100 * progress),
      estimated_remaining: remaining(progress),
      items_processed: done ?? job.items_processed,
      total_items: total ?? job.total_items,
    };
    page.redraw();
    if (changed) page.refresh();
    return name !== "job_complete";
  }

  // What is left if it goes on as it did. The clocks of this machine and the service need not agree for it.
  function remaining(progress) {
    return progress > 0 && job.duration != null ? ((job.duration + (Date.now() - loadedAt) / 1000) * (1 - progress)) / progress : null;
  }
}

async function configOf(path, signal) {
  return (await get(`${path}/config`, signal)).config;
}

function head(job, refresh) {
  return h(
    "div",
    { class: "page-head" },
    h(
      "div",
      {},
      h(
        "p",
        { class: "crumb" },
        h("a", { href: link("jobs") }, "Jobs"),
        " / ",
        h("span", { class: "mono" }, job.id),
        copyButton(job.id, "Copy the id"),
      ),
      h("h1", { tabindex: -1 }, job.name, " ", badge(job.status)),
    ),
    h("div", { class: "actions" }, jobActions(job, refresh)),
  );
}

function factsCard(job) {
  return card(
    "Details",
    {},
    facts(
      ["Type", h("a", { href: link("jobs", { type: job.type }) }, job.type)],
      ["Owner", job.user_id],
      ["Program", job.program_id && h("a", { href: link("jobs", { program_id: job.program_id }) }, job.program_id)],
      ["Priority", PRIORITIES[job.priority]],
      ["Tags", job.tags.length > 0 && job.tags.map(tag => h("a", { class: "tag", href: link("jobs", { tag }) }, tag))],
      ["Held", job.held && "until it is released"],
      ["Batch", job.batch_id && h("a", { href: link(`batches/${job.batch_id}`) }, "look at all of it")],
      ["Unique", job.unique_for && !isFinal(job.status) && "no other unique job like it until this one has ended"],
      ["Depends on", job.depends_on.length > 0 && parents(job)],
      ["Created", when(job.created_at)],
      ["Scheduled", job.scheduled_at && when(job.scheduled_at)],
      ["Started", job.started_at && when(job.started_at)],
      ["Ended", job.completed_at && when(job.completed_at)],
      ["Took", isFinal(job.status) && job.duration != null && duration(job.duration)],
      ["Attempt", job.attempt > 0 && `${job.attempt}`],
      ["Retries", `${job.retry_count} of ${job.max_retries} used`],
      ["Worker", job.locked_by && h("span", { class: "mono" }, job.locked_by)],
    ),
  );
}

/** The jobs that this one waits for, or has waited for. */
function parents(job) {
  const waits = new Set(job.waiting_for);
  return h(
    "ul",
    {},
    job.depends_on.map(id =>
      h(
        "li",
        {},
        h("a", { class: "mono", href: link(`jobs/${id}`) }, id.slice(0, 8)),
        waits.has(id) && h("span", { class: "muted" }, " not ended yet"),
      ),
    ),
  );
}
