// Fields for input files: one from this computer, one of the caller's own that are stored already, or a result of an earlier job.

import { h } from "./dom.js";
import { bytes } from "./format.js";
import { framed } from "./field-frame.js";
import { button } from "./ui.js";

export function fileField(form, path, name, schema, must) {
  const mayBeResult = (schema.anyOf ?? []).some(one => one.properties);
  return framed(form, path, name, schema, must, props => chooser(form, path, name, props, mayBeResult));
}

export function filesField(form, path, name, schema, must) {
  const values = form.get(path) ?? [];
  return framed(form, path, name, schema, must, props =>
    h(
      "div",
      { class: "file-choice" },
      values.map((value, i) =>
        h(
          "div",
          { class: "chosen-file" },
          h("span", { class: "mono" }, nameOf(value)),
          button(
            "Remove",
            () => {
              form.drop(value);
              form.set(
                path,
                values.filter((_, at) => at !== i),
              );
            },
            { kind: "quiet small" },
          ),
        ),
      ),
      picker(form, props, true, names => form.set(path, [...values, ...names])),
      stored(form, "", one => one && form.set(path, [...values, one])),
    ),
  );
}

function chooser(form, path, name, props, mayBeResult) {
  const value = form.get(path);
  if (value && typeof value === "object") return resultOf(form, path, props, value);
  if (value) {
    const upload = form.uploads.get(value);
    return h(
      "div",
      { class: "chosen-file" },
      h("span", { class: "mono" }, value),
      h("span", { class: "muted" }, upload ? bytes(upload.size) : "stored already"),
      button(
        "Change",
        () => {
          form.drop(value);
          form.set(path, undefined);
        },
        { kind: "quiet small", id: props.id },
      ),
    );
  }
  return h(
    "div",
    { class: "file-choice" },
    picker(form, props, false, ([chosen]) => form.set(path, chosen), name),
    stored(form, name, async one => {
      await form.takeStored(one, name);
      form.set(path, one);
    }),
    mayBeResult && button("A result of an earlier job", () => form.set(path, { job_id: "", file: "" }), { kind: "quiet small" }),
  );
}

function picker(form, { id, ...about }, multiple, onChoose, member) {
  return h("input", {
    ...about,
    id,
    type: "file",
    multiple,
    onchange: async event => {
      const files = [...event.target.files];
      event.target.value = "";
      if (files.length) onChoose(await form.take(files, member));
    },
  });
}

function stored(form, name, onChoose) {
  return (
    form.files.length > 0 &&
    h(
      "select",
      {
        class: "input",
        "aria-label": `A stored file${name ? ` for ${name}` : ""}`,
        value: "",
        onchange: event => onChoose(event.target.value),
      },
      h("option", { value: "" }, "or one of your stored files …"),
      form.files.map(file => h("option", { value: file.name }, `${file.name} (${bytes(file.size)})`)),
    )
  );
}

function resultOf(form, path, { id }, value) {
  const part = (member, label) =>
    h("input", {
      class: "input",
      id: member === "job_id" ? id : null,
      "aria-label": label,
      placeholder: label,
      value: value[member] ?? "",
      oninput: event => form.set(path, { ...form.get(path), [member]: event.target.value.trim() }),
    });
  return h(
    "div",
    { class: "file-choice" },
    part("job_id", "Id of the earlier job"),
    part("file", "Name of its result file"),
    button("Another file", () => form.set(path, undefined), { kind: "quiet small" }),
  );
}

function nameOf(value) {
  return typeof value === "string" ? value : `${value.file ?? "result"} of ${value.job_id}`;
}
