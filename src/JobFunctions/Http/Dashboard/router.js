// Addresses: #/jobs?status=failed. What stands behind the # never reaches a server, and can be shared.

export function parse(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  return { parts: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
}

/** The address of a view: link("jobs", { status: "failed" }). Parameters without a value are left out. */
export function link(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== "" && value != null));
  return `#/${path}${query.size ? `?${query}` : ""}`;
}

export function go(address, { replace = false } = {}) {
  if (!replace) location.hash = address;
  else if (location.hash !== address) {
    history.replaceState(null, "", address);
    dispatchEvent(new HashChangeEvent("hashchange"));
  }
}
