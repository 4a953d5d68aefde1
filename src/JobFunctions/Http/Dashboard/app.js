// Starts the page: finds out who the caller is, then shows the view that the address names.

import { ApiError, get } from "./api.js";
import { h } from "./dom.js";
import { patch } from "./patch.js";
import { parse } from "./router.js";
import { session } from "./session.js";
import { drawShell } from "./shell.js";
import { signIn } from "./signin.js";
import { showView } from "./view.js";
import { failure } from "./failure.js";
import { viewFor } from "./views.js";

let shown = new AbortController();
let shownPath = null;

async function start() {
  shown.abort();
  shown = new AbortController();
  try {
    session.know(await get("me"));
    route();
  } catch (trouble) {
    if (trouble instanceof ApiError && trouble.status === 401) askForToken(session.token ? trouble.message : null);
    else outside(failure(trouble, start));
  }
}

function askForToken(reason) {
  shown.abort();
  session.signOut();
  outside(
    signIn(reason, token => {
      session.signIn(token);
      start();
    }),
  );
}

function outside(content) {
  shownPath = null;
  document.title = "JobFunctions";
  patch(document.getElementById("app"), [h("main", { id: "main", class: "outside" }, content)]);
}

function route() {
  if (!session.caller) return;
  shown.abort();
  shown = new AbortController();
  const { parts, query } = parse(location.hash);
  const path = parts.join("/");
  const { section, view } = viewFor(parts, query);
  drawShell(section, { signOut: () => askForToken(null) });
  showView(view, { signal: shown.signal, stays: path === shownPath, onUnauthorized: askForToken });

  // Who came by a link goes on reading where the new view begins.
  if (shownPath !== null && path !== shownPath) document.getElementById("main").focus({ preventScroll: true });
  shownPath = path;
}

addEventListener("hashchange", route);
start();
