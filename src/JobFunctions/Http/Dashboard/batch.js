// A batch: many jobs that were submitted in one request and are watched as one.

import { get, getPage, post, withQuery } from "./api.js";
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { number, plural } from "./format.js";
import { jobTable } from "./job-table.js";
import { link } from "./router.js";
import { STATUSES } from "./status.js";
import { attempt } from "./toast.js";
import { badge, button, card, empty, facts, linkButton, pageHead, progressBar, when } from "./ui.js";

const SHOWN_JOBS = 50;

export function batchView(id, query) {
  const path = `batches/${encodeURIComponent(id)}`;
  const shown = { status: query.get("status"), cursor: query.get("cursor") };
  let batch, jobs, next, page;
  return {
    title: () => batch?.name ?? "Batch",
    every: 5000,
    attach: given => {
      page = given;
    },
    async load(signal) {
      [batch, { items: jobs, next }] = await Promise.all([
        get(path, signal),
        getPage(withQuery(`${path}/jobs`, { ...shown, limit: SHOWN_JOBS }), signal),
      ]);
    },
    draw: () => [
      pageHead(batch.name ?? "Batch", {
        lead: `A batch of ${plural(batch.total_jobs, "job")}, ${state(batch)}`,
        actions:
          !batch.is_done &&
          !batch.is_cancelled &&
          button("Cancel all", () => cancel(batch, path, page.refresh), { symbol: "close", kind: "danger" }),
      }),
      h("div", { class: "grid two-one" }, progressCard(batch), factsCard(batch)),
      shown.status && h("p", { class: "muted" }, `Those that are ${shown.status}. `, h("a", { href: address() }, "Show all of them")),
      jobs.length > 0 ? jobTable(jobs, { batch: false }) : nothing(batch, shown),
      (shown.cursor || next) &&
        h(
          "nav",
          { class: "pager", "aria-label": "Pages" },
          shown.cursor && linkButton("First page", address({ status: shown.status })),
          next && linkButton("Next page", address({ status: shown.status, cursor: next })),
        ),
    ],
  };

  function address(parameters) {
    return link(path, parameters);
  }
}

function nothing(batch, { status, cursor }) {
  if (status || cursor) return empty("There is none here", "What stood here has changed since, or ended.");
  return batch.is_open ? empty("It has no jobs yet", "They show up here as they are submitted.") : empty("It has no jobs", "None of those in the request was accepted.");
}

function state({ is_open: isOpen, is_cancelled: isCancelled, is_done: isDone }) {
  if (isCancelled) return "cancelled";
  if (isOpen) return "still being submitted";
  return isDone ? "all have ended" : "under way";
}

function progressCard(batch) {
  return card(
    "Progress",
    {},
    h(
      "div",
      { class: "big-progress" },
      progressBar(batch.progress, "Jobs that have ended"),
      h("strong", { class: "percent" }, `${batch.progress} %`),
    ),
    h(
      "p",
      { class: "counts" },
      STATUSES.filter(status => batch[status] > 0).map(status =>
        h("a", { href: link(`batches/${batch.batch_id}`, { status }), "data-key": status }, badge(status), ` ${number(batch[status])} `),
      ),
    ),
    batch.first_failures.length > 0 &&
      h(
        "ul",
        { class: "failures" },
        batch.first_failures.map(failure =>
          h(
            "li",
            { "data-key": failure.job_id },
            h("a", { href: link(`jobs/${failure.job_id}`) }, failure.name),
            " ",
            h("span", { class: "bad-text" }, failure.error_message),
          ),
        ),
      ),
  );
}

function factsCard(batch) {
  return card(
    "Details",
    {},
    facts(
      ["Owner", batch.user_id],
      ["Submitted", when(batch.created_at)],
      [
        "Afterwards",
        batch.completion_job_id && h("a", { href: link(`jobs/${batch.completion_job_id}`) }, "the job that runs when all have ended"),
      ],
    ),
  );
}

async function cancel(batch, path, refresh) {
  const sure = await ask({
    title: `Cancel the batch “${batch.name ?? batch.batch_id}”?`,
    text: "All its jobs that have not ended are cancelled, and the job that would run afterwards.",
    confirm: "Cancel the batch",
    kind: "danger",
  });
  if (!sure) return;
  await attempt(
    () => post(`${path}/cancel`),
    ({ jobs_cancelled: count }) => `${plural(count, "job")} cancelled`,
  );
  refresh();
}
