// Whom the service tells of jobs, and what became of each call.

import { get, post, remove, withQuery } from "./api.js";
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { link } from "./router.js";
import { attempt } from "./toast.js";
import { button, card, empty, facts, linkButton, pageHead, when } from "./ui.js";

const TONES = { delivered: "is-completed", pending: "is-pending", failed: "is-failed" };

export function webhooksView(query) {
  let webhooks, deliveries, next, page;
  return {
    title: "Webhooks",
    every: 15_000,
    attach: given => {
      page = given;
    },
    async load(signal) {
      const path = withQuery("webhooks/deliveries", { limit: 50, cursor: query.get("cursor") });
      [{ webhooks }, { deliveries, next_cursor: next }] = await Promise.all([get("webhooks", signal), get(path, signal)]);
    },
    draw: () => [
      pageHead("Webhooks", { lead: "Whom the service tells of your jobs. They are made by the API: PUT webhooks/{name}." }),
      webhooks.map(webhook => webhookCard(webhook, page.refresh)),
      card(
        "Deliveries",
        { note: "the newest first" },
        deliveries.length === 0
          ? empty("Nothing was sent yet", "Each call that a webhook makes shows up here with its tries.")
          : deliveryTable(deliveries, page.refresh),
      ),
      next && h("nav", { class: "pager", "aria-label": "Pages" }, linkButton("Next page", link("webhooks", { cursor: next }))),
    ],
  };
}

function webhookCard({ name, url, events, types, disabled }, refresh) {
  return card(
    name,
    {
      "data-key": name,
      actions: [
        h("span", { class: `badge ${disabled ? "is-failed" : "is-completed"}` }, disabled ? "disabled" : "active"),
        button("Delete", () => drop(name, refresh), { symbol: "bin", kind: "small danger", "aria-label": `Delete ${name}` }),
      ],
    },
    facts(
      ["Address", h("span", { class: "mono" }, url)],
      ["Events", events.join(", ")],
      ["Job types", types.length > 0 ? types.join(", ") : "all"],
      ["Disabled", disabled],
    ),
  );
}

function deliveryTable(deliveries, refresh) {
  return h(
    "div",
    { class: "table-frame" },
    h(
      "table",
      { class: "table" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["Event", "State", "Last try", "Created", "Again"].map(name => h("th", { scope: "col" }, name)),
        ),
      ),
      h(
        "tbody",
        {},
        deliveries.map(delivery => row(delivery, refresh)),
      ),
    ),
  );
}

function row({ id, webhook, url, event, job_id: job, state, tries, created_at: created, next_attempt_at: nextTry, attempts }, refresh) {
  const last = attempts.at(-1);
  return h(
    "tr",
    { "data-key": id },
    h("td", {}, h("a", { href: link(`jobs/${job}`) }, event), h("span", { class: "sub" }, webhook ?? url)),
    h(
      "td",
      {},
      h("span", { class: `badge ${TONES[state] ?? ""}` }, state.replaceAll("_", " ")),
      nextTry && h("span", { class: "sub" }, "again ", when(nextTry)),
    ),
    h("td", {}, last ? (last.error ?? `answered ${last.status_code}`) : "none yet", h("span", { class: "sub" }, `${tries} so far`)),
    h("td", { "data-label": "Created" }, when(created)),
    h(
      "td",
      {},
      button("Replay", () => replay(id, refresh), { symbol: "retry", kind: "small", "aria-label": `Replay ${event}` }),
    ),
  );
}

async function replay(id, refresh) {
  await attempt(() => post(`webhooks/deliveries/${encodeURIComponent(id)}/replay`), "The call is made again");
  refresh();
}

async function drop(name, refresh) {
  const sure = await ask({
    title: `Delete the webhook “${name}”?`,
    text: "It is told nothing any more.",
    confirm: "Delete the webhook",
    kind: "danger",
  });
  if (!sure) return;
  await attempt(() => remove(`webhooks/${encodeURIComponent(name)}`), `${name} is deleted`);
  refresh();
}
