// Doing something with many jobs: what it would touch is counted by the service and said before.

import { post } from "./api.js";
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { number, plural } from "./format.js";
import { attempt, toast } from "./toast.js";
import { button } from "./ui.js";

const ACTIONS = {
  cancel: { label: "Cancel", done: "cancelled", symbol: "close", unfit: "have ended already" },
  retry: { label: "Retry", done: "put in line again", symbol: "retry", unfit: "have not failed" },
  delete: {
    label: "Delete",
    done: "deleted",
    symbol: "bin",
    kind: "danger",
    unfit: "have not ended",
    warning: "Their result files go with them. This can't be undone.",
  },
};

/** The bar for the jobs that are chosen. */
export function bulkBar({ ids, clear, refresh }) {
  return (
    ids.length > 0 &&
    h(
      "div",
      { class: "bulk-bar", role: "region", "aria-label": "Selected jobs" },
      h("strong", {}, `${number(ids.length)} selected`),
      actionButtons({ ids }, () => {
        clear();
        refresh();
      }),
      button("Clear", clear, { kind: "quiet" }),
    )
  );
}

/** The buttons for all jobs that a filter names. */
export function actionButtons(filter, refresh, suffix = "") {
  return Object.entries(ACTIONS).map(([name, { label, symbol, kind }]) =>
    button(label + suffix, () => runBulk(name, filter, refresh), { symbol, kind: kind ?? "" }),
  );
}

/** Counts what an action would touch, asks, and does it. */
export async function runBulk(name, filter, refresh) {
  const action = ACTIONS[name];
  const count = await attempt(() => post("jobs/bulk", { action: name, filter, dry_run: true }));
  if (!count) return;
  const touched = filter.ids ? filter.ids.length - count.skipped - count.error_count : count.matched;
  if (touched === 0) return toast(`None of them can be ${action.done}: they ${action.unfit}.`, "bad");

  const jobs = `${plural(touched, "job")}${count.complete ? "" : " and more"}`;
  const sure = await ask({
    title: `${action.label} ${jobs}?`,
    text: [
      count.skipped > 0 && `${number(count.skipped)} more stay as they are: they ${action.unfit}.`,
      count.error_count > 0 && `${number(count.error_count)} can't be touched: ${count.errors[0].error}.`,
      action.warning,
    ].filter(Boolean),
    confirm: `${action.label} ${jobs}`,
    kind: action.kind ?? "primary",
  });
  if (!sure) return;

  const result = await attempt(
    () => post("jobs/bulk", { action: name, filter, dry_run: false }),
    ({ done }) => `${plural(done, "job")} ${action.done}`,
  );
  if (result?.error_count > 0) toast(`${plural(result.error_count, "job")} could not be ${action.done}: ${result.errors[0].error}`, "bad");
  if (result && !result.complete) toast("There is more to do; do it once more.");
  refresh();
}
