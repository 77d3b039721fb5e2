// The shapes that charts have, as specifications of Vega-Lite. Rows come in the order in which they are drawn.

const WIDEST_BAR = 56;
const LETTER_PIXELS = 6.6;
let chartWidth = 600;

/** The width of a bar over time: few bars are not wide ones. */
function barWidth(shown = steps(), share = 0.84) {
  return (chartWidth - 60) / shown.length > WIDEST_BAR ? WIDEST_BAR * share : { band: share };
}

function isNarrow() {
  return document.documentElement.clientWidth < 640;
}

/** A label's greatest width in pixels. */
function labelLimit() {
  return isNarrow() ? 118 : 210;
}

/** The axis of the days of captures, or of the days of rows that are of other days. */
function timeAxis(shown = steps()) {
  const format = unit === "month" ? "%b %Y" : "%-d %b";
  return {
    field: "day", type: "ordinal", title: null,
    scale: { type: "band", domain: shown, paddingInner: 0, paddingOuter: 0.1 },
    axis: {
      labelAngle: 0, labelOverlap: "greedy", labelSeparation: 8, ticks: false, labelFlush: false,
      labelExpr: `utcFormat(toDate(datum.value), '${format}')`,
    },
  };
}

function countAxis(field, title) {
  return { field, type: "quantitative", title, axis: { tickCount: 4, labelExpr: "format(datum.value, '~s')", tickMinStep: 1 } };
}

/** Pixels that the labels left of a picture take. */
function labelPixels(rows, label) {
  return Math.min(labelLimit(), Math.max(...rows.map((row) => `${row[label]}`.length)) * LETTER_PIXELS) + 14;
}

/** The key of colours, in as many columns as there is room for right of the labels. */
function keyOf(field, names, left = 50) {
  const limit = isNarrow() ? 120 : 170;
  const widest = Math.max(...names.map((name) => Math.min(limit, name.length * LETTER_PIXELS))) + 34;
  return {
    field, type: "nominal", scale: { domain: names, range: colours(names) },
    legend: { columns: Math.max(1, Math.min(names.length, Math.floor((chartWidth - left) / widest))), labelLimit: limit },
  };
}

/** The height of so many rows. */
function heightOf(rows, label, step = 25) {
  return new Set(rows.map((row) => row[label])).size * step;
}

/** Bars from the left with their numbers behind them; `note` is the column of what is written there. */
function bars(rows, label, value, { note = "note", title = null } = {}) {
  const y = { field: label, type: "nominal", sort: null, title: null, axis: { labelLimit: labelLimit(), labelColor: theme().ink } };
  const top = Math.max(...rows.map((row) => row[value]), 0);
  const longest = Math.max(...rows.map((row) => `${row[note]}`.length)) * LETTER_PIXELS + 14;
  // Behind the longest bar there is room for the longest note.
  const room = Math.min(0.7, longest / (chartWidth - labelPixels(rows, label)));
  const x = { field: value, type: "quantitative", title, axis: null, scale: { domain: [0, (top || 1) / (1 - room)] } };
  const names = rows.map((row) => row[label]);
  const { series, rest, unknown } = theme();
  const plain = names.map((name) => (name === "(others)" ? rest : isRest(name) || /^\(/.test(name) ? unknown : series[0]));
  return {
    height: heightOf(rows, label),
    layer: [
      {
        mark: { type: "bar", height: { band: 0.72 } },
        encoding: { y, x, color: { field: label, type: "nominal", scale: { domain: names, range: plain }, legend: null } },
      },
      { mark: { type: "text", align: "left", dx: 6 }, encoding: { y, x, text: { field: note, type: "nominal" } } },
    ],
  };
}

/** Bars from the left whose parts are shares of the whole. */
function shares(rows, label, part, value, parts) {
  return {
    height: heightOf(rows, label, 26),
    mark: { type: "bar", height: { band: 0.74 }, cornerRadiusEnd: 0 },
    encoding: {
      y: { field: label, type: "nominal", sort: null, title: null, axis: { labelLimit: labelLimit(), labelColor: theme().ink } },
      x: { field: value, type: "quantitative", stack: "normalize", title: null, axis: { format: "%", tickCount: 4 } },
      color: keyOf(part, parts, labelPixels(rows, label)), order: { field: "order", type: "quantitative" },
    },
  };
}

/** Bars over time, in parts. */
function timeBars(rows, part, value, parts, title, { isShare = false, shown = steps() } = {}) {
  return {
    height: 230,
    mark: { type: "bar", cornerRadiusEnd: 0, width: barWidth(shown) },
    encoding: {
      x: timeAxis(shown),
      y: isShare
        ? { field: value, type: "quantitative", stack: "normalize", title, axis: { format: "%", tickCount: 4 } }
        : countAxis(value, title),
      color: keyOf(part, parts), order: { field: "order", type: "quantitative" },
    },
  };
}

/** Rows whose part is named for readers, in the given order; what has no place in it is left out. */
function inParts(rows, key, names) {
  const order = new Map(names.map(([code], at) => [code, at]));
  return rows
    .filter((row) => order.has(row[key]))
    .map((row) => ({ ...row, part: names[order.get(row[key])][1], order: order.get(row[key]) }))
    .sort((one, other) => one.order - other.order);
}

/** Names of the parts that rows have, in order. */
function partsOf(rows) {
  return [...new Set(rows.map((row) => row.part))];
}

/** A field of squares; `text` is written into them where there is room. */
function matrix(rows, across, down, value, { titles, text, scale, legend }) {
  const { ink } = theme();
  const limit = isNarrow() ? 92 : 150;
  const x = {
    field: across, type: "nominal", sort: null, title: titles[0],
    axis: { orient: "top", labelAngle: -45, labelLimit: limit, labelOverlap: false, ticks: false, domain: false, labelColor: ink },
  };
  const y = { field: down, type: "nominal", sort: null, title: titles[1], axis: { labelLimit: limit, labelColor: ink } };
  return {
    height: heightOf(rows, down, isNarrow() ? 30 : 34), padding: { left: 2, top: 2, bottom: 2, right: limit * 0.55 },
    layer: [
      { mark: { type: "rect", cornerRadius: 3 }, encoding: { x, y, color: { field: value, type: "quantitative", scale, legend } } },
      { mark: { type: "text", fontSize: 11, color: { expr: "datum.ink" } }, encoding: { x, y, text: { field: text, type: "nominal" } } },
    ],
  };
}

/** Ink that is read on a square whose value is this share of the ramp's top. */
function inkOn(share) {
  if (share <= 0.5) return theme().ink;
  return darkness.matches ? "#0d1420" : "#ffffff";
}

function holds(rows, key, values) {
  return rows.filter((row) => values.includes(row[key]));
}
