// The report's tables, and the rows of them that the chosen site and days leave.

/** Tables by name, from columns of codes and levels to plain columns of values. */
function decoded(tables) {
  const found = {};
  for (const [name, table] of Object.entries(tables)) {
    const columns = {};
    for (const [column, values] of Object.entries(table.columns)) {
      const levels = table.levels[column];
      columns[column] = levels ? values.map((code) => (code === null ? null : levels[code])) : values;
    }
    found[name] = { columns, size: table.size };
  }
  return found;
}

const asked = { site: null, from: null, to: null };

function isWholeSpan() {
  return asked.from === null && asked.to === null;
}

function isInSpan(day) {
  if (isWholeSpan()) return true;
  return day !== null && (asked.from === null || day >= asked.from) && (asked.to === null || day <= asked.to);
}

/** Rows of a table that the choice leaves. `each`: a table in which every site is a row, none being all together. */
function rowsOf(name, { each = false } = {}) {
  const { columns, size } = tables[name];
  const names = Object.keys(columns);
  const rows = [];
  for (let at = 0; at < size; at += 1) {
    const isOfSite = !columns.site || columns.site[at] === asked.site || (each && asked.site === "*");
    if (isOfSite && (!columns.day || isInSpan(columns.day[at]))) {
      rows.push(Object.fromEntries(names.map((column) => [column, columns[column][at]])));
    }
  }
  return rows;
}

/** Sums of measures by keys. */
function summed(rows, keys, measures) {
  const found = new Map();
  for (const row of rows) {
    const key = keys.map((name) => row[name]).join("\u0001");
    let into = found.get(key);
    if (!into) {
      into = Object.fromEntries(keys.map((name) => [name, row[name]]));
      for (const measure of measures) into[measure] = 0;
      found.set(key, into);
    }
    for (const measure of measures) into[measure] += row[measure] ?? 0;
  }
  return [...found.values()];
}

function total(rows, measure) {
  return rows.reduce((sum, row) => sum + (row[measure] ?? 0), 0);
}

function byMost(rows, measure) {
  return [...rows].sort((one, other) => other[measure] - one[measure]);
}

const RESTS = ["(others)", "(unknown)", "(none printed)"];

function isRest(name) {
  return RESTS.includes(name);
}

/** The rows of the largest names, largest first, and behind them those of the others and the unknown. */
function largest(rows, key, measure, most) {
  const named = byMost(rows.filter((row) => !isRest(row[key])), measure);
  const rest = rows.filter((row) => isRest(row[key])).map((row) => ({ ...row }));
  const cut = named.slice(most);
  if (cut.length) {
    let others = rest.find((row) => row[key] === "(others)");
    if (!others) {
      others = { ...cut[0], [key]: "(others)" };
      for (const name of Object.keys(others)) if (typeof others[name] === "number") others[name] = 0;
      rest.unshift(others);
    }
    for (const row of cut) {
      for (const name of Object.keys(row)) if (typeof row[name] === "number") others[name] += row[name];
    }
  }
  return [...named.slice(0, most), ...rest.filter((row) => row[measure] > 0)];
}

/** Rows without those of the others, where these would dwarf every named one. */
function inProportion(rows, key, measure) {
  const sums = summed(rows, [key], [measure]);
  const top = Math.max(0, ...sums.filter((row) => !isRest(row[key])).map((row) => row[measure]));
  const large = sums.filter((row) => row[key] === "(others)" && top > 0 && row[measure] > 2 * top).map((row) => row[key]);
  return rows.filter((row) => !large.includes(row[key]));
}

/** What inProportion left out, in words. */
function leftOut(rows, key, measure) {
  const all = total(rows, measure);
  const drawn = total(inProportion(rows, key, measure), measure);
  return all > drawn ? ` All others together have ${percent(all - drawn, all)} and are not drawn.` : "";
}

/** A quantile of counts in classes, as if values lay evenly in each. `edges` are the classes' lower bounds. */
function quantile(counts, edges, share) {
  const all = edges.reduce((sum, edge) => sum + (counts.get(edge) ?? 0), 0);
  if (!all) return null;
  let before = 0;
  for (let at = 0; at < edges.length; at += 1) {
    const here = counts.get(edges[at]) ?? 0;
    if (here && before + here >= share * all) {
      const top = edges[at + 1] ?? edges[at] * 2;
      return edges[at] + ((share * all - before) / here) * (top - edges[at]);
    }
    before += here;
  }
  return edges.at(-1);
}

/** Counts by class. */
function classes(rows, key, measure) {
  const counts = new Map();
  for (const row of rows) if (row[key] !== null) counts.set(row[key], (counts.get(row[key]) ?? 0) + row[measure]);
  return counts;
}

/** The steps of the time axis that the choice leaves, those without a row included. */
function steps() {
  return allSteps.filter(isInSpan);
}

/** Every step from the first day of a capture to the last. */
function stepsBetween(first, last, unit) {
  const found = [];
  if (!first) return found;
  const day = new Date(`${first}T00:00:00Z`);
  if (unit === "week") day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  if (unit === "month") day.setUTCDate(1);
  while (day.toISOString().slice(0, 10) <= last) {
    found.push(day.toISOString().slice(0, 10));
    if (unit === "month") day.setUTCMonth(day.getUTCMonth() + 1);
    else day.setUTCDate(day.getUTCDate() + (unit === "week" ? 7 : 1));
  }
  return found;
}

/** The steps from the first day of rows to the last. */
function stepsOf(rows) {
  const days = rows.map((row) => row.day).filter(Boolean).sort();
  return stepsBetween(days[0], days.at(-1), unit);
}
