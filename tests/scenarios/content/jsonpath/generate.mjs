// Prints cases for the differential test of JSONPath, as JSON lines: {"document": ...} sets the document, the
// {"query": ...} lines after it are asked of that document. The same seed prints the same cases.
//
//   node generate.mjs [SEED] | node oracle.mjs FOLDER > golden.jsonl
//
// Left out is what the oracle (jsonpath-rfc9535 1.3.0) is known to get wrong, so that a difference is a finding:
// - indexes in a query that is compared: it finds nothing there
// - bounds of slices further from the end than the array is long: it counts from the end twice
// - a second colon of a slice without a step: it selects nothing
// - three conditions joined by &&: it reads the last two as joined by ||
// - types of functions and the range of integers: not checked
// - a bare | in a pattern of match(): each side is anchored at one end only
// - length() of characters outside the Basic Multilingual Plane, and of value() where that has no value
// Those have tests of their own, and most have compliance cases.

let state = Number(process.argv[2] ?? 9535) >>> 0;

function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const chance = (p) => random() < p;
const times = (n, make) => Array.from({ length: n }, make);

const COMMON = ["a", "b", "c"];
const RARE = ["d", "name", "price", "x y", "ä", "_1", "it's", 'q"', "back\\slash", ""];
const key = () => (chance(0.75) ? pick(COMMON) : pick(RARE));
const STRINGS = ["", "a", "ab", "abc", "b", "B", "ba", "c", "ä", "€ 5", "x\ny", "1", "a.b", "日本"];
const NUMBERS = [0, 1, 1, 2, 3, 5, 10, -1, -7, 1.5, 0.1, 1000, 2.5e-3, 9007199254740991];
const PATTERNS = ["a", "a.*", "[a-c]+", "(a|b)c?", ".", ".*", "[^a]+", "a{1,2}b?", "x.y", "\\\\p{Lu}.*", "a\\\\.b",
  "[.b]+", "(ab|ba)?c?", "\\\\P{L}", "", "[\\\\p{L}\\\\-]+", "日.", "a?b*c+"];

function scalar() {
  const kind = below(10);
  if (kind < 4) return pick(NUMBERS);
  if (kind < 8) return pick(STRINGS);
  return pick([true, false, null]);
}

// Members are in the order of their names, the order in which our results come.
function value(depth, inner = 0.3) {
  if (depth === 0 || chance(inner)) return scalar();
  if (chance(0.5)) return times(below(6), () => value(depth - 1));
  const names = [...new Set(times(1 + below(5), key))];
  names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Object.fromEntries(names.map((name) => [name, value(depth - 1)]));
}

const blank = () => (chance(0.12) ? pick([" ", "\t", "\n", "\r", "  "]) : "");

function quoted(text) {
  const quote = pick(["'", '"']);
  const escape = (c) => {
    if (c === quote || c === "\\") return "\\" + c;
    if (c < " ") return { "\n": "\\n" }[c];
    if (chance(0.05)) return "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
    return c;
  };
  return quote + [...text].map(escape).join("") + quote;
}

const shorthand = (name) => /^[a-z_ä][\wä]*$/.test(name);

// The document, and the node at which a query that is being written probably stands: so that most steps lead on.
let root = null;
let here = null;

const children = (node) => (node !== null && typeof node === "object" ? Object.values(node) : []);
const into = (list) => {
  here = list.length > 0 ? pick(list) : null;
};

// Writes a part of the text with another node as the current one.
function standing(node, write) {
  const before = here;
  here = node;
  const text = write();
  here = before;
  return text;
}

function step(indexes = true) {
  if (indexes && Array.isArray(here) && here.length > 0 && chance(0.9)) {
    const i = below(here.length);
    const text = `[${chance(0.8) ? i : i - here.length}]`;
    here = here[i];
    return text;
  }
  const names = here !== null && typeof here === "object" ? Object.keys(here) : [];
  const name = names.length > 0 && chance(0.85) ? pick(names) : key();
  here = names.includes(name) ? here[name] : null;
  return shorthand(name) && chance(0.7) ? "." + name : `[${quoted(name)}]`;
}

const index = () => String(pick([0, 0, 0, 1, 1, 2, 3, -1, -1, -2, -5, 7]));

function slice() {
  const part = () => (chance(0.4) ? "" : String(pick([0, 0, 1, 1, 2, 3, 7, -1, -1])));
  const by = chance(0.5) ? "" : ":" + blank() + pick(["1", "2", "-1", "-2", "0", "3"]);
  return part() + blank() + ":" + blank() + part() + blank() + by;
}

function selector(depth) {
  const array = Array.isArray(here);
  const kind = below(depth > 0 ? 9 : 6);
  if (kind < 1) return "*";
  if (kind < 4) return chance(array ? 0.1 : 0.9) ? quoted(chance(0.8) && !array ? pick(namesHere()) : key()) : index();
  if (kind < 6) return array || chance(0.2) ? slice() : quoted(pick(namesHere()));
  return "?" + blank() + standing(pick([...children(here), null]), () => condition(depth - 1));
}

function namesHere() {
  const names = here !== null && typeof here === "object" && !Array.isArray(here) ? Object.keys(here) : [];
  return names.length > 0 ? names : COMMON;
}

function segment(depth) {
  const kind = below(10);
  if (kind < 4) return step();
  let text = "";
  if (kind < 5) {
    text = pick([".*", "[*]"]);
  } else if (kind < 6) {
    text = "." + pick(["." + pick(["a", "b", "c", "name", "ä"]), ".*", `.[${selector(depth)}]`]);
  } else {
    text = `[${times(chance(0.25) ? 2 : 1, () => blank() + selector(depth) + blank()).join(",")}]`;
  }
  into(children(here));
  return text;
}

const starting = (start, write) => start + standing(start === "$" ? root : here, write);
const query = (start, most, depth) =>
  starting(start, () => times(1 + below(most), () => blank() + segment(depth)).join(""));
const singular = (indexes = true) => starting(pick(["@", "@", "@", "@", "$"]), () =>
  times(below(2) + below(2), () => blank() + step(indexes)).join(""));

function literal() {
  const kind = below(8);
  if (kind < 3) return pick(["0", "1", "-0", "1.0", "10e-1", "2", "1.5", "15E-1", "1e+3", "-7", "100e-2", "10"]);
  if (kind < 6) return quoted(pick(STRINGS));
  return pick(["true", "false", "null"]);
}

function call(name, ...args) {
  return `${name}(${args.map((arg) => blank() + arg + blank()).join(",")})`;
}

const nodes = (depth) => query(pick(["@", "@", "$"]), 2, depth);

function comparable(depth) {
  const kind = below(10);
  if (kind < 5) return singular(false);
  if (kind < 8) return literal();
  if (kind < 9) return call("length", singular());
  return chance(0.5) ? call("count", nodes(depth)) : call("value", nodes(depth));
}

function pattern() {
  const quote = pick(["'", '"']);
  return chance(0.9) ? quote + pick(PATTERNS) + quote : singular();
}

function basic(depth) {
  const kind = below(depth > 0 ? 10 : 8);
  const not = chance(0.15) ? "!" + blank() : "";
  if (kind < 4) {
    return comparable(depth) + blank() + pick(["==", "==", "!=", "<", "<=", ">", ">="]) + blank() + comparable(depth);
  }
  if (kind < 6) return not + (chance(0.5) ? singular() : nodes(depth));
  if (kind < 8) return not + call(pick(["match", "search"]), singular(), pattern());
  return `${not}(${blank()}${condition(depth - 1)}${blank()})`;
}

function condition(depth) {
  const kind = below(10);
  if (kind < 6) return basic(depth);
  const and = () => (chance(0.5) ? basic(depth) + blank() + "&&" + blank() + basic(depth) : basic(depth));
  return times(kind < 8 ? 1 : 2 + below(2), and).join(blank() + "||" + blank());
}

// One character is lost, doubled or put in: most such texts are no queries any more.
function broken(text) {
  const at = below(text.length);
  const kind = below(3);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + text[at] + text.slice(at);
  return text.slice(0, at) + pick([..." .[]()'\"*?@$,:0-!=&|<>a\\\n"]) + text.slice(at);
}

// Often a list of records, where filters find something.
function document() {
  const kind = below(10);
  if (kind < 1) return scalar();
  if (kind < 6) return times(2 + below(4), () => value(3, 0.1));
  return value(4, 0);
}

// Filters of a list of records, of what the records hold, of everything.
function filtered() {
  const start = pick(["$", "$[*]", "$.."]);
  const some = start === "$" ? root : pick([...children(root), null]);
  return `${start}[?${standing(pick([...children(some), null]), () => condition(2))}]`;
}

for (let i = 0; i < 130; ++i) {
  root = document();
  console.log(JSON.stringify({ document: root }));
  const asked = new Set();
  while (asked.size < 40) asked.add(i % 2 === 0 ? query("$", 3, 2) : filtered());
  const whole = [...asked];
  while (asked.size < 47) {
    const text = broken(pick(whole));
    if (!/[a-z]\s*\(|&&|\d{3}|-\d\d|:\s*:\s*[\],]/.test(text)) asked.add(text);
  }
  for (const text of asked) console.log(JSON.stringify({ query: text }));
}
