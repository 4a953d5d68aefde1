// Server-sent events by fetch: an EventSource could not send the token.

import { send } from "./api.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

/**
 * Follows a stream until it says that it is over (204), or the signal ends it. A stream that was cut is taken up again where it was.
 * @param last the id of the last event that is known; null to hear everything.
 */
export async function follow(path, onEvent, signal, last = null) {
  for (let pause = FIRST_PAUSE; !signal.aborted;) {
    try {
      const response = await send(path, { signal, headers: last ? { "Last-Event-ID": last } : {} });
      if (response.status === 204) return;
      for await (const event of eventsOf(response.body)) {
        pause = FIRST_PAUSE;
        if (event.id) last = event.id;
        if (onEvent(event) === false) return;
      }
    } catch (trouble) {
      if (signal.aborted) return;
      if (trouble.status >= 400 && trouble.status < 500 && trouble.status !== 429) throw trouble;
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
    await wait(pause, signal);
  }
}

async function* eventsOf(body) {
  let text = "";
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part;
    for (let end; (end = text.indexOf("\n\n")) >= 0;) {
      const event = parse(text.slice(0, end));
      text = text.slice(end + 2);
      if (event) yield event;
    }
  }
}

function parse(block) {
  const event = { id: null, name: "message", data: "" };
  const data = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const field = line.slice(0, colon),
      value = line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") event.id = value;
    else if (field === "event") event.name = value;
    else if (field === "data") data.push(value);
  }
  return data.length ? { ...event, data: data.join("\n") } : null;
}

function wait(milliseconds, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
