// Asks for a token.

import { h } from "./dom.js";
import { notice } from "./ui.js";

/** @param {string?} reason why the last token did not do; null when there was none. */
export function signIn(reason, onToken) {
  const field = h("textarea", {
    id: "token",
    name: "token",
    class: "input mono",
    rows: 4,
    required: true,
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "eyJhbGciOi…",
    "aria-describedby": "token-help",
    autofocus: true,
    onkeydown: event => {
      if (event.key === "Enter") {
        event.preventDefault();
        event.target.form.requestSubmit();
      }
    },
  });
  const submit = event => {
    event.preventDefault();
    // Pasted from a header or a terminal, a token brings its word or its line ends along.
    const token = event.target.elements.token.value.replace(/^\s*Bearer\s+/i, "").replace(/\s+/g, "");
    if (token) onToken(token);
  };
  return h(
    "form",
    { class: "card sign-in", onsubmit: submit },
    h("h1", {}, "Sign in"),
    h("p", {}, "This service asks who you are. Paste a token that it accepts."),
    reason && notice("bad", "That token does not do", `${reason}. Get a new one and paste it here.`),
    h("label", { class: "field", for: "token" }, h("span", { class: "label" }, "Bearer token"), field),
    h(
      "p",
      { id: "token-help", class: "hint" },
      "It stays in this tab until you close it or sign out. On the local host the command ",
      h("code", {}, "token --user ann --role admin"),
      " prints one.",
    ),
    h("button", { type: "submit", class: "button primary" }, "Sign in"),
  );
}
