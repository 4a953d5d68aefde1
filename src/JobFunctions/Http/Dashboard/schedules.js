// Jobs that are done again and again.

import { get, post, remove, withQuery } from "./api.js";
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { link } from "./router.js";
import { session } from "./session.js";
import { attempt } from "./toast.js";
import { button, card, empty, facts, linkButton, pageHead, when } from "./ui.js";

export function schedulesView(query) {
  let schedules, next, page;
  return {
    title: "Schedules",
    every: 15_000,
    attach: given => {
      page = given;
    },
    async load(signal) {
      ({ schedules, next_cursor: next } = await get(withQuery("schedules", { cursor: query.get("cursor") }), signal));
    },
    draw: () => [
      pageHead("Schedules", {
        lead: "Jobs that are submitted again and again.",
        actions: linkButton("New schedule", link("submit"), { symbol: "plus" }),
      }),
      schedules.length === 0 &&
        empty(
          "There is no schedule",
          "Open the form of a job type and choose to repeat it.",
          linkButton("Choose a job type", link("submit"), { kind: "primary" }),
        ),
      schedules.map(schedule => scheduleCard(schedule, page.refresh)),
      next && h("nav", { class: "pager", "aria-label": "Pages" }, linkButton("Next page", link("schedules", { cursor: next }))),
    ],
  };
}

function scheduleCard(schedule, refresh) {
  const { name, user_id: owner, paused } = schedule;
  const path = action => withQuery(`schedules/${encodeURIComponent(name)}${action}`, { user_id: owner });
  const change = async (action, done) => {
    await attempt(() => post(path(action)), done);
    refresh();
  };
  return card(
    name,
    {
      "data-key": `${owner} ${name}`,
      note: schedule.job.type,
      actions: [
        h("span", { class: `badge ${paused ? "is-pending" : "is-completed"}` }, paused ? "paused" : "active"),
        paused
          ? button("Resume", () => change("/resume", `${name} goes on`), { symbol: "play", kind: "small", "aria-label": `Resume ${name}` })
          : button("Pause", () => change("/pause", `${name} is paused`), { symbol: "pause", kind: "small", "aria-label": `Pause ${name}` }),
        button("Delete", () => drop(name, path(""), refresh), { symbol: "bin", kind: "small danger", "aria-label": `Delete ${name}` }),
      ],
    },
    facts(
      ["When", [h("code", {}, schedule.cron), ` in ${schedule.time_zone}`]],
      ["Next run", paused ? "none while it is paused" : when(schedule.next_runs[0])],
      ["Last run", schedule.last_job_id ? h("a", { href: link(`jobs/${schedule.last_job_id}`) }, when(schedule.last_run)) : "not yet"],
      ["Last error", schedule.last_error && h("span", { class: "bad-text" }, schedule.last_error)],
      ["Runs", h("a", { href: link("jobs", { tag: `schedule:${name}` }) }, "all of them")],
      ["Owner", session.isAdmin && owner],
    ),
  );
}

async function drop(name, path, refresh) {
  const sure = await ask({
    title: `Delete the schedule “${name}”?`,
    text: "It submits no more jobs. Those that it has submitted stay.",
    confirm: "Delete the schedule",
    kind: "danger",
  });
  if (!sure) return;
  await attempt(() => remove(path), `${name} is deleted`);
  refresh();
}
