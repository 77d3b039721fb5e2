// The page: choosing site and days, and for each chart its words, its picture and its table.

const { meta, figures } = report;
const unit = meta.unit;
const tables = decoded(report.tables);
const allSteps = stepsBetween(meta.first_day, meta.last_day, unit);
const GROUPS = [
  ["volume", "What came in", volume], ["stories", "Stories and copies", stories], ["links", "Links to related articles", links],
  ["operations", "Completeness and operation", operations],
];
const MOST_ROWS = 500;
const shown = new Map();

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const WRITTEN = {
  count, hours, decimal, day: dayName, share: (value) => percent(value, 1),
};

function cell(value, kind) {
  if (value === null || value === undefined) return kind === "day" ? dayName(null) : "unknown";
  return kind ? WRITTEN[kind](value) : `${value}`;
}

/** The table under a chart, made when somebody opens it. */
function fillTable(details, chart) {
  const rows = shown.get(chart.id);
  const head = element("tr", {}, ...chart.columns.map(([, title, kind]) => element("th", { scope: "col", class: kind && kind !== "day" ? "number" : "" }, title)));
  const body = rows.slice(0, MOST_ROWS).map((row) => element("tr", {}, ...chart.columns.map(([name, , kind], at) => {
    const attributes = at ? { class: kind && kind !== "day" ? "number" : "" } : { scope: "row" };
    return element(at ? "td" : "th", attributes, cell(row[name], kind));
  })));
  const caption = rows.length > MOST_ROWS ? `${chart.question} The first ${MOST_ROWS} of ${count(rows.length)} rows.` : chart.question;
  const table = element("table", {}, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, ...body));
  details.querySelector(".scroll").replaceChildren(table);
}

/** Why a chart has nothing to show. */
function emptiness(chart) {
  const table = tables[chart.table ?? chart.id.replaceAll("-", "_")];
  if (table && table.size && asked.site !== "*" && table.columns.site && table.columns.site.every((site) => site === "*")) {
    return "This is known for all sites together only: choose all sites to see it.";
  }
  const missing = chart.missing?.() ?? "There is nothing of this kind";
  return isWholeSpan() && asked.site === "*" ? `${missing}.` : `${missing} in the chosen days and site.`;
}

/** How many a picture over time leaves out because their day is unknown, in words. */
function undrawn(chart, rows, drawn) {
  const [measure, title] = chart.columns.find(([, , kind]) => kind === "count") ?? [];
  const left = drawn.length && drawn.every((row) => row.day) ? rows.filter((row) => row.day === null) : [];
  return measure && left.length ? ` Of ${count(total(left, measure))} ${title.toLowerCase()} no day is known: they are not in the picture.` : "";
}

async function draw(chart) {
  const part = document.getElementById(chart.id);
  const holder = part.querySelector(".chart");
  const details = part.querySelector("details");
  const rows = chart.rows();
  shown.set(chart.id, rows);
  const drawn = rows.length && chart.drawn ? chart.drawn(rows) : rows;
  const answer = part.querySelector(".answer");
  details.hidden = rows.length === 0;
  details.querySelector("summary").textContent = `Table: ${counted(rows.length, "row")}`;
  if (details.open) fillTable(details, chart);
  chart.view?.finalize();
  chart.view = null;
  answer.textContent = (rows.length ? chart.answer(rows) : emptiness(chart)).replace(/^below/, "Below");
  answer.classList.toggle("empty", rows.length === 0);
  holder.hidden = drawn.length === 0;
  holder.replaceChildren();
  if (rows.length && !drawn.length) answer.textContent += " No day of capture is known, so there is no picture over time.";
  answer.textContent += undrawn(chart, rows, drawn);
  if (!drawn.length) return;
  holder.setAttribute("aria-label", `${chart.question} ${answer.textContent} The table below has the numbers.`);
  chartWidth = Math.max(220, holder.clientWidth - 8);
  const spec = {
    ...chart.spec(drawn), data: { values: drawn }, config: look(), width: chartWidth,
    autosize: { type: "fit-x", contains: "padding" },
  };
  for (const part of spec.layer ?? [spec]) part.mark = { ...part.mark, tooltip: { content: "data" } };
  const view = new vegaParts.View(vegaParts.parse(vegaParts.compile(spec).spec, null, { ast: true }), {
    expr: vegaParts.expressionInterpreter, renderer: "svg", hover: true, container: holder, loader: null,
    tooltip: (handler, event, item, value) => hint(event, value && chart, item?.datum),
  });
  chart.view = view;
  await view.runAsync();
}

const tip = element("div", { id: "tip", "aria-hidden": "true" });

/** What is under the pointer, in the words of the chart's table. */
function hint(event, chart, datum) {
  tip.hidden = !chart || !datum;
  if (tip.hidden) return;
  const lines = chart.columns.filter(([name]) => datum[name] !== undefined).map(([name, title, kind]) =>
    element("div", {}, element("span", {}, title), element("b", {}, cell(datum[name], kind))));
  tip.hidden = lines.length === 0;
  tip.replaceChildren(...lines);
  const left = Math.min(event.clientX + 14, document.documentElement.clientWidth - tip.offsetWidth - 8);
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${event.clientY + 18 + tip.offsetHeight > window.innerHeight ? event.clientY - tip.offsetHeight - 10 : event.clientY + 18}px`;
}

let round = 0;

/** Draw everything, leaving the page usable meanwhile. */
async function drawAll() {
  round += 1;
  const mine = round;
  document.body.dataset.state = "drawing";
  tellChoice();
  for (const [, , charts] of GROUPS) {
    for (const chart of charts) {
      if (mine !== round) return;
      await draw(chart);
      await new Promise((next) => { setTimeout(next); });
    }
  }
  document.body.dataset.state = "drawn";
}

function tellChoice() {
  const where = asked.site === "*" ? "all sites" : asked.site;
  const when = isWholeSpan() ? "all days" : `${dayName(asked.from ?? allSteps[0])} to ${dayName(asked.to ?? allSteps.at(-1))}`;
  const articles = total(rowsOf("came_in"), "articles");
  const related = total(rowsOf("ages"), "slots");
  document.getElementById("choice").textContent = `Shown: ${where}, ${when}: ${counted(articles, "article")}, ${counted(related, "link")} to related ones.`;
}

function chosen() {
  asked.site = document.getElementById("site").value;
  const [from, to] = ["from", "to"].map((name) => document.getElementById(name).value);
  asked.from = from === allSteps[0] || !from ? null : from;
  asked.to = to === allSteps.at(-1) || !to ? null : to;
  if (asked.from && asked.to && asked.from > asked.to) [asked.from, asked.to] = [asked.to, asked.from];
  drawAll();
}

function fillChoices() {
  const sites = document.getElementById("site");
  const all = meta.site ? [] : [element("option", { value: "*" }, "all sites")];
  sites.append(...all, ...meta.sites.map((site) => element("option", { value: site }, site)));
  if (meta.site_count > meta.sites.length && !meta.site) {
    document.getElementById("more").textContent = `The ${meta.sites.length} sites with most pages can be chosen, of ${count(meta.site_count)}; newsweir report --site NAME is about another one.`;
  }
  for (const name of ["from", "to"]) {
    const choice = document.getElementById(name);
    choice.append(...allSteps.map((step) => element("option", { value: step }, shortDay(step))));
    if (!allSteps.length) choice.append(element("option", { value: "" }, "all days"));
    choice.disabled = allSteps.length < 2;
  }
  if (allSteps.length) document.getElementById("to").value = allSteps.at(-1);
  asked.site = sites.value || "*";
  document.getElementById("choose").addEventListener("change", chosen);
  document.getElementById("choose").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("choose").addEventListener("reset", () => setTimeout(() => {
    if (allSteps.length) document.getElementById("to").value = allSteps.at(-1);
    chosen();
  }));
}

function build() {
  const main = document.getElementById("charts");
  const contents = document.getElementById("contents");
  for (const [id, title, charts] of GROUPS) {
    const grid = element("div", { class: "grid" });
    for (const chart of charts) {
      const details = element("details", {}, element("summary"), element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Table: ${chart.question}` }));
      details.addEventListener("toggle", () => { if (details.open) fillTable(details, chart); });
      grid.append(element("article", { id: chart.id, "aria-labelledby": `${chart.id}-question` },
        element("h3", { id: `${chart.id}-question` }, chart.question), element("p", { class: "answer" }),
        element("p", { class: "about" }, chart.about), element("div", { class: "chart", role: "img" }), details));
    }
    main.append(element("section", { id, "aria-labelledby": `${id}-title` }, element("h2", { id: `${id}-title` }, title), grid));
    contents.append(element("li", {}, element("a", { href: `#${id}` }, title)));
  }
  document.body.append(tip);
  tip.hidden = true;
}

build();
fillChoices();
drawAll();
darkness.addEventListener("change", drawAll);
let width = window.innerWidth;
window.addEventListener("resize", () => {
  // A phone's address bar comes and goes, which moves the height alone.
  if (Math.abs(window.innerWidth - width) > 8) { width = window.innerWidth; clearTimeout(window.redrawing); window.redrawing = setTimeout(drawAll, 150); }
});
