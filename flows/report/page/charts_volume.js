// What came in, from whom, in which language, how exactly dated, how long.

const OPENED = [["opened", "a page is about it"], ["linked", "known by links only"]];
const PRECISIONS = [
  ["second", "to the second"], ["minute", "to the minute"], ["hour", "to the hour"], ["day", "to the day"], ["unknown", "unknown"],
];
const ACCESS = [["free", "free"], ["paid", "paid"], ["unknown", "unknown"]];

/** A chart of one table as bars: the largest names, each with its number and share. */
function ranking(name, key, most = 20) {
  const rows = largest(summed(rowsOf(name), [key], ["articles"]), key, "articles", most);
  const all = total(rows, "articles");
  return rows.map((row) => ({
    ...row, share: row.articles / all, note: `${count(row.articles)} · ${percent(row.articles, all)}`,
  }));
}

const volume = [
  {
    id: "came-in", question: "What came in?",
    about: "Articles by the day on which a capture first showed them: those that a page is about, and those known by links only.",
    missing: () => "There are no articles",
    rows: () => inParts(summed(rowsOf("came_in"), ["day", "opened"], ["articles"]), "opened", OPENED),
    columns: [["day", "First seen", "day"], ["part", "Known by"], ["articles", "Articles", "count"]],
    answer(rows) {
      const all = total(rows, "articles");
      const opened = total(holds(rows, "opened", ["opened"]), "articles");
      const best = byMost(summed(rows.filter((row) => row.day), ["day"], ["articles"]), "articles")[0];
      const most = best && steps().length > 1 ? ` Most came ${onDay(best.day)}: ${count(best.articles)}.` : "";
      return `${counted(all, "article")}, of which ${percent(opened, all)} have a page about them.${most}`;
    },
    drawn: (rows) => rows.filter((row) => row.day),
    spec: (rows) => timeBars(rows, "part", "articles", partsOf(rows), "articles"),
  },
  {
    id: "publishers", question: "Who publishes?",
    about: "Articles by publisher, in all its spellings; those whose publisher no page prints are counted, too.",
    missing: () => "There are no articles",
    rows: () => ranking("publishers", "publisher"),
    columns: [["publisher", "Publisher"], ["articles", "Articles", "count"], ["share", "Share", "share"]],
    answer(rows) {
      const all = total(rows, "articles");
      const top = rows.filter((row) => !isRest(row.publisher));
      const unknown = total(holds(rows, "publisher", ["(unknown)"]), "articles");
      const first = top.length ? `${top[0].publisher} has most, ${percent(top[0].articles, all)} of all.` : "";
      const rest = unknown ? `The publisher of ${percent(unknown, all)} is unknown.` : "Every article has a known publisher.";
      return `${first} ${rest}${leftOut(rows, "publisher", "articles")}`;
    },
    drawn: (rows) => inProportion(rows, "publisher", "articles"),
    spec: (rows) => bars(rows, "publisher", "articles"),
  },
  {
    id: "languages", question: "Which languages?",
    about: "Articles by the language of their text.",
    missing: () => "There are no articles",
    rows: () => ranking("languages", "language", 15),
    columns: [["language", "Language"], ["articles", "Articles", "count"], ["share", "Share", "share"]],
    answer(rows) {
      const named = rows.filter((row) => !isRest(row.language));
      if (!named.length) return "No text is long enough to tell its language.";
      const isOnly = rows.length === 1;
      return isOnly ? `All articles are ${named[0].language}.` : `${counted(named.length, "language")}${rows.length > 15 ? " and more" : ""}; ${percent(named[0].articles, total(rows, "articles"))} of the articles are ${named[0].language}.`;
    },
    drawn: (rows) => inProportion(rows, "language", "articles"),
    spec: (rows) => bars(rows, "language", "articles"),
  },
  {
    id: "sections", question: "Which sections?",
    about: "Articles by section or category as the page prints it; not every page does.",
    missing: () => "There are no articles",
    rows: () => ranking("sections", "section", 15),
    columns: [["section", "Section"], ["articles", "Articles", "count"], ["share", "Share", "share"]],
    answer(rows) {
      const all = total(rows, "articles");
      const none = total(holds(rows, "section", ["(none printed)"]), "articles");
      const top = rows.find((row) => !row.section.startsWith("("));
      const first = top ? `${top.section} is the largest section.` : "No page prints a section.";
      return `${first}${none ? ` ${percent(none, all)} of the articles have none.` : ""}${leftOut(rows, "section", "articles")}`;
    },
    drawn: (rows) => inProportion(rows, "section", "articles"),
    spec: (rows) => bars(rows, "section", "articles"),
  },
  {
    id: "dates", question: "How exactly are articles dated?",
    about: "Shares of articles by how exactly their date of publication is known, by the day on which they were first seen.",
    missing: () => "There are no articles",
    rows: () => inParts(summed(rowsOf("dates"), ["day", "precision"], ["articles", "conflicts"]), "precision", PRECISIONS),
    columns: [["day", "First seen", "day"], ["part", "Date known"], ["articles", "Articles", "count"], ["conflicts", "Contradictory dates", "count"]],
    answer(rows) {
      const all = total(rows, "articles");
      const known = total(rows.filter((row) => row.precision !== "unknown"), "articles");
      const odd = total(rows, "conflicts");
      return `${percent(known, all)} are dated to the day or better. ${odd ? `Pages contradict each other about ${counted(odd, "article")}.` : "No pages contradict each other."}`;
    },
    drawn: (rows) => rows.filter((row) => row.day),
    spec: (rows) => timeBars(rows, "part", "articles", partsOf(rows), "share of articles", { isShare: true }),
  },
  {
    id: "lengths", question: "How long are the texts?",
    about: "Words of articles whose whole text is here: the median, and the range of the middle half, by the day on which they were first seen. Read from classes, so about right.",
    missing: () => "No article has its whole text",
    rows() {
      const byDay = grouped(rowsOf("lengths"), "day");
      return [...byDay].map(([day, rows]) => {
        const counts = classes(rows, "words_from", "articles");
        const at = (share) => Math.round(quantile(counts, meta.word_edges, share));
        return { day, articles: total(rows, "articles"), low: at(0.25), median: at(0.5), high: at(0.75) };
      });
    },
    columns: [["day", "First seen", "day"], ["articles", "Articles", "count"], ["low", "A quarter is shorter than", "count"], ["median", "Median", "count"], ["high", "A quarter is longer than", "count"]],
    answer() {
      const rows = rowsOf("lengths");
      const middle = quantile(classes(rows, "words_from", "articles"), meta.word_edges, 0.5);
      return `The median text has about ${count(middle)} words (${counted(total(rows, "articles"), "whole text")}).`;
    },
    drawn: (rows) => rows.filter((row) => row.day),
    spec: () => ({
      height: 230,
      layer: [
        {
          mark: { type: "bar", width: barWidth(steps(), 0.7), opacity: 0.35, cornerRadius: 3 },
          encoding: { x: timeAxis(), y: { ...countAxis("low", "words"), axis: { tickCount: 4, format: ",d" } }, y2: { field: "high" } },
        },
        { mark: { type: "tick", thickness: 3, width: barWidth(steps(), 0.7), color: theme().series[0] }, encoding: { x: timeAxis(), y: { field: "median", type: "quantitative" } } },
      ],
    }),
  },
  {
    id: "access", question: "Whose texts are paid for?",
    about: "Shares of articles by what their pages say of who may read the text, of the publishers with most articles that a page is about.",
    missing: () => "No page is about an article",
    rows() {
      const rows = inParts(summed(rowsOf("access"), ["publisher", "access"], ["articles"]), "access", ACCESS);
      const order = largest(summed(rows, ["publisher"], ["articles"]), "publisher", "articles", 15).map((row) => row.publisher);
      const kept = holds(rows, "publisher", order);
      const all = new Map(summed(kept, ["publisher"], ["articles"]).map((row) => [row.publisher, row.articles]));
      return kept.map((row) => ({ ...row, share: row.articles / all.get(row.publisher) }))
        .sort((one, other) => order.indexOf(one.publisher) - order.indexOf(other.publisher));
    },
    columns: [["publisher", "Publisher"], ["part", "Access"], ["articles", "Articles", "count"], ["share", "Share", "share"]],
    answer(rows) {
      const all = total(rows, "articles");
      const told = [["paid", "paid for"], ["free", "free"], ["unknown", "not known to be either"]]
        .map(([access, words]) => [total(holds(rows, "access", [access]), "articles"), words]).filter(([number]) => number);
      return `Of these articles ${listed(told.map(([number, words]) => `${percent(number, all)} are ${words}`))}.`;
    },
    spec: (rows) => shares(rows, "publisher", "part", "articles", partsOf(inParts(rows, "access", ACCESS))),
  },
  {
    id: "agencies", question: "Which agencies stand behind the texts?",
    about: "Articles by the wire service that a credit names; most texts name none.",
    missing: () => "No text names an agency",
    rows: () => ranking("agencies", "agency", 15),
    columns: [["agency", "Agency"], ["articles", "Articles", "count"], ["share", "Share of those that name one", "share"]],
    answer(rows) {
      const all = total(rowsOf("came_in"), "articles");
      return `${percent(total(rows, "articles"), all)} of the articles name an agency, most often ${rows[0].agency}.`;
    },
    drawn: (rows) => inProportion(rows, "agency", "articles"),
    spec: (rows) => bars(rows, "agency", "articles"),
  },
];

function grouped(rows, key) {
  const found = new Map();
  for (const row of rows) found.set(row[key], [...(found.get(row[key]) ?? []), row]);
  return found;
}
