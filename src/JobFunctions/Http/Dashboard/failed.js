// The failed registry, by kinds of errors.

import { get } from "./api.js";
import { runBulk } from "./bulk.js";
import { h } from "./dom.js";
import { number, plural } from "./format.js";
import { link } from "./router.js";
import { button, card, empty, linkButton, pageHead, when } from "./ui.js";

export function failedView() {
  let groups, complete, page;
  return {
    title: "Failed",
    every: 30_000,
    attach: given => {
      page = given;
    },
    async load(signal) {
      ({ groups, complete } = await get("jobs/failed/groups", signal));
    },
    draw() {
      const all = groups.reduce((sum, group) => sum + group.count, 0);
      return [
        pageHead("Failed jobs", {
          lead: all
            ? `${plural(all, "job")} with ${plural(groups.length, "kind")} of error${complete ? "" : "; only the latest are looked at, there are more"}`
            : null,
          actions: all > 0 && [
            linkButton("As a list", link("jobs", { status: "failed" })),
            button("Retry all", () => runBulk("retry", { status: "failed" }, page.refresh), { symbol: "retry" }),
          ],
        }),
        all === 0 && empty("Nothing has failed", "Jobs that fail for good stay here for a while, to be looked at and tried again."),
        groups.map(group => groupCard(group, page.refresh)),
      ];
    },
  };
}

function groupCard(group, refresh) {
  const filter = { status: "failed", type: group.type, fingerprint: group.fingerprint };
  // Failures of before there were fingerprints have none; a filter without one would reach others of the type, too.
  const isNamed = group.fingerprint !== null;
  const actions = isNamed && [
    button("Retry", () => runBulk("retry", filter, refresh), {
      symbol: "retry",
      kind: "small",
      "aria-label": `Retry ${number(group.count)} with ${group.error_type}`,
    }),
    button("Delete", () => runBulk("delete", filter, refresh), {
      symbol: "bin",
      kind: "small danger",
      "aria-label": `Delete ${number(group.count)} with ${group.error_type}`,
    }),
  ];
  return card(
    group.error_type,
    { class: "bad failure", "data-key": `${group.type} ${group.fingerprint}`, note: group.type, actions },
    h("p", { class: "error-message clip" }, group.message),
    h(
      "p",
      { class: "muted" },
      isNamed ? h("a", { href: link("jobs", filter) }, plural(group.count, "job")) : plural(group.count, "job"),
      " · first ",
      when(group.first_seen),
      " · last ",
      when(group.last_seen),
      " · ",
      h("a", { href: link(`jobs/${group.sample_job_id}`) }, "look at one"),
    ),
    !isNamed &&
      h(
        "p",
        { class: "hint" },
        "These failed before kinds of errors were noted, so they can't be named as a group. Choose them in the ",
        h("a", { href: link("jobs", { status: "failed", type: group.type }) }, `list of failed ${group.type} jobs`),
        ".",
      ),
  );
}
