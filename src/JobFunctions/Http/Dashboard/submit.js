// Submitting a job: first its type, then the form that the type's schema makes.

import { get } from "./api.js";
import { h } from "./dom.js";
import { FormState } from "./form-state.js";
import { link } from "./router.js";
import { drawForm } from "./submit-form.js";
import { empty, linkButton, pageHead } from "./ui.js";

export function submitView(query) {
  const wanted = query.get("type");
  let types, form, page;

  return {
    title: "Submit a job",
    attach: given => {
      page = given;
    },

    async load(signal) {
      const [known, stored] = await Promise.all([get("job-types", signal), wanted ? get("files", signal) : { files: [] }]);
      types = known.job_types;
      const type = types.find(one => one.type === wanted);
      form = type && new FormState(type, stored.files, () => page.redraw());
    },

    draw() {
      if (form)
        return [
          pageHead(form.jobType.title, { lead: form.jobType.description, actions: linkButton("Another type", link("submit")) }),
          drawForm(form, page.redraw),
        ];
      return [
        pageHead("Submit a job", { lead: "What shall it do?" }),
        wanted && empty(`There is no job type “${wanted}”`, "Choose one of these."),
        h(
          "ul",
          { class: "types" },
          types.map(type =>
            h(
              "li",
              { "data-key": type.type },
              h(
                "a",
                { class: "type", href: link("submit", { type: type.type }) },
                h("strong", {}, type.title),
                h("span", {}, type.description),
                h("span", { class: "mono muted" }, type.type),
              ),
            ),
          ),
        ),
      ];
    },
  };
}
