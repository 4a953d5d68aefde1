// JSON as people read it.

import { h } from "./dom.js";

/** A block of JSON with its names, texts and numbers told apart. It takes the focus, so that a keyboard can scroll it. */
export function jsonBlock(value) {
  return h("pre", { class: "block json", tabindex: 0 }, parts(JSON.stringify(value, null, 2)));
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function parts(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const kind = match[2] ? "name" : match[1] ? "text" : match[3] ? "word" : "number";
    nodes.push(text.slice(end, match.index), h("span", { class: `json-${kind}` }, match[1] ?? match[0]), match[2] ?? "");
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}
