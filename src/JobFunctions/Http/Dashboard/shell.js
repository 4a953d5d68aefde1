// What is around every view: navigation, the live switch, the theme, who is signed in.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { live } from "./live.js";
import { patch } from "./patch.js";
import { link } from "./router.js";
import { session } from "./session.js";
import { button, linkButton } from "./ui.js";
import { SECTIONS } from "./views.js";

let section = "",
  actions = null,
  trouble = null,
  menuOpen = false;

/** Draws the shell around the view of a section. */
export function drawShell(current, does) {
  [section, actions, menuOpen] = [current, does, false];
  draw();
}

/** Says that what is shown could not be refreshed; null when it could. */
export function tell(wrong) {
  if (trouble === wrong) return;
  trouble = wrong;
  draw();
}

live.onChange(draw);

function draw() {
  // Nobody is signed in (any more): the page asks for a token instead.
  if (!session.caller) return;
  patch(document.getElementById("app"), [
    h(
      "a",
      {
        class: "skip",
        href: location.hash || "#/",
        onclick: event => {
          event.preventDefault();
          document.getElementById("main").focus();
        },
      },
      "Skip to the content",
    ),
    h(
      "header",
      { class: "top" },
      h(
        "button",
        {
          type: "button",
          class: "button quiet menu-button",
          "aria-expanded": String(menuOpen),
          "aria-controls": "nav",
          onclick: toggleMenu,
        },
        icon("menu"),
        h("span", {}, "Menu"),
      ),
      h("a", { class: "brand", href: "#/" }, h("span", { class: "brand-mark", "aria-hidden": "true" }), "JobFunctions"),
      h("div", { class: "top-actions" }, liveButton(), themeButton(), who()),
    ),
    h(
      "nav",
      { id: "nav", class: menuOpen ? "side open" : "side", "aria-label": "Sections" },
      linkButton("Submit a job", link("submit"), {
        kind: "primary wide",
        symbol: "plus",
        "aria-current": section === "submit" ? "page" : null,
      }),
      h(
        "ul",
        {},
        SECTIONS.map(({ path, title, symbol }) =>
          h(
            "li",
            { "data-key": path },
            h("a", { href: link(path), "aria-current": section === path ? "page" : null }, icon(symbol), title),
          ),
        ),
      ),
      h("ul", { class: "side-end" }, h("li", {}, h("a", { href: "docs" }, icon("book"), "API reference"))),
    ),
    h(
      "div",
      { class: "content" },
      trouble && h("p", { class: "stale", role: "status" }, `Not up to date, trying again: ${trouble.message}`),
      h("main", { id: "main", tabindex: -1, "data-island": "" }),
    ),
  ]);
}

function toggleMenu() {
  menuOpen = !menuOpen;
  draw();
}

function liveButton() {
  const [words, symbol, title] = live.paused
    ? ["Paused", "play", "Nothing is asked for. Go on with live updates"]
    : ["Live", "pause", "Stop live updates"];
  return h(
    "button",
    {
      type: "button",
      class: `button quiet live ${live.paused ? "is-paused" : ""}`,
      "aria-pressed": String(!live.paused),
      "aria-label": `Live updates: ${live.paused ? "paused" : "on"}`,
      title,
      onclick: () => live.toggle(),
    },
    h("span", { class: "live-dot", "aria-hidden": "true" }),
    h("span", { class: "live-word" }, words),
    icon(symbol),
  );
}

function themeButton() {
  const label = theme.isDark ? "Switch to light" : "Switch to dark";
  return h(
    "button",
    {
      type: "button",
      class: "button quiet",
      "aria-label": label,
      title: label,
      onclick: () => {
        theme.toggle();
        draw();
      },
    },
    icon(theme.isDark ? "sun" : "moon"),
  );
}

function who() {
  const { user_id: user, is_admin: isAdmin, anonymous } = session.caller;
  if (anonymous) return null;
  return h(
    "div",
    { class: "who" },
    h("span", { class: "who-name" }, user, isAdmin && h("span", { class: "tag" }, "admin")),
    button("Sign out", actions.signOut, { kind: "quiet" }),
  );
}
