// Light or dark. No module, so that it runs before the first paint: the page must not flash in the other theme.
(() => {
  const key = "jobfunctions.theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem(key);
  const apply = () => {
    root.dataset.theme = chosen() ?? (system.matches ? "dark" : "light");
  };

  system.addEventListener("change", apply);
  apply();

  window.theme = {
    get isDark() {
      return root.dataset.theme === "dark";
    },

    // Who goes back to what the system says follows the system again.
    toggle() {
      const next = this.isDark ? "light" : "dark";
      if (next === (system.matches ? "dark" : "light")) localStorage.removeItem(key);
      else localStorage.setItem(key, next);
      apply();
    },
  };
})();
