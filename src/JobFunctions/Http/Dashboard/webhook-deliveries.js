// What became of each call of the webhooks.

import { post } from "./api.js";
import { h } from "./dom.js";
import { link } from "./router.js";
import { attempt } from "./toast.js";
import { button, card, empty, table, when } from "./ui.js";

const TONES = { delivered: "is-completed", pending: "is-pending", failed: "is-failed" };

export function deliveriesCard(deliveries, refresh) {
  return card(
    "Deliveries",
    { note: "the newest first" },
    deliveries.length === 0
      ? empty("Nothing was sent yet", "Each call that a webhook makes shows up here with its tries.")
      : table(
          ["Event", "State", "Last try", "Created", "Again"],
          deliveries.map(delivery => row(delivery, refresh)),
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
