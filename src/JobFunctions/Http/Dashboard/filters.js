// The filters of the list. They stand in the address, so that a filtered list can be shared and gone back to.

import { h } from "./dom.js";
import { go, link } from "./router.js";
import { session } from "./session.js";
import { STATUSES } from "./status.js";
import { linkButton } from "./ui.js";

export const FILTERS = ["q", "status", "type", "tag", "program_id", "user_id", "fingerprint"];

export function filterBar(filter) {
  const set = (name, value) => go(link("jobs", { ...filter, [name]: value.trim() }));
  const text = (name, label) =>
    h(
      "label",
      { class: "field", "data-key": name },
      h("span", { class: "label" }, label),
      h("input", {
        class: "input",
        type: "search",
        value: filter[name],
        placeholder: "any",
        onchange: event => set(name, event.target.value),
      }),
    );

  return h(
    "form",
    { class: "filters", role: "search", "aria-label": "Filter the jobs", onsubmit: event => event.preventDefault() },
    text("q", "Name has"),
    h(
      "label",
      { class: "field" },
      h("span", { class: "label" }, "Status"),
      h(
        "select",
        { class: "input", value: filter.status, onchange: event => set("status", event.target.value) },
        h("option", { value: "" }, "any"),
        STATUSES.map(status => h("option", { value: status }, status)),
      ),
    ),
    text("type", "Type"),
    session.isAdmin && text("user_id", "Owner"),
    text("program_id", "Program"),
    text("tag", "Tag"),
    filter.fingerprint &&
      h(
        "label",
        { class: "field" },
        h("span", { class: "label" }, "Kind of error"),
        h("input", { class: "input mono", value: filter.fingerprint, readonly: true }),
      ),
    Object.values(filter).some(Boolean) && linkButton("Clear", link("jobs"), { kind: "quiet" }),
  );
}
