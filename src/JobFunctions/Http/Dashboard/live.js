// When the page may ask for news: while it is seen and not paused. Nothing else in the page has a timer that sends requests.

const KEY = "jobfunctions.paused";
const LONGEST_PAUSE = 60_000;

const changes = new EventTarget();

export const live = {
  get paused() {
    return sessionStorage.getItem(KEY) === "yes";
  },
  get active() {
    return !this.paused && document.visibilityState === "visible";
  },

  toggle() {
    if (this.paused) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, "yes");
    changes.dispatchEvent(new Event("change"));
  },

  onChange(listener, signal) {
    changes.addEventListener("change", listener, { signal });
  },
};

document.addEventListener("visibilitychange", () => changes.dispatchEvent(new Event("change")));

/**
 * Does a task now, and again and again while the page is live. A task that fails is tried less and less often, or when the service said.
 * @returns a function that does it at once.
 */
export function keep(task, every, signal) {
  let timer,
    current,
    failures = 0;
  const stop = () => {
    clearTimeout(timer);
    current?.abort();
  };

  const run = async () => {
    stop();
    const mine = (current = new AbortController());
    const outcome = await task(AbortSignal.any([mine.signal, signal]));
    if (mine.signal.aborted || signal.aborted) return;
    failures = outcome?.failed ? failures + 1 : 0;
    const pause = Math.min(Math.max(every * 2 ** failures, (outcome?.retryAfter ?? 0) * 1000), LONGEST_PAUSE);
    if (live.active) timer = setTimeout(run, pause);
  };

  live.onChange(() => (live.active ? run() : stop()), signal);
  signal.addEventListener("abort", stop, { once: true });
  // Who opens a view wants to see it, paused or not; a tab that opens unseen can wait.
  if (document.visibilityState === "visible") run();
  return run;
}

/** Keeps something open while the page is live: open gets a signal that fires when it must close. */
export function whileLive(open, signal) {
  let current;
  const change = () => {
    current?.abort();
    current = null;
    if (live.active) open(AbortSignal.any([(current = new AbortController()).signal, signal]));
  };
  live.onChange(change, signal);
  change();
}
