// How many jobs may run at once, and how often they may start.

import { get, put } from "./api.js";
import { Draft } from "./draft.js";
import { h } from "./dom.js";
import { input } from "./field-frame.js";
import { number, plural } from "./format.js";
import { rateCards } from "./rates.js";
import { session } from "./session.js";
import { attempt } from "./toast.js";
import { button, card, facts, notice, pageHead } from "./ui.js";

const word = limit => (limit === 0 ? "no limit" : plural(limit, "job"));

export function limitsView() {
  let limits, rates, draft, page;
  const rateState = { draft: null };
  return {
    title: "Limits",
    every: 10_000,
    attach: given => {
      page = given;
    },
    async load(signal) {
      // Rates name users, so only admins see them.
      [limits, { rates }] = await Promise.all([get("limits", signal), session.isAdmin ? get("limits/rates", signal) : {}]);
      // Until somebody types, the form shows what is in force, whoever has set it.
      if (!draft?.touched) draft = draftOf(limits, page.redraw);
    },
    draw: () => [
      pageHead("Limits", {
        lead: "How many jobs may run at once, and how often they may start, over all workers. Who waits for a limit starts by priority, then by age.",
      }),
      h(
        "div",
        { class: "grid halves" },
        inForce(limits),
        session.isAdmin &&
          card(
            "Change them",
            {},
            form(draft, set => {
              draft = draftOf(set, page.redraw);
              page.refresh();
            }),
          ),
      ),
      session.isAdmin && rateCards(rates, rateState, page),
    ],
  };
}

function inForce(limits) {
  return card(
    "In force",
    {},
    facts(
      ["Of all users", word(limits.max_concurrent)],
      ["Of each user", word(limits.max_concurrent_per_user)],
      ["Running under them", limits.running_jobs == null ? "not counted without a limit" : number(limits.running_jobs)],
      ["As configured", `${word(limits.configured_max_concurrent)} in all, ${word(limits.configured_max_concurrent_per_user)} per user`],
    ),
  );
}

function draftOf({ max_concurrent, max_concurrent_per_user }, redraw) {
  return new Draft({ max_concurrent: max_concurrent || null, max_concurrent_per_user: max_concurrent_per_user || null }, redraw);
}

function form(draft, onSet) {
  const field = (name, label) => input(draft, name, label, {}, { type: "number", min: 0, step: 1, placeholder: "no limit" }, true);
  const done = "The limits hold within two seconds, everywhere";
  const configured = { max_concurrent: null, max_concurrent_per_user: null };
  const submit = async event => {
    event.preventDefault();
    const set = await draft.send(
      ({ max_concurrent: all, max_concurrent_per_user: user }) =>
        put("limits", { max_concurrent: all ?? 0, max_concurrent_per_user: user ?? 0 }),
      done,
    );
    if (set) onSet(set);
  };
  return h(
    "form",
    { class: "form", novalidate: true, onsubmit: submit },
    draft.failure && notice("bad", "The limits were not set", draft.failure),
    field("max_concurrent", "jobs at once, of all users"),
    field("max_concurrent_per_user", "jobs at once, of each user"),
    h("p", { class: "hint" }, "Empty or 0 is no limit. Jobs that run go on, whatever you set."),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "submit", class: "button primary", disabled: draft.sending }, "Set the limits"),
      button("Back to the configured ones", async () => {
        const set = await attempt(() => put("limits", configured), done);
        if (set) onSet(set);
      }),
    ),
  );
}
