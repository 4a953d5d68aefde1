// Fields of a form, each made of one member of a JSON Schema. A form is { get(path), set(path, value), error(path), columns(member),
// files, uploads }; a path is written as the service writes it in errors: config.mappings[0].weight.

import { h } from "./dom.js";
import { framed, hint } from "./field-frame.js";
import { fileField, filesField } from "./file-field.js";
import { words } from "./format.js";
import { kindOf, startOf } from "./schema.js";
import { button } from "./ui.js";

/** The fields of an object's members; what must be given comes first. */
export function membersOf(form, path, schema) {
  const required = new Set(schema.required);
  const entries = Object.entries(schema.properties ?? {}).map(([name, member]) => ({
    name,
    member,
    must: required.has(name) || (kindOf(member) === "file" && member.default !== undefined),
  }));
  return [...entries.filter(entry => entry.must), ...entries.filter(entry => !entry.must)].map(({ name, member, must }) =>
    fieldOf(form, `${path}.${name}`, name, member, must),
  );
}

function fieldOf(form, path, name, schema, must) {
  switch (kindOf(schema)) {
    case "file":
      return fileField(form, path, name, schema, must);
    case "files":
      return filesField(form, path, name, schema, must);
    case "flag":
      return flag(form, path, name, schema);
    case "choice":
      return framed(form, path, name, schema, must, props =>
        choice(
          form,
          path,
          props,
          schema.enum.filter(one => one !== null),
          must,
        ),
      );
    case "number":
      return framed(form, path, name, schema, must, props => number(form, path, props, schema));
    case "texts":
      return texts(form, path, name, schema, must);
    case "list":
      return list(form, path, name, schema);
    case "group":
      return h("fieldset", { class: "group", "data-key": path }, h("legend", {}, words(name)), hint(schema), membersOf(form, path, schema));
    case "json":
      return framed(form, path, name, schema, must, props => json(form, path, props));
    default:
      return framed(form, path, name, schema, must, props => text(form, path, name, props, schema));
  }
}

function text(form, path, name, props, schema) {
  const columns = form.columns(name);
  if (columns.length) return choice(form, path, props, columns, true);
  return h("input", {
    ...props,
    type: kindOf(schema) === "secret" ? "password" : "text",
    autocomplete: "off",
    maxlength: schema.maxLength,
    value: form.get(path) ?? "",
    oninput: event => form.set(path, event.target.value),
  });
}

function number(form, path, props, schema) {
  const whole = [].concat(schema.type).includes("integer");
  return h("input", {
    ...props,
    type: "number",
    min: schema.minimum ?? schema.exclusiveMinimum,
    max: schema.maximum,
    step: whole ? 1 : "any",
    value: form.get(path) ?? "",
    oninput: event => form.set(path, event.target.value === "" ? null : event.target.valueAsNumber),
  });
}

function choice(form, path, props, values, must) {
  const value = form.get(path) ?? "";
  const all = value !== "" && !values.includes(value) ? [value, ...values] : values;
  return h(
    "select",
    { ...props, value, onchange: event => form.set(path, event.target.value) },
    h("option", { value: "" }, must ? "Choose …" : "–"),
    all.map(one => h("option", { value: one }, one)),
  );
}

function flag(form, path, name, schema) {
  return h(
    "div",
    { class: "field", "data-key": path },
    h(
      "label",
      { class: "check" },
      h("input", { type: "checkbox", checked: form.get(path) === true, onchange: event => form.set(path, event.target.checked) }),
      h("span", { class: "label" }, words(name)),
    ),
    hint(schema),
  );
}

function texts(form, path, name, schema, must) {
  const chosen = form.get(path) ?? [],
    columns = form.columns(name);
  if (!columns.length) {
    return framed(form, path, name, schema, must, props =>
      h("textarea", {
        ...props,
        rows: 2,
        placeholder: "one per line",
        value: chosen.join("\n"),
        oninput: event => form.set(path, event.target.value.split("\n")),
      }),
    );
  }
  return h(
    "fieldset",
    { class: "group", "data-key": path },
    h("legend", {}, words(name), h("span", { class: "optional" }, " optional")),
    hint(schema),
    h(
      "div",
      { class: "checks" },
      columns.map(column =>
        h(
          "label",
          { class: "check", "data-key": column },
          h("input", {
            type: "checkbox",
            checked: chosen.includes(column),
            onchange: event => form.set(path, event.target.checked ? [...chosen, column] : chosen.filter(one => one !== column)),
          }),
          column,
        ),
      ),
    ),
  );
}

function list(form, path, name, schema) {
  const items = form.get(path) ?? [];
  const wrong = form.error(path);
  return h(
    "fieldset",
    { class: "group", "data-key": path },
    h("legend", {}, words(name)),
    hint(schema),
    wrong && h("p", { class: "field-error" }, wrong),
    items.map((_, i) =>
      h(
        "div",
        { class: "list-item", role: "group", "aria-label": `${words(name)} ${i + 1}` },
        h("div", { class: "list-fields" }, membersOf(form, `${path}[${i}]`, schema.items)),
        button(
          "Remove",
          () =>
            form.set(
              path,
              items.filter((_, at) => at !== i),
            ),
          { kind: "quiet small", "aria-label": `Remove ${words(name)} ${i + 1}` },
        ),
      ),
    ),
    h(
      "div",
      {},
      button(items.length ? "Add another" : "Add one", () => form.set(path, [...items, startOf(schema.items)]), {
        symbol: "plus",
        kind: "small",
      }),
    ),
  );
}

// What no field fits is written as JSON. While it is no JSON yet it stays a text, and the service will say so.
function json(form, path, props) {
  const value = form.get(path);
  return h("textarea", {
    ...props,
    class: "input mono",
    rows: 4,
    spellcheck: "false",
    placeholder: "JSON",
    value: value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2),
    onchange: event => form.set(path, parsed(event.target.value)),
  });
}

function parsed(written) {
  if (written.trim() === "") return undefined;
  try {
    return JSON.parse(written);
  } catch {
    return written;
  }
}
