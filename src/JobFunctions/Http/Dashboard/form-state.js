// What stands in a submit form.

import { columnsOf, columnsOfStored, fileOf } from "./columns.js";
import { startOf, withoutEmpty } from "./schema.js";

/** A JSON body of a submit may have 1 MiB, a request with files 100 MB. */
export const MOST_BYTES = 100 * 1000 * 1000;

export class FormState {
  uploads = new Map();
  errors = [];
  values;
  #columns = new Map();
  #key;

  /** @param files the caller's stored files. */
  constructor(jobType, files, onChange) {
    Object.assign(this, { jobType, files, onChange });
    this.values = {
      name: jobType.title,
      priority: 2,
      config: startOf(jobType.schema),
      repeat: {
        on: false,
        name: jobType.type.replaceAll("_", "-"),
        cron: "0 6 * * *",
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
    };
  }

  get(path) {
    return keysOf(path).reduce((value, key) => value?.[key], this.values);
  }

  set(path, value) {
    const keys = keysOf(path),
      last = keys.pop();
    let at = this.values;
    for (const key of keys) at = at[key] ??= {};
    at[last] = value;
    this.#key = null;
    this.errors = this.errors.filter(error => error.field !== path);
    this.onChange();
  }

  error(path) {
    return this.errors.find(error => error.field === path)?.message;
  }

  /** What is wrong with no field that is shown. */
  otherErrors(shown) {
    return this.errors.filter(error => !shown(error.field));
  }

  /** Takes files that shall go with the submit. Their columns are for the members that name some. */
  async take(files, member) {
    for (const file of files) this.uploads.set(file.name, file);
    this.#key = null;
    if (member && files.length === 1) this.#columns.set(member, { file: files[0].name, names: await columnsOf(files[0]) });
    return files.map(file => file.name);
  }

  /** Takes one of the stored files. A form without its columns still works, they are written then. */
  async takeStored(name, member) {
    this.#columns.set(member, { file: name, names: await columnsOfStored(name).catch(() => []) });
  }

  drop(name) {
    this.uploads.delete(name);
    this.#key = null;
    for (const [member, { file }] of this.#columns) if (file === name) this.#columns.delete(member);
  }

  columns(member) {
    return this.#columns.get(fileOf(member, [...this.#columns.keys()]))?.names ?? [];
  }

  /** Stays the same until something is changed: when an answer was lost, sending the form again makes no second job. */
  get key() {
    return (this.#key ??= Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join(""));
  }

  get uploadBytes() {
    return [...this.uploads.values()].reduce((sum, file) => sum + file.size, 0);
  }

  /** The body of the submit: JSON, or a form with files beside it. */
  body() {
    if (this.uploads.size === 0) return this.json();
    const form = new FormData();
    form.append("job", JSON.stringify(this.json()));
    for (const file of this.uploads.values()) form.append("file", file, file.name);
    return form;
  }

  /** What is submitted again and again. */
  schedule() {
    const { cron, time_zone } = this.values.repeat;
    const { scheduled_at, ...job } = this.json();
    return { cron, time_zone, job };
  }

  json() {
    const { config, priority, tags, depends_on: parents, on_parent_failure: policy, scheduled_at: at, repeat, ...rest } = this.values;
    return withoutEmpty({
      ...rest,
      type: this.jobType.type,
      priority: Number(priority),
      tags: listOf(tags),
      depends_on: listOf(parents),
      on_parent_failure: parents ? policy : null,
      scheduled_at: at ? new Date(at).toISOString() : null,
      config: withoutEmpty(config),
    });
  }
}

function listOf(text) {
  return text?.split(",").map(one => one.trim());
}

function keysOf(path) {
  return path.split(/[.[\]]+/).filter(Boolean);
}
