// How a job goes: its progress and time left, why it waits, or why it failed.

import { h } from "./dom.js";
import { duration, number } from "./format.js";
import { card, notice, progressBar, when } from "./ui.js";

export function progressCard(job, explanation) {
  switch (job.status) {
    case "running":
      return running(job);
    case "failed":
      return failed(job);
    case "completed":
      return card("Completed", { class: "good" }, h("p", {}, job.message ?? "The job has done its work.", took(job)));
    case "cancelled":
      return card("Cancelled", {}, h("p", {}, job.message ?? "The job was cancelled.", took(job)));
    default:
      return waiting(job, explanation);
  }
}

function running(job) {
  const items =
    job.total_items != null
      ? `${number(job.items_processed ?? 0)} of ${number(job.total_items)}`
      : job.items_processed != null
        ? number(job.items_processed)
        : null;
  return card(
    "Running",
    { note: job.estimated_remaining != null ? `about ${duration(job.estimated_remaining)} left` : null },
    h("div", { class: "big-progress" }, progressBar(job.progress, "Progress"), h("strong", { class: "percent" }, `${job.progress} %`)),
    h("p", { "aria-live": "polite" }, job.message ?? "It has said nothing yet.", items && h("span", { class: "muted" }, ` · ${items}`)),
  );
}

function waiting(job, explanation) {
  return card(
    job.status === "scheduled" ? "Scheduled" : "Why it waits",
    {},
    h("p", {}, explanation?.message ?? "It starts as soon as a worker is free."),
    explanation?.starts_at && h("p", { class: "muted" }, "Starts ", when(explanation.starts_at)),
    job.error_message && notice("warn", `The last attempt failed: ${job.error_type ?? "an error"}`, job.error_message),
  );
}

function failed(job) {
  return card(
    "Failed",
    { class: "bad", note: job.error_type },
    h("p", { class: "error-message" }, job.error_message ?? "It left no message."),
    h("p", { class: "muted" }, `After ${number(job.attempt)} ${job.attempt === 1 ? "attempt" : "attempts"}`, took(job)),
    job.error_stack && h("details", {}, h("summary", {}, "Where it happened"), h("pre", { class: "block", tabindex: 0 }, job.error_stack)),
  );
}

function took(job) {
  return job.duration != null && h("span", { class: "muted" }, ` · took ${duration(job.duration)}`);
}
