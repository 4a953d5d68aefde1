// Elements from data. A child that is no node becomes a text node, so nothing here can turn data into markup.

const SVG = "http://www.w3.org/2000/svg";

/** Properties that attributes can't stand for, because users change them. */
const LIVE = new Set(["value", "checked", "selected", "indeterminate"]);

/** Makes an HTML element: h("a", { href }, "text", [more, nodes]). Children that are null or false are left out. */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** Makes an SVG element. */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(node, props, children) {
  // What is no attribute is noted, so that a patch can carry it over to the element that stays.
  node.live = {};
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name.startsWith("on") || LIVE.has(name)) node.live[name] = value;
    else if (name === "style") for (const [rule, text] of Object.entries(value)) node.style.setProperty(rule, text);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  append(node, children);
  Object.assign(node, node.live);
  return node;
}

function append(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(node, child);
    else if (child instanceof Node) node.append(child);
    else if (child != null && child !== false) node.append(String(child));
  }
}
