// What a job left: its result, and files to download.

import { addressOf, send } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { jsonBlock } from "./json.js";
import { session } from "./session.js";
import { attempt } from "./toast.js";
import { card } from "./ui.js";

export function resultsCard(job) {
  const hasResult = job.result && Object.keys(job.result).length > 0;
  return (
    (job.result_files.length > 0 || hasResult) &&
    card(
      "Results",
      {},
      job.result_files.length > 0 &&
        h(
          "ul",
          { class: "files" },
          job.result_files.map(path => h("li", { "data-key": path }, file(path))),
        ),
      hasResult && jsonBlock(job.result),
    )
  );
}

function file(path) {
  const name = decodeURIComponent(path.split("/").at(-1));
  // A link can't send the token. Without one the browser downloads by itself, and large files stream to the disk.
  return h(
    "a",
    {
      class: "file",
      href: addressOf(path),
      download: name,
      onclick: session.token
        ? event => {
            event.preventDefault();
            attempt(() => fetchAndSave(path, name));
          }
        : null,
    },
    icon("download"),
    h("span", {}, name),
  );
}

async function fetchAndSave(path, name) {
  const content = URL.createObjectURL(await (await send(path)).blob());
  h("a", { href: content, download: name }).click();
  // The browser has taken the content over by the next turn of its loop.
  setTimeout(() => URL.revokeObjectURL(content));
}
