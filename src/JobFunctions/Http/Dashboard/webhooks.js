// Whom the service tells of jobs, and what became of each call.

import { get, post, remove, withQuery } from "./api.js";
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { link } from "./router.js";
import { attempt } from "./toast.js";
import { button, card, copyButton, empty, facts, linkButton, pageHead } from "./ui.js";
import { deliveriesCard } from "./webhook-deliveries.js";
import { webhookDraft, webhookForm } from "./webhook-form.js";

export function webhooksView(query) {
  let webhooks, deliveries, next, page;
  let draft = null;

  /** A secret that was made just now, and whose it is. Nothing shows it again once the view is left. */
  let made = null;

  const open = webhook => {
    draft = webhookDraft(webhook, page.redraw);
    page.redraw();
    document.getElementById(webhook ? "field-url" : "field-name")?.focus();
  };
  const close = stored => {
    draft = null;
    if (stored?.secret) made = stored;
    page.refresh();
    page.redraw();
  };
  const does = {
    open,
    drop: name => drop(name, page.refresh),
    rotate: async name => {
      made = (await rotate(name)) ?? made;
      page.redraw();
    },
  };

  return {
    title: "Webhooks",
    every: 15_000,
    attach: given => {
      page = given;
    },
    async load(signal) {
      const path = withQuery("webhooks/deliveries", { limit: 50, cursor: query.get("cursor") });
      [{ webhooks }, { deliveries, next_cursor: next }] = await Promise.all([get("webhooks", signal), get(path, signal)]);
    },
    draw: () => [
      pageHead("Webhooks", {
        lead: "Whom the service tells of your jobs.",
        actions: !draft && button("New webhook", () => open(null), { symbol: "plus", kind: "primary" }),
      }),
      made &&
        secretNotice(made, () => {
          made = null;
          page.redraw();
        }),
      draft &&
        webhookForm(
          draft,
          webhooks.map(webhook => webhook.name),
          close,
        ),
      webhooks.length === 0 && !draft && empty("Nobody is told yet", "Make a webhook, and an address of yours is called when a job of yours ends."),
      webhooks.map(webhook => webhookCard(webhook, does)),
      deliveriesCard(deliveries, page.refresh),
      next && h("nav", { class: "pager", "aria-label": "Pages" }, linkButton("Next page", link("webhooks", { cursor: next }))),
    ],
  };
}

function webhookCard(webhook, { open, rotate, drop }) {
  const { name, url, events, types, disabled } = webhook;
  return card(
    name,
    {
      "data-key": `webhook ${name}`,
      actions: [
        h("span", { class: `badge ${disabled ? "is-failed" : "is-completed"}` }, disabled ? "disabled" : "active"),
        button("Change", () => open(webhook), { kind: "small", "aria-label": `Change ${name}` }),
        button("New secret", () => rotate(name), { symbol: "retry", kind: "small", "aria-label": `New secret for ${name}` }),
        button("Delete", () => drop(name), { symbol: "bin", kind: "small danger", "aria-label": `Delete ${name}` }),
      ],
    },
    facts(
      ["Address", h("span", { class: "mono" }, url)],
      ["Events", events.join(", ")],
      ["Job types", types.length > 0 ? types.join(", ") : "all"],
      ["Disabled", disabled && `${disabled}. Change and store it to have it called again.`],
    ),
  );
}

function secretNotice({ name, secret }, forget) {
  return card(
    `Secret of ${name}`,
    { class: "good", "data-key": "secret" },
    h("p", {}, "Calls are signed with it. Keep it now: nothing shows it again."),
    h("p", { class: "secret" }, h("code", { class: "mono" }, secret), copyButton(secret, "Copy the secret")),
    h("div", { class: "actions" }, button("I have kept it", forget)),
  );
}

async function rotate(name) {
  const sure = await ask({
    title: `A new secret for “${name}”?`,
    text: "For 24 hours calls are signed with the old one, too, so that you can change yours in the meantime.",
    confirm: "Make a new secret",
  });
  return sure ? attempt(() => post(`webhooks/${encodeURIComponent(name)}/rotate-secret`), "There is a new secret") : null;
}

async function drop(name, refresh) {
  const sure = await ask({
    title: `Delete the webhook “${name}”?`,
    text: "It is told nothing any more.",
    confirm: "Delete the webhook",
    kind: "danger",
  });
  if (!sure) return;
  await attempt(() => remove(`webhooks/${encodeURIComponent(name)}`), `${name} is deleted`);
  refresh();
}
