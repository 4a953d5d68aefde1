// Making a webhook, or changing one.

import { put } from "./api.js";
import { Draft } from "./draft.js";
import { h } from "./dom.js";
import { input } from "./field-frame.js";
import { button, card, notice } from "./ui.js";

const EVENTS = {
  started: "an attempt has started",
  retrying: "an attempt has failed, another one follows",
  completed: "the job has completed",
  failed: "the job has failed for good",
  cancelled: "the job was cancelled",
};

/** @param webhook the one to change; null for a new one. */
export function webhookDraft(webhook, redraw) {
  const { name = "", url = "", events = ["completed", "failed", "cancelled"], types = [] } = webhook ?? {};
  const draft = new Draft({ name, url, events: [...events], types: types.join(", ") }, redraw);
  draft.isNew = !webhook;
  return draft;
}

/**
 * @param taken names that a new one must not have: it would take the other one's place.
 * @param onEnd is told what was stored; null when it was given up.
 */
export function webhookForm(draft, taken, onEnd) {
  const submit = async event => {
    event.preventDefault();
    const { name, url, events, types } = draft.values;
    if (draft.isNew && name.trim() === "") return draft.refuse("name", "Give it a name.");
    if (draft.isNew && taken.includes(name.trim())) return draft.refuse("name", "There is one of this name already.");
    if (events.length === 0) return draft.refuse("events", "Choose at least one.");
    const body = {
      url: url.trim(),
      events,
      types: types
        .split(",")
        .map(type => type.trim())
        .filter(Boolean),
    };
    const stored = await draft.send(() => put(`webhooks/${encodeURIComponent(name.trim())}`, body), `${name.trim()} is told from now on`);
    if (stored) onEnd(stored);
  };
  return card(
    draft.isNew ? "New webhook" : `Change ${draft.get("name")}`,
    { "data-key": "form" },
    h(
      "form",
      { class: "form", novalidate: true, onsubmit: submit },
      draft.failure && notice("bad", "The webhook was not stored", draft.failure),
      draft.isNew && input(draft, "name", "name", { description: "Letters, digits, '-', '_' and '.'." }, { maxlength: 100 }, true),
      input(draft, "url", "address", { description: "What is called, by POST; https." }, { type: "url", placeholder: "https://" }, true),
      events(draft),
      input(draft, "types", "job types", { description: "Separated by commas; none for all." }),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "submit", class: "button primary", disabled: draft.sending }, draft.isNew ? "Make the webhook" : "Store the webhook"),
        button("Give up", () => onEnd(null), { kind: "quiet" }),
      ),
    ),
  );
}

function events(draft) {
  const chosen = draft.get("events");
  const wrong = draft.error("events");
  return h(
    "fieldset",
    { class: "group" },
    h("legend", {}, "Events"),
    wrong && h("p", { class: "field-error" }, wrong),
    Object.entries(EVENTS).map(([event, meaning]) =>
      h(
        "label",
        { class: "check", "data-key": event },
        h("input", {
          type: "checkbox",
          checked: chosen.includes(event),
          onchange: ({ target }) => draft.set("events", target.checked ? [...chosen, event] : chosen.filter(one => one !== event)),
        }),
        h("span", {}, event, h("span", { class: "muted" }, ` ${meaning}`)),
      ),
    ),
  );
}
