// Copies: who is first, who follows, how fast.

const CERTAINTIES = [["certain", "certain"], ["likely", "likely"], ["unknown", "unknown"]];
const KINDS = [
  ["first", "first of a copied story"], ["exact", "exact copy"], ["syndicated", "syndicated"], ["excerpt", "excerpt"],
  ["revision", "revision"], ["alone", "nobody copied it"],
];
const COPIES = ["exact", "syndicated", "excerpt"];

/** The shares of a story's publishers reached within each class of hours. */
function reached(rows, number) {
  const counts = classes(holds(rows, "publisher_number", [number]), "hours_from", "stories");
  const all = [...counts.values()].reduce((sum, value) => sum + value, 0);
  let before = 0;
  return all ? meta.hour_edges.map((edge, at) => {
    before += counts.get(edge) ?? 0;
    return { publisher_number: number, part: `${number}${number === 2 ? "nd" : number === 3 ? "rd" : "th"} publisher`,
      within: meta.hour_edges[at + 1] ?? 17532, share: before / all, stories: before };
  }) : [];
}

const stories = [
  {
    id: "copies", question: "How much is duplicate?",
    about: "Shares of articles with a text by what they are to others: exact copies, edited prints of the same text, excerpts, revisions, or a text that nobody copied.",
    missing: () => "No article has a text",
    rows: () => inParts(summed(rowsOf("copies"), ["day", "kind"], ["articles"]), "kind", KINDS),
    columns: [["day", "First seen", "day"], ["part", "Kind"], ["articles", "Articles", "count"]],
    answer(rows) {
      const all = total(rows, "articles");
      const copied = total(holds(rows, "kind", COPIES), "articles");
      return `${percent(copied, all)} of the articles with a text are copies of another one (${count(copied)} of ${count(all)}).`;
    },
    drawn: (rows) => rows.filter((row) => row.day),
    spec: (rows) => timeBars(rows, "part", "articles", partsOf(rows), "share of articles", { isShare: true }),
  },
  {
    id: "first", question: "Who is first?",
    about: "Copied stories by the publisher that printed them first, and how certain that is: certain means before every other, whatever the exact instants.",
    missing: () => "No text was copied",
    rows() {
      const rows = inParts(summed(rowsOf("first"), ["publisher", "certainty"], ["stories"]), "certainty", CERTAINTIES);
      const order = largest(summed(rows, ["publisher"], ["stories"]), "publisher", "stories", 15).map((row) => row.publisher);
      return holds(rows, "publisher", order).sort((one, other) => order.indexOf(one.publisher) - order.indexOf(other.publisher) || one.order - other.order);
    },
    columns: [["publisher", "First publisher"], ["part", "Certainty"], ["stories", "Stories", "count"]],
    answer(rows) {
      const all = total(rowsOf("first"), "stories");
      const sure = total(holds(rowsOf("first"), "certainty", ["certain"]), "stories");
      const top = byMost(summed(rows.filter((row) => !isRest(row.publisher)), ["publisher"], ["stories"]), "stories")[0];
      const most = top ? ` ${top.publisher} is first most often: ${counted(top.stories, "story", "stories")}.` : "";
      return `${counted(all, "copied story", "copied stories")}; the first print of ${percent(sure, all)} is certain.${most}${leftOut(rows, "publisher", "stories")}`;
    },
    drawn: (rows) => inProportion(rows, "publisher", "stories"),
    spec(rows) {
      const parts = partsOf(inParts(rows, "certainty", CERTAINTIES));
      const made = shares(rows, "publisher", "part", "stories", parts);
      made.encoding.x = { ...countAxis("stories", "stories"), stack: "zero" };
      return made;
    },
  },
  {
    id: "spread", question: "How fast does a story spread?",
    about: "Of the stories that a 2nd, 3rd or 5th publisher printed: the share that it had printed within so many hours of the first.",
    missing: () => "No text was printed by a second publisher",
    rows: () => [2, 3, 5].flatMap((number) => reached(rowsOf("spread"), number)),
    columns: [["part", "Publisher"], ["within", "Within", "hours"], ["stories", "Stories", "count"], ["share", "Share", "share"]],
    answer(rows) {
      const two = classes(holds(rowsOf("spread"), "publisher_number", [2]), "hours_from", "stories");
      const middle = quantile(two, meta.hour_edges, 0.5);
      return rows.length ? `Half of the stories have a second publisher within ${hours(middle)}.` : "";
    },
    spec: (rows) => ({
      height: 250,
      mark: { type: "line", interpolate: "monotone", point: { size: 42 } },
      encoding: {
        x: {
          field: "within", type: "quantitative", title: "time since the first print", scale: { type: "log", domain: [1, 17532] },
          axis: { values: [1, 6, 24, 168, 720, 8760], grid: true, labelExpr: "datum.value < 24 ? datum.value + ' h' : datum.value < 168 ? '1 day' : datum.value < 720 ? '1 week' : datum.value < 8760 ? '1 month' : '1 year'" },
        },
        y: { field: "share", type: "quantitative", title: "share of stories", scale: { domain: [0, 1] }, axis: { format: "%", tickCount: 4 } },
        color: keyOf("part", partsOf(rows)),
      },
    }),
  },
  {
    id: "edges", question: "Who copies whom?",
    about: "Stories that the publisher on the left printed first and the one above printed after it, of the largest publishers. The number is the count, the colour the same.",
    missing: () => "No text of one of the largest publishers was printed by another of them",
    rows() {
      const rows = rowsOf("edges");
      const top = (key) => byMost(summed(rows, [key], ["stories"]), "stories").slice(0, isNarrow() ? 6 : 10).map((row) => row[key]);
      const found = summed(holds(holds(rows, "source", top("source")), "publisher", top("publisher")), ["source", "publisher"], ["stories", "dated", "hours"]);
      const most = Math.max(...found.map((row) => row.stories));
      return byMost(found, "stories").map((row) => ({
        ...row, lag: row.dated ? row.hours / row.dated : null, note: count(row.stories), ink: inkOn(row.stories / most),
      }));
    },
    columns: [["source", "First"], ["publisher", "Printed it after"], ["stories", "Stories", "count"], ["lag", "Mean time between", "hours"]],
    answer(rows) {
      if (!rows.length) return "";
      const lag = rows[0].lag === null ? "" : `, on average after ${hours(rows[0].lag)}`;
      return `${rows[0].publisher} follows ${rows[0].source} most often: ${counted(rows[0].stories, "story", "stories")}${lag}.`;
    },
    spec: (rows) => matrix(rows, "publisher", "source", "stories", {
      titles: ["printed it after", "was first"], text: "note", scale: { range: theme().ramp, zero: true }, legend: null,
    }),
  },
  {
    id: "rewrites", question: "Who changes texts after publication?",
    about: "Words that publishers added to and took from articles whose text a later capture shows changed. Counted when the earlier text was last seen, for all sites together.",
    missing: () => "No text was seen changed",
    rows: () => largest(summed(rowsOf("rewrites"), ["publisher"], ["rewrites", "words_added", "words_removed"]), "publisher", "rewrites", 15),
    columns: [["publisher", "Publisher"], ["rewrites", "Rewrites", "count"], ["words_added", "Words added", "count"], ["words_removed", "Words removed", "count"]],
    answer: (rows) => `${counted(total(rows, "rewrites"), "rewrite")}; ${counted(total(rows, "words_added"), "word")} added and ${count(total(rows, "words_removed"))} removed.`,
    drawn: (rows) => rows.flatMap((row) => [
      { publisher: row.publisher, part: "added", order: 0, words: row.words_added },
      { publisher: row.publisher, part: "removed", order: 1, words: -row.words_removed },
    ]),
    spec: (rows) => ({
      height: heightOf(rows, "publisher"),
      mark: { type: "bar", height: { band: 0.72 } },
      encoding: {
        y: { field: "publisher", type: "nominal", sort: null, title: null, axis: { labelLimit: labelLimit(), labelColor: theme().ink } },
        x: { field: "words", type: "quantitative", title: "words", axis: { tickCount: 5, format: "~s" } },
        color: keyOf("part", ["added", "removed"], labelPixels(rows, "publisher")),
      },
    }),
  },
];
