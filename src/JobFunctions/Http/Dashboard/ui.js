// The small pieces that every view is made of.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { fullTime, relative } from "./format.js";

export function button(label, onclick, { kind = "", symbol, ...props } = {}) {
  return h("button", { type: "button", class: `button ${kind}`, onclick, ...props }, symbol && icon(symbol), h("span", {}, label));
}

export function linkButton(label, href, { kind = "", symbol, ...props } = {}) {
  return h("a", { class: `button ${kind}`, href, ...props }, symbol && icon(symbol), h("span", {}, label));
}

/** A status as a word with a dot in its colour. */
export function badge(status) {
  return h("span", { class: `badge is-${status}` }, status);
}

/** A time in words; the exact one shows on hovering. */
export function when(at) {
  return at ? h("time", { datetime: at, title: fullTime(at) }, relative(at)) : "–";
}

export function card(title, { actions, note, ...props }, ...content) {
  return h(
    "section",
    { ...props, class: `card ${props.class ?? ""}`, "aria-label": title },
    h(
      "header",
      { class: "card-head" },
      h("h2", {}, title),
      note && h("span", { class: "muted" }, note),
      actions && h("div", { class: "actions" }, actions),
    ),
    content,
  );
}

/** What stands where there is nothing to show: why, and what one could do. */
export function empty(title, text, ...actions) {
  return h(
    "div",
    { class: "empty" },
    h("p", { class: "empty-title" }, title),
    text && h("p", {}, text),
    actions.length > 0 && h("div", { class: "actions" }, actions),
  );
}

export function notice(kind, title, text, ...more) {
  return h(
    "div",
    { class: `notice ${kind}`, role: kind === "bad" ? "alert" : null },
    h("strong", {}, title),
    text && h("p", {}, text),
    more,
  );
}

export function progressBar(percent, label) {
  return h(
    "div",
    { class: "progress", role: "progressbar", "aria-valuenow": percent, "aria-valuemin": 0, "aria-valuemax": 100, "aria-label": label },
    h("div", { class: "progress-done", style: { width: `${percent}%` } }),
  );
}

/** Names and values. Entries without a value are left out. */
export function facts(...entries) {
  return h(
    "dl",
    { class: "facts" },
    entries
      .filter(([, value]) => value != null && value !== "" && value !== false)
      .map(([name, value]) => h("div", { "data-key": name }, h("dt", {}, name), h("dd", {}, value))),
  );
}

/** @param columns their names; those of `numbers` stand to the right. */
export function table(columns, rows, numbers = []) {
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
          columns.map(name => h("th", { scope: "col", class: numbers.includes(name) ? "num" : null }, name)),
        ),
      ),
      h("tbody", {}, rows),
    ),
  );
}

export function pageHead(title, { lead, actions } = {}) {
  return h(
    "div",
    { class: "page-head" },
    h("div", {}, h("h1", { tabindex: -1 }, title), lead && h("p", { class: "lead" }, lead)),
    actions && h("div", { class: "actions" }, actions),
  );
}

/** A button that copies a text, and says that it did. */
export function copyButton(text, label) {
  return h(
    "button",
    {
      type: "button",
      class: "button quiet small",
      "aria-label": label,
      title: label,
      onclick: async event => {
        const pressed = event.currentTarget;
        await navigator.clipboard.writeText(text);
        pressed.classList.add("done");
        setTimeout(() => pressed.classList.remove("done"), 1500);
      },
    },
    icon("copy"),
  );
}
