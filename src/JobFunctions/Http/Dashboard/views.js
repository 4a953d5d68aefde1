// Which view an address names.

import { batchView } from "./batch.js";
import { failedView } from "./failed.js";
import { jobView } from "./job.js";
import { jobsView } from "./jobs.js";
import { limitsView } from "./limits.js";
import { overviewView } from "./overview.js";
import { schedulesView } from "./schedules.js";
import { submitView } from "./submit.js";
import { unknownView } from "./failure.js";
import { webhooksView } from "./webhooks.js";

/** The sections as the navigation lists them. */
export const SECTIONS = [
  { path: "", title: "Overview", symbol: "overview" },
  { path: "jobs", title: "Jobs", symbol: "jobs" },
  { path: "failed", title: "Failed", symbol: "failed" },
  { path: "schedules", title: "Schedules", symbol: "clock" },
  { path: "webhooks", title: "Webhooks", symbol: "hook" },
  { path: "limits", title: "Limits", symbol: "limits" },
];

/** @returns the view, and the section that the navigation marks. */
export function viewFor([first = "", second, ...rest], query) {
  const whole = second === undefined;
  if (first === "" && whole) return { section: "", view: overviewView() };
  if (first === "jobs" && whole) return { section: "jobs", view: jobsView(query) };
  if (first === "jobs" && rest.length === 0) return { section: "jobs", view: jobView(second) };
  if (first === "batches" && !whole && rest.length === 0) return { section: "jobs", view: batchView(second, query) };
  if (first === "failed" && whole) return { section: "failed", view: failedView(query) };
  if (first === "schedules" && whole) return { section: "schedules", view: schedulesView(query) };
  if (first === "webhooks" && whole) return { section: "webhooks", view: webhooksView(query) };
  if (first === "limits" && whole) return { section: "limits", view: limitsView() };
  if (first === "submit" && whole) return { section: "submit", view: submitView(query) };
  return { section: null, view: unknownView() };
}
