// Shows one view and keeps it up to date.
//
// A view is { title, every, load(signal), draw(), open(signal), attach({ redraw, refresh }) }: load fetches what draw then shows, every
// so many milliseconds while the page is live; open starts what lasts longer than one load, such as a stream. All but title and draw
// may be absent.

import { h } from "./dom.js";
import { failure } from "./failure.js";
import { keep } from "./live.js";
import { patch } from "./patch.js";
import { tell } from "./shell.js";

/**
 * Shows a view.
 * @param stays whether what is shown stays until the new view has loaded, as when only a filter has changed: so the focus stays, too.
 */
export function showView(view, { signal, stays, onUnauthorized }) {
  const main = document.getElementById("main");
  let loaded = false;
  let trouble = null;

  const redraw = () => {
    if (signal.aborted) return;
    document.title = `${typeof view.title === "function" ? view.title() : view.title} · JobFunctions`;
    if (loaded) patch(main, [view.draw()].flat(Infinity).filter(Boolean));
    else if (trouble) patch(main, [failure(trouble, () => refresh())]);
    else if (!stays) patch(main, [h("p", { class: "loading", role: "status" }, "Loading …")]);
    main.ariaBusy = String(!loaded && !trouble);
  };

  const task = async loading => {
    try {
      await view.load?.(loading);
      if (loading.aborted) return;
      const first = !loaded;
      [loaded, trouble] = [true, null];
      tell(null);
      redraw();
      if (first) view.open?.(signal);
    } catch (wrong) {
      if (loading.aborted) return;
      if (wrong.status === 401) return onUnauthorized(wrong.message);
      // What was shown before stays; who looks at it must know that it is old.
      trouble = wrong;
      if (loaded) tell(wrong);
      else redraw();
      return { failed: true, retryAfter: wrong.retryAfter };
    }
  };

  if (!stays) {
    window.scrollTo(0, 0);
    main.replaceChildren();
  }
  view.attach?.({ redraw, refresh: () => refresh() });
  redraw();
  const refresh = view.every ? keep(task, view.every, signal) : once(task, signal);
}

function once(task, signal) {
  const run = () => task(signal);
  run();
  return run;
}
