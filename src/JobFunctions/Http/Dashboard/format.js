// Numbers, sizes, times and durations as people read them.

const numbers = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const dayTime = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const yearTime = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export const number = value => numbers.format(value);
export const compact = value => (value < 10_000 ? numbers.format(value) : short.format(value));
export const plural = (count, one, many = `${one}s`) => `${numbers.format(count)} ${count === 1 ? one : many}`;
export const fullTime = at => full.format(new Date(at));
export const clockTime = at => clock.format(new Date(at));
export const hourTime = at => hour.format(new Date(at));

/** "2 min ago", "in 3 h"; a date when it is a week away, with the year when it is another one. */
export function relative(at, now = Date.now()) {
  const seconds = (new Date(at) - now) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 5) return "just now";
  if (distance >= 7 * 86400) {
    const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    return (sameYear ? dayTime : yearTime).format(new Date(at));
  }
  const words = duration(distance, 1);
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

const UNITS = [
  ["d", 86400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
];

/** "1 h 4 min", with at most so many units. */
export function duration(seconds, units = 2) {
  if (seconds < 1) return "under 1 s";
  const largest = UNITS.findIndex(([, size]) => Math.round(seconds) >= size);
  const shown = UNITS.slice(largest, largest + units);
  const smallest = shown.at(-1)[1];
  let rest = Math.round(seconds / smallest) * smallest;
  const parts = shown.map(([word, size]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return count > 0 && `${count} ${word}`;
  });
  return parts.filter(Boolean).join(" ");
}

export function bytes(size) {
  for (const unit of ["B", "KB", "MB", "GB"]) {
    if (size < 1024 || unit === "GB") return `${size >= 100 || unit === "B" ? Math.round(size) : size.toFixed(1)} ${unit}`;
    size /= 1024;
  }
}

export const megabytes = size => (size >= 1024 ? `${(size / 1024).toFixed(1)} GB` : `${Math.round(size)} MB`);

/** "output_cols1" as "Output columns 1". */
export function words(name) {
  const text = name
    .replaceAll("_", " ")
    .replace(/([a-z])(\d)/g, "$1 $2")
    .replace(/\bcol(s?)\b/, "column$1");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
