// How many jobs may run at once.

import { get, put } from "./api.js";
import { h } from "./dom.js";
import { number, plural } from "./format.js";
import { session } from "./session.js";
import { attempt } from "./toast.js";
import { card, facts, pageHead } from "./ui.js";

const word = limit => (limit === 0 ? "no limit" : plural(limit, "job"));

export function limitsView() {
  let limits, page;
  return {
    title: "Limits",
    every: 10_000,
    attach: given => {
      page = given;
    },
    async load(signal) {
      limits = await get("limits", signal);
    },
    draw: () => [
      pageHead("Limits", {
        lead: "How many jobs may run at once, over all workers. Who waits for a limit starts by priority, then by age.",
      }),
      h(
        "div",
        { class: "grid halves" },
        card(
          "In force",
          {},
          facts(
            ["Of all users", word(limits.max_concurrent)],
            ["Of each user", word(limits.max_concurrent_per_user)],
            ["Running under them", limits.running_jobs == null ? "not counted without a limit" : number(limits.running_jobs)],
            [
              "As configured",
              `${word(limits.configured_max_concurrent)} in all, ${word(limits.configured_max_concurrent_per_user)} per user`,
            ],
          ),
        ),
        session.isAdmin && card("Change them", {}, form(limits, page.refresh)),
      ),
    ],
  };
}

function form(limits, refresh) {
  const field = (name, label, value) =>
    h(
      "label",
      { class: "field" },
      h("span", { class: "label" }, label),
      h("input", { class: "input", type: "number", name, min: 0, step: 1, value: value || "", placeholder: "no limit" }),
    );
  const set = async body => {
    await attempt(() => put("limits", body), "The limits hold within two seconds, everywhere");
    refresh();
  };
  return h(
    "form",
    {
      class: "form",
      onsubmit: event => {
        event.preventDefault();
        const fields = new FormData(event.target);
        set({ max_concurrent: Number(fields.get("all")), max_concurrent_per_user: Number(fields.get("user")) });
      },
    },
    field("all", "Jobs at once, of all users", limits.max_concurrent),
    field("user", "Jobs at once, of each user", limits.max_concurrent_per_user),
    h("p", { class: "hint" }, "Empty or 0 is no limit. Jobs that run go on, whatever you set."),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "submit", class: "button primary" }, "Set the limits"),
      h(
        "button",
        { type: "button", class: "button", onclick: () => set({ max_concurrent: null, max_concurrent_per_user: null }) },
        "Back to the configured ones",
      ),
    ),
  );
}
