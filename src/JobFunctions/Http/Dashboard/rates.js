// How often jobs may start: rules of a type, a user or a key that jobs carry.

import { put, remove } from "./api.js";
import { ask } from "./dialog.js";
import { Draft } from "./draft.js";
import { h } from "./dom.js";
import { framed, input } from "./field-frame.js";
import { duration, number, plural } from "./format.js";
import { attempt } from "./toast.js";
import { button, card, empty, notice, table } from "./ui.js";

const KINDS = {
  type: { one: "jobs of the type", each: "each type by itself", label: "A job type" },
  owner: { one: "jobs of the user", each: "each user by themselves", label: "A user" },
  key: { one: "jobs with the rate key", each: "each rate key by itself", label: "A rate key" },
};

/** @param state holds the draft of the rule that is being written. */
export function rateCards(rates, state, { redraw, refresh }) {
  const draft = (state.draft ??= draftOf({ key: "type:", starts: 10, per_seconds: 1, burst: 1 }, redraw));
  const edit = rate => {
    state.draft = draftOf(rate, redraw);
    redraw();
    document.getElementById("field-starts")?.focus();
  };
  return h(
    "div",
    { class: "grid two-one" },
    card(
      "Rates",
      { note: "how often jobs may start" },
      rates.length === 0
        ? empty("No rate is in force", "Jobs start as soon as there is room for them.")
        : table(
            ["For", "Starts", "Change"],
            rates.map(rate => row(rate, edit, refresh)),
          ),
    ),
    card(
      "Set a rate",
      {},
      form(draft, () => {
        state.draft = null;
        refresh();
      }),
    ),
  );
}

function row(rate, edit, refresh) {
  return h(
    "tr",
    { "data-key": rate.key },
    h("td", {}, h("span", { class: "mono" }, rate.key), h("span", { class: "sub" }, meaning(rate.key))),
    h("td", {}, pace(rate), rate.burst > 1 && h("span", { class: "sub" }, `${number(rate.burst)} at once after a pause`)),
    h(
      "td",
      {},
      h(
        "div",
        { class: "actions" },
        button("Edit", () => edit(rate), { kind: "small", "aria-label": `Edit ${rate.key}` }),
        button("Remove", () => drop(rate, refresh), { symbol: "bin", kind: "small danger", "aria-label": `Remove ${rate.key}` }),
      ),
    ),
  );
}

function form(draft, onSet) {
  const whole = { type: "number", min: 1, max: 10_000, step: 1 };
  const submit = async event => {
    event.preventDefault();
    const { kind, key: name, ...rule } = draft.values;
    const key = `${kind}:${name.trim()}`;
    if (await draft.send(() => put(`limits/rates/${encodeURIComponent(key)}`, rule), `The rate of ${key} holds within two seconds, everywhere`))
      onSet();
  };
  return h(
    "form",
    { class: "form", novalidate: true, onsubmit: submit },
    draft.failure && notice("bad", "The rate was not set", draft.failure),
    framed(draft, "kind", "for", {}, true, props =>
      h(
        "select",
        { ...props, value: draft.get("kind"), onchange: event => draft.set("kind", event.target.value) },
        Object.entries(KINDS).map(([kind, { label }]) => h("option", { value: kind }, label)),
      ),
    ),
    input(draft, "key", "name", { description: "* for each one by itself that has no rate of its own." }, { maxlength: 200 }, true),
    input(draft, "starts", "starts", { description: "How many may start in that time; 0 for any number." }, { ...whole, min: 0 }, true),
    input(draft, "per_seconds", "in seconds", { description: "1 to 86,400, which is a day." }, { ...whole, max: 86_400 }, true),
    input(draft, "burst", "at once", { description: "How many may start together after a pause." }, whole, true),
    h("div", { class: "actions" }, h("button", { type: "submit", class: "button primary", disabled: draft.sending }, "Set the rate")),
  );
}

function draftOf({ key, starts, per_seconds, burst }, redraw) {
  const { kind, name } = parts(key);
  return new Draft({ kind, key: name, starts, per_seconds, burst }, redraw);
}

function parts(key) {
  const colon = key.indexOf(":");
  return { kind: key.slice(0, colon), name: key.slice(colon + 1) };
}

function meaning(key) {
  const { kind, name } = parts(key);
  return name === "*" ? KINDS[kind].each : `${KINDS[kind].one} ${name}`;
}

function pace({ starts, per_seconds: seconds }) {
  return starts === 0 ? "any number" : `${plural(starts, "start")} every ${duration(seconds)}`;
}

async function drop({ key }, refresh) {
  const sure = await ask({
    title: `Remove the rate of ${key}?`,
    text: "If one is configured for it, that one holds again; otherwise nothing holds these jobs back.",
    confirm: "Remove the rate",
    kind: "danger",
  });
  if (!sure) return;
  await attempt(() => remove(`limits/rates/${encodeURIComponent(key)}`), `The rate of ${key} is as configured`);
  refresh();
}
