// One way to the API for everything that the page shows or does.

import { session } from "./session.js";

/** What the routes are relative to: the page stands beside them. */
const BASE = new URL("./", location.href);

/** An answer that is an error, with what the service says of it. Status 0 stands for no answer at all. */
export class ApiError extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.detail ?? `The service answered ${status}`);
    this.status = status;
    this.fields = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

export function addressOf(path) {
  return new URL(path.replace(/^\//, ""), BASE);
}

/** Sends a request and gives the response if it is no error. */
export async function send(path, { method = "GET", body, signal, headers = {} } = {}) {
  const all = { ...headers };
  if (session.token) all.Authorization = `Bearer ${session.token}`;
  const isData = body !== undefined && !(body instanceof FormData || body instanceof Blob);
  if (isData) all["Content-Type"] = "application/json";
  const response = await fetch(addressOf(path), {
    method,
    signal,
    headers: all,
    cache: "no-store",
    body: isData ? JSON.stringify(body) : body,
  }).catch(trouble => {
    if (signal?.aborted) throw trouble;
    throw new ApiError(0, { detail: "The service does not answer. Check that it runs and that you are online." });
  });
  if (response.ok) return response;

  const problem = await response.json().catch(() => ({}));
  throw new ApiError(response.status, problem, Number(response.headers.get("Retry-After")) || null);
}

export async function get(path, signal) {
  return (await send(path, { signal })).json();
}

/** An array that comes in pages, and where the next one begins; null at the end. */
export async function getPage(path, signal) {
  const response = await send(path, { signal });
  const next = /<([^>]+)>;\s*rel="?next/.exec(response.headers.get("Link") ?? "")?.[1];
  return { items: await response.json(), next: next ? new URL(next, BASE).searchParams.get("cursor") : null };
}

export async function post(path, body) {
  return (await send(path, { method: "POST", body })).json();
}

export async function put(path, body) {
  return (await send(path, { method: "PUT", body })).json();
}

export async function remove(path) {
  return (await send(path, { method: "DELETE" })).json();
}

/** A path with those parameters that have a value. */
export function withQuery(path, parameters) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== "" && value != null));
  return query.size ? `${path}?${query}` : path;
}
