// The list of jobs: filters, pages, and doing something with many.

import { get, withQuery } from "./api.js";
import { actionButtons, bulkBar } from "./bulk.js";
import { h } from "./dom.js";
import { filterBar, FILTERS } from "./filters.js";
import { number } from "./format.js";
import { jobTable } from "./job-table.js";
import { link } from "./router.js";
import { session } from "./session.js";
import { button, empty, linkButton, pageHead } from "./ui.js";

const PAGE = 50;

export function jobsView(query) {
  const filter = Object.fromEntries(FILTERS.map(name => [name, query.get(name) ?? ""]));
  const cursor = query.get("cursor"),
    pageNumber = Number(query.get("page") ?? 1);
  const set = Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
  const isFiltered = Object.keys(set).length > 0;
  const chosen = new Set();
  let jobs, next, total, page;

  const choice = {
    has: id => chosen.has(id),
    set: (id, yes) => {
      if (yes) chosen.add(id);
      else chosen.delete(id);
      page.redraw();
    },
    all: yes => {
      for (const job of jobs)
        if (yes) chosen.add(job.id);
        else chosen.delete(job.id);
      page.redraw();
    },
  };

  return {
    title: "Jobs",
    every: 5000,
    attach: given => {
      page = given;
    },

    async load(signal) {
      ({ jobs, next_cursor: next, total } = await get(withQuery("jobs", { ...filter, limit: PAGE, cursor }), signal));
      // What has gone from the page can't be seen any more, so nothing must be done to it unseen.
      const shown = new Set(jobs.map(job => job.id));
      for (const id of chosen) if (!shown.has(id)) chosen.delete(id);
    },

    draw: () => [
      pageHead("Jobs", { lead: total == null ? null : `${number(total)} ${isFiltered ? "with this status" : "stored"}` }),
      filterBar(filter),
      isFiltered &&
        jobs.length > 0 &&
        chosen.size === 0 &&
        h(
          "details",
          { class: "all-matching" },
          h("summary", {}, "Do something with all that match, on every page"),
          h("div", { class: "actions" }, actionButtons(set, page.refresh, " all …")),
        ),
      jobs.length === 0 ? nothing() : jobTable(jobs, { choice, owner: session.isAdmin }),
      pager(),
      bulkBar({
        ids: [...chosen],
        clear: () => {
          chosen.clear();
          page.redraw();
        },
        refresh: page.refresh,
      }),
    ],
  };

  function nothing() {
    if (next)
      return empty(
        "No match on this page",
        "There are more jobs to look through.",
        linkButton("Look further", nextPage(), { kind: "primary" }),
      );
    if (cursor)
      return empty("Nothing left here", "The jobs that stood on this page have gone.", linkButton("First page", link("jobs", filter)));
    return isFiltered
      ? empty("No job matches", "Loosen a filter, or clear them all.", linkButton("Clear the filters", link("jobs")))
      : empty(
          "No jobs yet",
          "What is submitted shows up here at once.",
          linkButton("Submit a job", link("submit"), { kind: "primary", symbol: "plus" }),
        );
  }

  function nextPage() {
    return link("jobs", { ...filter, cursor: next, page: pageNumber + 1 });
  }

  function pager() {
    return (
      (cursor || next) &&
      h(
        "nav",
        { class: "pager", "aria-label": "Pages" },
        cursor && linkButton("First page", link("jobs", filter)),
        cursor && button("Previous page", () => history.back()),
        h("span", { class: "muted" }, `Page ${number(pageNumber)}`),
        next && linkButton("Next page", nextPage()),
      )
    );
  }
}
