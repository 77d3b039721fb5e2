// Whether the data are complete and fresh, what was refused, what was removed.

const OUTCOMES = [
  ["loaded", "loaded"], ["unchanged", "unchanged"], ["not_modified", "not modified"], ["fetched", "waits to be read"],
  ["quarantined", "quarantined"], ["failed", "failed"], ["gone", "gone"], ["disallowed", "disallowed"], ["deferred", "deferred"], ["refused", "refused"],
];
const CAUSES = [["merged", "merged into another"], ["purged", "purged"], ["retention", "too old"]];
const FIELDS = new Map([
  ["publisher", "publisher"], ["agency", "agency"], ["authors_text", "authors"], ["language", "language"], ["url", "address"],
  ["category", "section"], ["tags_text", "keywords"], ["is_free", "free or paid"], ["published_at", "date of publication"],
  ["published_raw", "date as printed"], ["modified_at", "date of change"], ["story_id", "story"], ["image_url", "picture"], ["word_count", "text"],
]);

const operations = [
  {
    id: "coverage", question: "Are the data complete?",
    about: "Captures by site and day, the sites with most pages; a framed empty square is time without a capture between others.",
    missing: () => "No capture's day is known",
    rows: () => rowsOf("coverage", { each: true }).map((row) => ({ ...row, is_gap: row.captures === 0 })),
    columns: [["site", "Site"], ["day", "Time", "day"], ["captures", "Captures", "count"], ["gap_days", "Days without", "count"]],
    answer(rows) {
      const sites = byMost(summed(rows, ["site"], ["gap_days"]), "gap_days");
      const gaps = total(rows, "gap_days");
      return gaps ? `${counted(gaps, "day")} without a capture between days that have some; ${sites[0].site} has most, ${count(sites[0].gap_days)}.`
        : `No gaps at ${counted(sites.length, "site")}.`;
    },
    spec(rows) {
      const y = { field: "site", type: "nominal", sort: null, title: null, axis: { labelLimit: labelLimit(), labelColor: theme().ink } };
      return {
        height: heightOf(rows, "site", 22),
        layer: [
          {
            transform: [{ filter: "!datum.is_gap" }], mark: { type: "rect", cornerRadius: 2 },
            encoding: { x: timeAxis(), y, color: { field: "captures", type: "quantitative", scale: { range: theme().ramp, domainMin: 0 }, legend: { title: "captures", format: "~s", tickCount: 3 } } },
          },
          {
            transform: [{ filter: "datum.is_gap" }], mark: { type: "rect", fill: null, stroke: theme().alarm, strokeWidth: 1.5, cornerRadius: 2, width: { band: 0.8 }, height: { band: 0.7 } },
            encoding: { x: timeAxis(), y },
          },
        ],
      };
    },
  },
  {
    id: "freshness", question: "Is it fresh?",
    about: "Time since the latest capture of a site, and since one of its pages last brought a new article, when this report was made. The days chosen make no difference here.",
    missing: () => "There are no captures",
    rows: () => rowsOf("freshness", { each: true }).filter((row) => row.capture_lag_hours !== null || row.new_article_lag_hours !== null)
      .sort((one, other) => (one.capture_lag_hours ?? 0) - (other.capture_lag_hours ?? 0)).slice(0, 25)
      .map((row) => ({ ...row, state: row.status.replace("_", " ") })),
    columns: [["site", "Site"], ["state", "State"], ["capture_lag_hours", "Since the latest capture", "hours"], ["new_article_lag_hours", "Since the last new article", "hours"], ["pages", "Pages", "count"]],
    answer(rows) {
      const watched = rows.filter((row) => row.status !== "not_watched");
      const late = watched.filter((row) => row.status !== "fresh");
      const newest = Math.min(...rows.map((row) => row.capture_lag_hours ?? Infinity));
      const last = newest === Infinity ? "No capture's moment is known." : `The latest capture was ${hours(newest)} before this report.`;
      if (!watched.length) return `${last} No site is polled.`;
      return late.length ? `${last} ${counted(late.length, "site")} late: ${listed(late.slice(0, 3).map((row) => row.site))}.` : `${last} Every polled site is fresh.`;
    },
    drawn: (rows) => rows.flatMap((row) => [
      { site: row.site, part: "latest capture", hours: Math.max(0.1, row.capture_lag_hours ?? NaN) },
      { site: row.site, part: "last new article", hours: Math.max(0.1, row.new_article_lag_hours ?? NaN) },
    ]).filter((row) => !Number.isNaN(row.hours)),
    spec: (rows) => ({
      height: heightOf(rows, "site", 26),
      mark: { type: "point", size: 110, opacity: 0.9 },
      encoding: {
        y: { field: "site", type: "nominal", sort: null, title: null, axis: { labelLimit: labelLimit(), labelColor: theme().ink, grid: true } },
        x: {
          field: "hours", type: "quantitative", scale: { type: "log", domain: [0.08, Math.max(400, 1.5 * Math.max(...rows.map((row) => row.hours)))] }, title: "hours ago",
          axis: { values: [0.1, 1, 24, 168, 720, 8760, 87600], labelExpr: "datum.value < 1 ? 'minutes' : datum.value < 24 ? '1 h' : datum.value < 168 ? '1 day' : datum.value < 720 ? '1 week' : datum.value < 8760 ? '1 month' : datum.value < 87600 ? '1 year' : '10 years'", title: "time ago" },
        },
        color: keyOf("part", ["latest capture", "last new article"], labelPixels(rows, "site")), shape: { field: "part", type: "nominal" },
      },
    }),
  },
  {
    id: "fetches", question: "Do fetches succeed?",
    about: "Attempts to fetch pages by day and outcome, for all sites together.",
    missing: () => "Nothing was fetched: what is here came from files",
    rows: () => inParts(summed(rowsOf("fetches"), ["day", "outcome"], ["attempts"]), "outcome", OUTCOMES),
    columns: [["day", "Day", "day"], ["part", "Outcome"], ["attempts", "Attempts", "count"]],
    answer(rows) {
      const all = total(rows, "attempts");
      return `${counted(all, "attempt")}; ${percent(total(holds(rows, "outcome", ["failed"]), "attempts"), all)} failed.`;
    },
    spec: (rows) => timeBars(rows, "part", "attempts", partsOf(rows), "attempts", { shown: stepsOf(rows) }),
  },
  {
    id: "quarantine", question: "What was not understood?",
    about: "Captures that were put in quarantine, by reason: those that still wait, and those that a later run loaded.",
    missing: () => "Every capture was understood",
    rows: () => byMost(summed(rowsOf("quarantine"), ["reason"], ["waiting", "captures"]), "captures").slice(0, 20)
      .map((row) => ({ ...row, name: row.reason.replaceAll("_", " "), solved: row.captures - row.waiting })),
    columns: [["name", "Reason"], ["waiting", "Waiting", "count"], ["solved", "Loaded since", "count"]],
    answer: (rows) => `${counted(total(rows, "waiting"), "capture")} of ${count(total(rows, "captures"))} still wait; the most frequent reason is ${rows[0].name}.`,
    drawn: (rows) => rows.flatMap((row) => [
      { name: row.name, part: "waiting", order: 0, captures: row.waiting }, { name: row.name, part: "loaded since", order: 1, captures: row.solved },
    ]),
    spec(rows) {
      const made = shares(rows, "name", "part", "captures", ["waiting", "loaded since"]);
      made.encoding.x = { ...countAxis("captures", "captures"), stack: "zero" };
      return made;
    },
  },
  {
    id: "layouts", question: "Did layouts drift?",
    about: "Related articles read from a capture, by the layout that explained it, on average: a fall means that a page's markup changed and its list is no longer seen.",
    missing: () => "No capture was loaded",
    rows() {
      const rows = summed(rowsOf("layouts"), ["day", "layout"], ["captures", "related"]);
      const tops = byMost(summed(rows, ["layout"], ["captures"]), "captures").slice(0, isNarrow() ? 5 : 7).map((row) => row.layout);
      return holds(rows, "layout", tops).map((row) => ({ ...row, mean: row.related / row.captures }))
        .sort((one, other) => `${one.day}`.localeCompare(`${other.day}`) || one.layout.localeCompare(other.layout));
    },
    columns: [["day", "Captured", "day"], ["layout", "Layout"], ["captures", "Captures", "count"], ["mean", "Related a capture", "decimal"]],
    answer(rows) {
      const layouts = byMost(summed(rows, ["layout"], ["captures", "related"]), "captures");
      return `${counted(layouts.length, "layout")} explain most captures; the most frequent one, ${layouts[0].layout}, shows ${decimal(layouts[0].related / layouts[0].captures)} related articles a capture.`;
    },
    drawn: (rows) => rows.filter((row) => row.day),
    spec: (rows) => ({
      height: 240,
      mark: { type: "line", point: { size: 60 } },
      encoding: {
        x: timeAxis(), y: { field: "mean", type: "quantitative", title: "related articles a capture", axis: { tickCount: 4 }, scale: { zero: true } },
        color: keyOf("layout", [...new Set(rows.map((row) => row.layout))]),
      },
    }),
  },
  {
    id: "fills", question: "Which fields are filled?",
    about: "Share of articles in which a field has a value: of those that a page is about, and of those known by links only. All days and sites together, as of the last refresh of the rollups.",
    missing: () => "There are no articles",
    rows() {
      const rows = inParts(rowsOf("fills"), "opened", OPENED).map((row) => ({ ...row, name: FIELDS.get(row.field), share: row.filled / row.articles }));
      const order = byMost(summed(rows, ["name"], ["filled"]), "filled").map((row) => row.name);
      return rows.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name) || one.order - other.order);
    },
    columns: [["name", "Field"], ["part", "Articles"], ["filled", "Filled", "count"], ["articles", "Of", "count"], ["share", "Share", "share"]],
    answer(rows) {
      const of = (name) => rows.filter((row) => row.name === name);
      const share = (name) => percent(total(of(name), "filled"), total(of(name), "articles"));
      return `A publisher is known of ${share("publisher")} of the articles, a date of publication of ${share("date of publication")}.`;
    },
    spec: (rows) => ({
      height: heightOf(rows, "name"),
      mark: { type: "point", size: 110, opacity: 0.95 },
      encoding: {
        y: { field: "name", type: "nominal", sort: null, title: null, axis: { labelLimit: labelLimit(), labelColor: theme().ink, grid: true } },
        x: { field: "share", type: "quantitative", title: null, scale: { domain: [0, 1] }, axis: { format: "%", tickCount: 4, grid: false } },
        color: keyOf("part", partsOf(rows), labelPixels(rows, "name")), shape: { field: "part", type: "nominal" },
      },
    }),
  },
  {
    id: "removed", question: "What was removed?",
    about: "Articles, pages and captures that left the database: merged into another, purged by hand, or removed because they were too old. For all sites together.",
    missing: () => "Nothing was removed",
    rows: () => inParts(summed(rowsOf("removed"), ["day", "cause", "what"], ["rows"]), "cause", CAUSES),
    columns: [["day", "Day", "day"], ["part", "Cause"], ["what", "What"], ["rows", "Rows", "count"]],
    answer: (rows) => `${counted(total(holds(rows, "what", ["article"]), "rows"), "article")} and ${counted(total(holds(rows, "what", ["page"]), "rows"), "page")} left.`,
    spec: (rows) => timeBars(rows, "part", "rows", partsOf(rows), "rows", { shown: stepsOf(rows) }),
  },
];
