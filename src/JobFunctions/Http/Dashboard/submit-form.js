// The form of one job type, and sending it.

import { put, send } from "./api.js";
import { h } from "./dom.js";
import { choice, input } from "./field-frame.js";
import { membersOf } from "./fields.js";
import { MOST_BYTES } from "./form-state.js";
import { bytes } from "./format.js";
import { jsonBlock } from "./json.js";
import { go, link } from "./router.js";
import { PRIORITIES } from "./status.js";
import { toast } from "./toast.js";
import { card, notice } from "./ui.js";

export function drawForm(form, redraw) {
  const others = form.otherErrors(field => document.querySelector(`[data-key="${CSS.escape(field)}"]`));
  return h(
    "form",
    {
      class: "submit-form",
      novalidate: true,
      onsubmit: event => {
        event.preventDefault();
        submit(form, redraw);
      },
    },
    form.failure &&
      notice(
        "bad",
        "The job was not submitted",
        form.failure,
        others.length > 0 &&
          h(
            "ul",
            {},
            others.map(error => h("li", {}, `${error.field}: ${error.message}`)),
          ),
      ),
    h(
      "div",
      { class: "grid two-one" },
      h(
        "div",
        { class: "stack" },
        card(
          "Config",
          {},
          h(
            "div",
            { class: "form" },
            Object.keys(form.jobType.schema.properties ?? {}).length
              ? membersOf(form, "config", form.jobType.schema)
              : h("p", { class: "muted" }, "This type needs no config."),
          ),
        ),
      ),
      h(
        "div",
        { class: "stack" },
        card(
          "The job",
          {},
          h(
            "div",
            { class: "form" },
            general(form),
            h("details", {}, h("summary", {}, "More settings"), h("div", { class: "form" }, more(form))),
            repetition(form),
            h(
              "button",
              { type: "submit", class: "button primary wide", disabled: form.sending },
              form.sending ? "Sending …" : form.get("repeat.on") ? "Store the schedule" : "Submit the job",
            ),
          ),
        ),
        h("details", { class: "card" }, h("summary", {}, "The same as JSON, for the API"), jsonBlock(hidden(form))),
      ),
    ),
  );
}

function general(form) {
  return [
    input(form, "name", "name", {}, { maxlength: 200 }, true),
    choice(form, "priority", "priority", {}, Object.entries(PRIORITIES), true),
  ];
}

function more(form) {
  const whole = { type: "number", min: 0, step: 1 };
  return [
    input(form, "scheduled_at", "not before", {}, { type: "datetime-local" }),
    input(form, "tags", "tags", { description: "Separated by commas." }),
    input(form, "program_id", "program"),
    input(form, "depends_on", "depends on", { description: "Ids of jobs that have to end before, separated by commas." }),
    form.get("depends_on") &&
      choice(form, "on_parent_failure", "if one of them does not complete", {}, [
        ["", "this job fails"],
        ["cancel", "this job is cancelled"],
        ["run", "this job runs all the same"],
      ]),
    choice(form, "unique_for", "another job like this", { description: "One of the same type with the same config." }, [
      ["", "may be there beside it"],
      ["pending_or_running", "is shown in its place, while it has not ended"],
    ]),
    input(
      form,
      "max_retries",
      "retries",
      { description: "How often it is tried again after a failure that may pass; 3 unless set otherwise." },
      whole,
    ),
    input(form, "timeout_seconds", "time limit of an attempt", { description: "In seconds." }, whole),
    input(form, "rate_limit_key", "rate key", { description: "Its key for the rates that an operator has set." }, { maxlength: 128 }),
    input(form, "webhook_url", "webhook", { description: "An address that is called when the job has ended." }, { type: "url" }),
  ];
}

function repetition(form) {
  return [
    h(
      "label",
      { class: "check" },
      h("input", { type: "checkbox", checked: form.get("repeat.on"), onchange: event => form.set("repeat.on", event.target.checked) }),
      h("span", { class: "label" }, "Repeat it"),
    ),
    form.get("repeat.on") &&
      h(
        "fieldset",
        { class: "group" },
        h("legend", {}, "Schedule"),
        input(form, "repeat.name", "name of the schedule", {}, { maxlength: 80 }, true),
        input(
          form,
          "repeat.cron",
          "when",
          { description: "Minute, hour, day of the month, month, day of the week: 0 6 * * 1-5 is at 6 on weekdays." },
          { class: "input mono" },
          true,
        ),
        input(form, "repeat.time_zone", "time zone", {}, {}, true),
      ),
  ];
}

function hidden(form) {
  const body = form.json();
  for (const secret of form.jobType.secret_members) if (body.config?.[secret]) body.config[secret] = "…";
  return body;
}

async function submitOnce(form) {
  const headers = { "Idempotency-Key": form.key };
  const { job_id: id, duplicate } = await (await send("jobs/submit", { method: "POST", body: form.body(), headers })).json();
  toast(duplicate ? "Such a job is there already; this is it" : "The job is submitted", duplicate ? "" : "good");
  go(link(`jobs/${id}`));
}

// The runs read their files from the owner's own ones, which stay.
async function storeSchedule(form) {
  for (const file of form.uploads.values()) await send(`files/${encodeURIComponent(file.name)}`, { method: "PUT", body: file });
  await put(`schedules/${encodeURIComponent(form.get("repeat.name"))}`, form.schedule());
  toast("The schedule is stored", "good");
  go(link("schedules"));
}

/** What is wrong, by the paths of the form's own fields. */
function fieldsOf(form, { fields = [] }) {
  return form.get("repeat.on")
    ? fields.map(({ field, message }) => ({ message, field: field.startsWith("job.") ? field.slice("job.".length) : `repeat.${field}` }))
    : fields;
}

async function submit(form, redraw) {
  if (form.sending) return;
  [form.failure, form.errors] = [null, []];
  if (form.uploadBytes > MOST_BYTES) {
    form.failure = `The files have ${bytes(form.uploadBytes)}; one request takes ${bytes(MOST_BYTES)}. Send large files to your own files by an upload address (POST files/{name}/upload-url), and choose them here.`;
    return redraw();
  }
  form.sending = true;
  redraw();
  try {
    if (form.get("repeat.on")) await storeSchedule(form);
    else await submitOnce(form);
  } catch (trouble) {
    form.errors = fieldsOf(form, trouble);
    form.failure = form.errors.length ? "Look at the marked fields." : trouble.message;
    form.sending = false;
    redraw();
    document.querySelector(".submit-form [aria-invalid], .submit-form .notice")?.scrollIntoView({ block: "center" });
    document.querySelector(".submit-form [aria-invalid]")?.focus();
  }
}
