// Jobs as a table; on a phone each row becomes a small card.

import { h } from "./dom.js";
import { duration, number, plural } from "./format.js";
import { link } from "./router.js";
import { badge, progressBar, when } from "./ui.js";

/**
 * @param choice how rows are chosen: { has(id), set(id, chosen), all(chosen) }; null for a table to look at.
 * @param owner whether it says whose they are.
 * @param batch whether a job of a batch leads to it.
 */
export function jobTable(jobs, { choice = null, owner = false, batch = true } = {}) {
  const all = choice && jobs.every(job => choice.has(job.id));
  const some = choice && !all && jobs.some(job => choice.has(job.id));
  return h(
    "div",
    { class: "table-frame" },
    h(
      "table",
      { class: "table jobs" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          choice &&
            h(
              "th",
              { scope: "col", class: "choose" },
              h("input", {
                type: "checkbox",
                "aria-label": "Select all jobs of this page",
                checked: all,
                indeterminate: some,
                onchange: event => choice.all(event.target.checked),
              }),
            ),
          ["Job", "Status", "How it goes", owner && "Owner", "Created", "Took"]
            .filter(Boolean)
            .map(name => h("th", { scope: "col", class: name === "Took" ? "num" : null }, name)),
        ),
      ),
      h(
        "tbody",
        {},
        jobs.map(job => row(job, choice, owner, batch)),
      ),
    ),
  );
}

function row(job, choice, owner, batch) {
  return h(
    "tr",
    { "data-key": job.id, class: choice?.has(job.id) ? "chosen" : null },
    choice &&
      h(
        "td",
        { class: "choose" },
        h("input", {
          type: "checkbox",
          "aria-label": `Select ${job.name}`,
          checked: choice.has(job.id),
          onchange: event => choice.set(job.id, event.target.checked),
        }),
      ),
    h(
      "td",
      { class: "job-name" },
      h("a", { href: link(`jobs/${job.id}`) }, job.name),
      h(
        "span",
        { class: "sub" },
        job.type,
        job.tags.map(tag => h("span", { class: "tag" }, tag)),
        batch && job.batch_id && h("a", { class: "tag", href: link(`batches/${job.batch_id}`) }, "batch"),
      ),
    ),
    h("td", {}, badge(job.status)),
    h("td", { class: "goes" }, outcome(job)),
    owner && h("td", { "data-label": "Owner" }, job.user_id),
    h("td", { "data-label": "Created" }, when(job.created_at)),
    h("td", { "data-label": "Took", class: "num" }, job.duration == null ? "–" : duration(job.duration)),
  );
}

function waiting(job) {
  if (job.waiting_for_count > 0) return `waits for ${plural(job.waiting_for_count, "other job")}`;
  return job.retry_count > 0 ? `waits for retry ${job.retry_count} of ${job.max_retries}` : "waits";
}

function outcome(job) {
  switch (job.status) {
    case "running":
      return [
        progressBar(job.progress, `Progress of ${job.name}`),
        h("span", { class: "sub" }, `${job.progress} %`, job.message && ` · ${job.message}`),
      ];
    case "failed":
      return h("span", { class: "bad-text clip", title: job.error_message }, job.error_message);
    case "completed":
      return h(
        "span",
        { class: "muted" },
        job.result_files.length ? `${number(job.result_files.length)} result ${job.result_files.length === 1 ? "file" : "files"}` : "done",
      );
    case "scheduled":
      return h("span", { class: "muted" }, "starts ", when(job.scheduled_at));
    case "pending":
      return h("span", { class: "muted" }, waiting(job));
    default:
      return h("span", { class: "muted" }, "–");
  }
}
