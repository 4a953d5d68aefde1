// What a job's handler says, as it says it. The text grows at its end only, so it is an island that no redraw touches.

import { addressOf, send } from "./api.js";
import { h } from "./dom.js";
import { isFinal } from "./status.js";
import { follow } from "./stream.js";
import { card } from "./ui.js";

/** What the page shows of a log; a job's whole one can be had as a file. */
const MOST_CHARACTERS = 200_000;

export class JobLog {
  #text = document.createTextNode("");
  #path;
  #block = h("pre", { class: "block log", tabindex: 0, "aria-label": "Log", "data-island": "", "data-key": "log" }, this.#text);
  #last = null;

  constructor(path) {
    this.#path = path;
  }

  /** Reads the whole of an ended job's log. */
  async read(signal) {
    this.#set(await (await send(`${this.#path}/log`, { signal })).text());
  }

  /** Follows the log, from where it was left. */
  follow(signal) {
    return follow(
      `${this.#path}/log?follow=true`,
      ({ id, data }) => {
        this.#last = id;
        this.#set(this.#text.data + JSON.parse(data).text);
      },
      signal,
      this.#last,
    );
  }

  draw(job) {
    const said = this.#text.length > 0;
    return card(
      "Log",
      {
        actions:
          said &&
          h("a", { class: "button quiet small", href: addressOf(`${this.#path}/log`), target: "_blank", rel: "noopener" }, "Open as text"),
      },
      said
        ? this.#block
        : h(
            "p",
            { class: "muted" },
            isFinal(job.status) ? "The job's handler wrote no log." : "Nothing yet. Lines appear here as the handler writes them.",
          ),
    );
  }

  // Who has scrolled up to read stays where he is.
  #set(text) {
    const atEnd = this.#block.scrollTop + this.#block.clientHeight >= this.#block.scrollHeight - 20;
    this.#text.data = text.length > MOST_CHARACTERS ? `…\n${text.slice(text.indexOf("\n", text.length - MOST_CHARACTERS) + 1)}` : text;
    if (atEnd) this.#block.scrollTop = this.#block.scrollHeight;
  }
}
