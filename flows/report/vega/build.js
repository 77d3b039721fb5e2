// Makes vega.js of entry.js, and NOTICE.txt with the licences of every package that is in it.
import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const { metafile } = await build({
  entryPoints: ["entry.js"], bundle: true, minify: true, format: "iife", globalName: "vegaParts", legalComments: "none",
  outfile: "vega.js", metafile: true, logLevel: "warning",
});
const folders = Object.keys(metafile.inputs).map((path) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]);
const byText = new Map();
for (const folder of [...new Set(folders)].filter(Boolean).sort()) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(`${folder}/${file}`, "utf8").replace(/\r/g, "").trim() : license;
  byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
}
const parts = [...byText].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`);
writeFileSync("NOTICE.txt", `vega.js holds the following packages.\n\n${parts.join(`\n${"-".repeat(80)}\n\n`)}`);
