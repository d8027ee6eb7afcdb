// Asks the npm package jsonpath-rfc9535 what queries find, for the differential test of JSONPath.
//
//   npm install --prefix FOLDER jsonpath-rfc9535@1.3.0
//   node generate.mjs | node oracle.mjs FOLDER > golden.jsonl
//   node oracle.mjs FOLDER --compliance > compliance.jsonl
//
// In: JSON lines as generate.mjs prints them, or {"query": ..., "document": ...} in one. Out: the documents again,
// each when it changes, and [query, [found value, ...]] or [query, "invalid"] for each query. Cases whose result
// has over 500 characters are left out, to keep the file small.
//
// With --compliance: the cases of the JSONPath compliance test suite that the package carries, with the results
// that the suite itself states, not those of the package: [query, "invalid"] or [query, document, result, ...],
// where each of the results is right.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const LONGEST_RESULT = 500;
const folder = resolve(process.argv[2] ?? ".");
const print = (value) => process.stdout.write(JSON.stringify(value) + "\n");

function compliance() {
  const suite = "src/__tests__/jsonpath-compliance-test-suite/cts.json";
  const file = join(folder, "node_modules/jsonpath-rfc9535", suite);
  for (const test of JSON.parse(readFileSync(file, "utf8")).tests) {
    if (test.invalid_selector) print([test.selector, "invalid"]);
    else print([test.selector, test.document, ...(test.results ?? [test.result])]);
  }
}

function differential() {
  const { query } = createRequire(join(folder, "from-here.js"))("jsonpath-rfc9535");
  const ask = (text, document) => {
    try {
      return query(document, text);
    } catch {
      return "invalid";
    }
  };
  let document = null;
  for (const line of readFileSync(0, "utf8").split("\n")) {
    if (line === "") continue;
    const one = JSON.parse(line);
    if ("document" in one) {
      document = one.document;
      print({ document });
    }
    if (!("query" in one)) continue;
    const found = ask(one.query, document);
    if (JSON.stringify(found).length <= LONGEST_RESULT) print([one.query, found]);
  }
}

if (process.argv.includes("--compliance")) compliance();
else differential();
