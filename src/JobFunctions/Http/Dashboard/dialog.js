// Questions before something that can't be undone.

import { h } from "./dom.js";
import { button } from "./ui.js";

/** Asks, and waits for the answer. */
export function ask({ title, text, confirm, kind = "primary" }) {
  return new Promise(resolve => {
    const dialog = h(
      "dialog",
      {
        class: "dialog",
        "aria-labelledby": "dialog-title",
        onclose: () => {
          dialog.remove();
          resolve(dialog.returnValue === "yes");
        },
      },
      h("h2", { id: "dialog-title" }, title),
      (Array.isArray(text) ? text : [text]).map(line => h("p", {}, line)),
      h(
        "div",
        { class: "actions end" },
        button("Keep as it is", () => dialog.close("no"), { autofocus: kind === "danger" }),
        button(confirm, () => dialog.close("yes"), { kind, autofocus: kind !== "danger" }),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
