// What can be done with a job in its status.

import { post, remove } from "./api.js";
import { ask } from "./dialog.js";
import { go, link } from "./router.js";
import { canCancel, canDelete, canRestart } from "./status.js";
import { attempt } from "./toast.js";
import { button } from "./ui.js";

export function jobActions(job, refresh) {
  return [
    canCancel(job.status) && button("Cancel", () => cancel(job, refresh), { symbol: "close" }),
    canRestart(job.status) &&
      button(job.status === "failed" ? "Retry" : "Restart", () => restart(job, refresh), { kind: "primary", symbol: "retry" }),
    job.held
      ? button("Release", () => release(job, refresh), { title: "Let cleanups delete it again" })
      : button("Hold", () => hold(job, refresh), { title: "Keep it until it is released, whatever cleanups delete" }),
    canDelete(job.status) && button("Delete", () => drop(job), { symbol: "bin", kind: "danger" }),
  ];
}

async function cancel(job, refresh) {
  const text =
    job.status === "running"
      ? "It runs at the moment. Its worker is told within seconds, and what it still does is thrown away."
      : "It has not started. It can be restarted later.";
  if (!(await ask({ title: `Cancel “${job.name}”?`, text, confirm: "Cancel the job", kind: "danger" }))) return;
  await attempt(() => post(`jobs/${job.id}/cancel`), "The job is cancelled");
  refresh();
}

async function restart(job, refresh) {
  await attempt(() => post(`jobs/restart/${job.id}`), "The job is in line again");
  refresh();
}

async function hold(job, refresh) {
  await attempt(() => post(`jobs/${job.id}/hold`), "The job is held: no cleanup deletes it");
  refresh();
}

async function release(job, refresh) {
  await attempt(() => remove(`jobs/${job.id}/hold`), "The job is released");
  refresh();
}

async function drop(job) {
  const text = "Its result files and what is known of it go with it. This can't be undone.";
  if (!(await ask({ title: `Delete “${job.name}”?`, text, confirm: "Delete the job", kind: "danger" }))) return;
  if (await attempt(() => remove(`jobs/${job.id}`), "The job is deleted")) go(link("jobs"));
}
