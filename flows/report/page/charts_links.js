// Links to related articles: how old, whose, where, how long.

const OWNERS = [["own", "the same publisher"], ["other", "another publisher"], ["unknown", "(unknown)"]];

const links = [
  {
    id: "ages", question: "How old is what is recommended?",
    about: "Links to related articles by the age of the article when the link was first shown.",
    missing() {
      const every = total(rowsOf("ages"), "slots");
      return every ? `The age of none of ${counted(every, "link")} is known` : "There are no links to related articles";
    },
    rows() {
      const rows = summed(rowsOf("ages"), ["hours_from"], ["slots"]).filter((row) => row.hours_from !== null);
      const all = total(rows, "slots");
      return rows.sort((one, other) => one.hours_from - other.hours_from)
        .map((row) => ({ ...row, age: HOUR_NAMES.get(row.hours_from), share: row.slots / all, note: `${count(row.slots)} · ${percent(row.slots, all)}` }));
    },
    columns: [["age", "Age"], ["slots", "Links", "count"], ["share", "Share", "share"]],
    answer(rows) {
      const every = total(rowsOf("ages"), "slots");
      const all = total(rows, "slots");
      const middle = quantile(classes(rows.filter((row) => row.hours_from >= 0), "hours_from", "slots"), meta.hour_edges, 0.5);
      const old = total(rows.filter((row) => row.hours_from >= 168), "slots");
      return `The median age is about ${hours(middle)}; ${percent(old, all)} are older than a week.${every > all ? ` The age of ${percent(every - all, every)} of ${counted(every, "link")} is unknown.` : ""}`;
    },
    spec: (rows) => bars(rows, "age", "slots"),
  },
  {
    id: "own", question: "Do links stay with the publisher?",
    about: "Shares of links to related articles by whether the article is of the publisher of the page's own article, by the day on which they were first shown.",
    missing: () => "There are no links to related articles",
    rows: () => inParts(summed(rowsOf("own"), ["day", "owner"], ["slots"]), "owner", OWNERS),
    columns: [["day", "First shown", "day"], ["part", "Publisher of the article"], ["slots", "Links", "count"]],
    answer(rows) {
      const known = total(holds(rows, "owner", ["own", "other"]), "slots");
      const own = total(holds(rows, "owner", ["own"]), "slots");
      return known ? `Of ${counted(known, "link")} whose publishers are known, ${percent(own, known)} lead to the same publisher.` : "No link has two known publishers.";
    },
    drawn: (rows) => rows.filter((row) => row.day),
    spec: (rows) => timeBars(rows, "part", "slots", partsOf(rows), "share of links", { isShare: true }),
  },
  {
    id: "positions", question: "Who gets which places?",
    about: "Shares of links to related articles by publisher, at each place of the list; 1 is the top.",
    missing: () => "There are no links to related articles",
    rows() {
      const rows = summed(rowsOf("positions"), ["position", "publisher"], ["slots"]);
      const tops = largest(summed(rows, ["publisher"], ["slots"]), "publisher", "slots", isNarrow() ? 5 : 7).map((row) => row.publisher).filter((name) => !isRest(name));
      const named = rows.map((row) => ({ ...row, publisher: isRest(row.publisher) || tops.includes(row.publisher) ? row.publisher : "(others)" }));
      const order = [...tops, ...RESTS];
      const all = new Map(summed(rows, ["position"], ["slots"]).map((row) => [row.position, row.slots]));
      return summed(named, ["position", "publisher"], ["slots"])
        .map((row) => ({ ...row, place: row.position > 10 ? "11 and on" : `${row.position}`, order: order.indexOf(row.publisher), share: row.slots / all.get(row.position) }))
        .sort((one, other) => one.position - other.position || one.order - other.order);
    },
    columns: [["place", "Place"], ["publisher", "Publisher"], ["slots", "Links", "count"], ["share", "Share of the place", "share"]],
    answer(rows) {
      const first = byMost(rows.filter((row) => row.position === 1 && !isRest(row.publisher)), "slots")[0];
      return first ? `${first.publisher} has the top place most often: ${percent(first.slots, total(holds(rows, "position", [1]), "slots"))} of it.` : "Nobody's articles are known to be at the top place.";
    },
    spec(rows) {
      const names = summed(rows, ["publisher", "order"], []).sort((one, other) => one.order - other.order).map((row) => row.publisher);
      return shares(rows, "place", "publisher", "slots", names);
    },
  },
  {
    id: "beside", question: "Who is shown beside whom?",
    about: "How many times as often articles of the publisher above are linked from pages of the one on the left as if links were mixed at random: 1 is as often, 2 twice.",
    missing: () => "No link has two known publishers",
    rows() {
      const every = rowsOf("beside");
      const all = total(every, "slots");
      const of = (key) => new Map(summed(every, [key], ["slots"]).map((row) => [row[key], row.slots]));
      const [hosts, guests] = [of("host"), of("publisher")];
      const top = (counts) => [...counts].filter(([name]) => !isRest(name)).sort((one, other) => other[1] - one[1]).slice(0, isNarrow() ? 6 : 10).map(([name]) => name);
      const kept = holds(holds(summed(every, ["host", "publisher"], ["slots"]), "host", top(hosts)), "publisher", top(guests));
      return byMost(kept, "slots").map((row) => {
        const lift = (row.slots * all) / (hosts.get(row.host) * guests.get(row.publisher));
        const strength = Math.max(-2, Math.min(2, Math.log2(lift)));
        return { ...row, lift, strength, note: lift >= 10 ? count(lift) : lift.toFixed(1), ink: Math.abs(strength) > 1.4 && !darkness.matches ? "#ffffff" : Math.abs(strength) > 1.4 ? "#0d1420" : theme().ink };
      });
    },
    columns: [["host", "Page of"], ["publisher", "Links to"], ["slots", "Links", "count"], ["lift", "Times as often", "decimal"]],
    answer(rows) {
      const enough = rows.filter((row) => row.slots >= 2 && row.host !== row.publisher);
      const top = byMost(enough, "lift")[0];
      const own = total(rows.filter((row) => row.host === row.publisher), "slots");
      return `${percent(own, total(rows, "slots"))} of these links lead to the page's own publisher.${top ? ` ${top.publisher} is shown on pages of ${top.host} ${decimal(top.lift)} times as often as by chance.` : ""}`;
    },
    spec: (rows) => matrix(rows, "publisher", "host", "strength", {
      titles: ["is linked", "on pages of"], text: "note", scale: { domain: [-2, 0, 2], range: theme().diverging, interpolate: "rgb" }, legend: null,
    }),
  },
  {
    id: "held", question: "Does a high place last longer?",
    about: "Share of links that a later capture of their page still showed, by their place on it; only links of pages that were captured again later tell it.",
    missing: () => "No page was captured again later",
    rows: () => summed(rowsOf("held"), ["position"], ["slots", "stayed", "hours"]).sort((one, other) => one.position - other.position)
      .map((row) => ({
        ...row, place: row.position > 10 ? "11 and on" : `${row.position}`, share: row.stayed / row.slots,
        mean: row.stayed ? row.hours / row.stayed : null, note: `${percent(row.stayed, row.slots)} of ${count(row.slots)}`,
      })),
    columns: [["place", "Place"], ["slots", "Links", "count"], ["stayed", "Still shown later", "count"], ["share", "Share", "share"], ["mean", "Mean time shown of these", "hours"]],
    answer(rows) {
      const [top, last] = [rows[0], rows.at(-1)];
      const all = `${percent(total(rows, "stayed"), total(rows, "slots"))} of ${counted(total(rows, "slots"), "link")} were still shown later`;
      return rows.length > 1 ? `${all}: ${percent(top.stayed, top.slots)} at place ${top.place}, ${percent(last.stayed, last.slots)} at place ${last.place}.` : `${all}.`;
    },
    spec: (rows) => bars(rows, "place", "share"),
  },
];
