// Numbers, hours and days as people read them.

const whole = new Intl.NumberFormat("en");
const oneDigit = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

function count(number) {
  return whole.format(Math.round(number ?? 0));
}

/** "1 article", "12 articles". */
function counted(number, noun, nouns = `${noun}s`) {
  return `${count(number)} ${Math.round(number) === 1 ? noun : nouns}`;
}

function percent(part, all) {
  if (!all) return "none";
  const share = (100 * part) / all;
  if (share > 0 && share < 1) return "below 1 %";
  return share > 99 && share < 100 ? "above 99 %" : `${Math.round(share)} %`;
}

function decimal(number) {
  return number === null ? "unknown" : oneDigit.format(number);
}

/** Hours in the largest unit that fits. */
function hours(number) {
  if (number === null || number === undefined) return "unknown";
  if (number < 1) return "less than an hour";
  for (const [size, noun] of [[8766, "year"], [730.5, "month"], [168, "week"], [24, "day"]]) {
    if (number >= 2 * size) return `${decimal(number / size < 10 ? number / size : Math.round(number / size))} ${noun}s`;
  }
  return number < 1.5 ? "1 hour" : `${Math.round(number)} hours`;
}

const HOUR_NAMES = new Map([
  [-1, "before its own date"], [0, "under 1 hour"], [1, "1–3 hours"], [3, "3–6 hours"], [6, "6–12 hours"],
  [12, "12–24 hours"], [24, "1–2 days"], [48, "2–4 days"], [96, "4–7 days"], [168, "1–2 weeks"], [336, "2–4 weeks"],
  [720, "1–3 months"], [2160, "3–12 months"], [8760, "over a year"],
]);

function shortDay(day) {
  const at = new Date(`${day}T00:00:00Z`);
  const month = at.toLocaleDateString("en", { month: "short", timeZone: "UTC" });
  return `${unit === "month" ? "" : `${at.getUTCDate()} `}${month} ${at.getUTCFullYear()}`;
}

function dayName(day) {
  if (day === null) return "no day is known";
  return `${unit === "week" ? "week of " : ""}${shortDay(day)}`;
}

/** "on 18 Jun 2026", "in the week of 15 Jun 2026", "in Jun 2026". */
function onDay(day) {
  return `${{ day: "on", week: "in the", month: "in" }[unit]} ${dayName(day)}`;
}

function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
