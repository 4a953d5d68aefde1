// Short words about what was just done.

import { h } from "./dom.js";

const SHOWN_FOR = 6000;

export function toast(text, kind = "") {
  const shown = h("div", { class: `toast ${kind}` }, text);
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), SHOWN_FOR);
}

/** Does something for the user, and tells how it ended. */
export async function attempt(action, done) {
  try {
    const result = await action();
    if (done) toast(typeof done === "function" ? done(result) : done, "good");
    return result ?? true;
  } catch (trouble) {
    toast(trouble.status === 403 ? `Not allowed: ${trouble.message}` : trouble.message, "bad");
    return null;
  }
}
