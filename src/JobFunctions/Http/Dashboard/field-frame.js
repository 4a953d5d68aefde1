// What stands around a field's control.

import { h } from "./dom.js";
import { words } from "./format.js";

/** A label, what it means, the control, and what is wrong with it. */
export function framed(form, path, name, schema, must, control) {
  const wrong = form.error(path);
  const id = `field-${path}`;
  return h(
    "div",
    { class: "field", "data-key": path },
    h("label", { class: "label", for: id }, words(name), !must && h("span", { class: "optional" }, " optional")),
    control({ id, class: "input", "aria-invalid": wrong ? "true" : null, "aria-describedby": `${id}-about`, required: must }),
    h("div", { id: `${id}-about` }, wrong && h("p", { class: "field-error" }, wrong), hint(schema)),
  );
}

/** A field of one line; kind has what else the element shall be, such as its type. */
export function input(form, path, name, schema = {}, kind = {}, must = false) {
  const read = field => (kind.type === "number" ? (field.value === "" ? null : field.valueAsNumber) : field.value);
  return framed(form, path, name, schema, must, props =>
    h("input", {
      ...props,
      type: "text",
      autocomplete: "off",
      ...kind,
      value: form.get(path) ?? "",
      oninput: event => form.set(path, read(event.target)),
    }),
  );
}

/** A choice between a few values. @param options pairs of a value and what it means. */
export function choice(form, path, name, schema, options, must = false) {
  return framed(form, path, name, schema, must, props =>
    h(
      "select",
      { ...props, value: String(form.get(path) ?? ""), onchange: event => form.set(path, event.target.value) },
      options.map(([value, meaning]) => h("option", { value }, meaning)),
    ),
  );
}

/** What a member means, and what it may be. */
export function hint(schema) {
  return schema.description && h("p", { class: "hint" }, schema.description, range(schema));
}

function range({ minimum, exclusiveMinimum, maximum }) {
  const low = minimum ?? exclusiveMinimum;
  if (low == null && maximum == null) return null;
  if (maximum == null) return ` At least ${low}.`;
  return low == null ? ` At most ${maximum}.` : ` From ${low} to ${maximum}.`;
}
