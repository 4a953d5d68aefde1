// What stands in place of a view that can't be shown: what is wrong, and what to do.

import { h } from "./dom.js";
import { button, empty, linkButton } from "./ui.js";

export function failure(trouble, again) {
  const home = linkButton("To the overview", "#/");
  switch (trouble.status) {
    case 403:
      return empty("This is not yours to see", `${trouble.message}. Ask its owner or an admin, or sign in as somebody else.`, home);
    case 404:
      return empty("There is nothing here", `${trouble.message}. It may have been deleted, or cleaned up after its time.`, home);
    case 0:
      return empty("No answer", trouble.message, button("Try again", again, { kind: "primary", symbol: "retry" }));
    case undefined:
      return empty("The dashboard has a fault", String(trouble), button("Try again", again, { symbol: "retry" }));
    default:
      return empty("That did not work", trouble.message, button("Try again", again, { kind: "primary", symbol: "retry" }));
  }
}

export function unknownView() {
  return {
    title: "Nothing here",
    draw: () =>
      h("div", {}, empty("There is no such page", "The address may be cut off or mistyped.", linkButton("To the overview", "#/"))),
  };
}
