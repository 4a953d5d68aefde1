// Makes what is shown like what should be shown, touching only what differs: focus, selections, scroll positions and half-typed
// text survive a live update.

/** Gives a parent these children. Elements with the same data-key are the same; one with data-island looks after its inside itself. */
export function patch(parent, wanted) {
  const keyed = new Map();
  for (const child of parent.children) if (child.dataset?.key) keyed.set(child.dataset.key, child);

  let current = parent.firstChild;
  for (const next of [...wanted]) {
    const kept = next.dataset?.key ? keyed.get(next.dataset.key) : current;
    if (!kept || !isSame(kept, next)) {
      parent.insertBefore(next, current);
      continue;
    }
    if (kept === current) current = current.nextSibling;
    else parent.insertBefore(kept, current);
    update(kept, next);
  }

  while (current) {
    const gone = current;
    current = current.nextSibling;
    gone.remove();
  }
}

function isSame(kept, next) {
  return kept.nodeName === next.nodeName && kept.dataset?.key === next.dataset?.key;
}

function update(kept, next) {
  if (kept.nodeType === Node.TEXT_NODE) {
    if (kept.data !== next.data) kept.data = next.data;
    return;
  }

  updateAttributes(kept, next);
  if (kept.dataset.island === undefined) patch(kept, next.childNodes);

  // After the children: a select takes its value only when it has the option.
  for (const name of Object.keys(kept.live ?? {})) if (!(name in next.live)) kept[name] = null;
  for (const [name, value] of Object.entries(next.live ?? {})) {
    if (name === "value" && kept === document.activeElement) continue;
    if (kept[name] !== value) kept[name] = value;
  }
  kept.live = next.live;
}

function updateAttributes(kept, next) {
  // Opening and closing belong to the user; a style attribute would not get past the content security policy, a style does.
  const others = ({ name }) => name !== "open" && name !== "style";
  for (const { name } of [...kept.attributes].filter(others)) if (!next.hasAttribute(name)) kept.removeAttribute(name);
  for (const { name, value } of [...next.attributes].filter(others)) if (kept.getAttribute(name) !== value) kept.setAttribute(name, value);
  if (kept.style.cssText !== next.style.cssText) kept.style.cssText = next.style.cssText;
}
