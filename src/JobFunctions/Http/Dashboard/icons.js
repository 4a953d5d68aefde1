// Drawings of our own, in the colour of the text beside them. They are decoration: what they stand for is said in words.

import { svg } from "./dom.js";

const PATHS = {
  pause: "M8 5v14M16 5v14",
  play: "M7 4l13 8-13 8z",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5",
  moon: "M20 14.5A8.5 8.5 0 019.5 4 8.5 8.5 0 1020 14.5z",
  menu: "M4 7h16M4 12h16M4 17h16",
  plus: "M12 5v14M5 12h14",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  retry: "M4 12a8 8 0 0113.7-5.6L20 9M20 4v5h-5M20 12a8 8 0 01-13.7 5.6L4 15M4 20v-5h5",
  stop: "M6 6h12v12H6z",
  bin: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6",
  overview: "M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z",
  jobs: "M4 6h2M9 6h11M4 12h2M9 12h11M4 18h2M9 18h11",
  failed: "M12 4l9 16H3zM12 10v4M12 17v.5",
  limits: "M4 18a8 8 0 1116 0M12 18l4-6",
  clock: "M12 3a9 9 0 100 18 9 9 0 000-18M12 7v5l3 2",
  hook: "M9 15l6-6M10 6l2-2a4 4 0 016 6l-2 2M14 18l-2 2a4 4 0 01-6-6l2-2",
  book: "M5 4h11a3 3 0 013 3v13H8a3 3 0 01-3-3zM5 17a3 3 0 013-3h11",
  search: "M11 4a7 7 0 100 14 7 7 0 000-14M16 16l4 4",
  check: "M5 12l5 5 9-10",
  close: "M6 6l12 12M18 6L6 18",
};

export function icon(name) {
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));
}
