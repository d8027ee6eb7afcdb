// Holds slogate's HdrHistogram code against the npm package hdr-histogram-js, both ways, and prints what they said
// to each other as golden.jsonl:
//
//   npm install --prefix FOLDER hdr-histogram-js@3.0.1
//   node oracle.mjs FOLDER PROGRAM > golden.jsonl
//
// PROGRAM is slogate_hdr_lines of the build (tests/e2e/hdr_lines_main.cc). Ends with an error where the package reads
// other counts than were recorded. The lines are explained in README.md.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const HIGHEST_US = 3_600_000_000;
// Counts as doubles: exact, and all together at most 2^53 - 1, beyond which the package throws.
const BITS = 64;
const hdr = createRequire(join(resolve(process.argv[2]), "from-here.js"))("hdr-histogram-js");
const program = resolve(process.argv[3]);

// Numbers from 0 to 1 that are the same in every run (mulberry32).
let state = 20261121;
function chance() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

function randomCounts(most) {
  const recorded = [];
  for (let left = 1 + Math.floor(chance() * most); left > 0; --left) {
    const count = [1, 2, 1000, 1 + Math.floor(chance() * 2 ** 40)][Math.floor(chance() * 4)];
    recorded.push([Math.floor(HIGHEST_US ** chance()), count]);
  }
  return recorded;
}

const cases = {
  empty: [],
  "one sample": [[42, 1]],
  "lowest and highest": [[1, 1], [HIGHEST_US, 1]],
  clamped: [[HIGHEST_US + 1, 2], [10 ** 13, 3], [500, 1]],
  "a single zero between": [[1, 1], [3, 1]],
  "2^53 - 1": [[2_000_000, 2 ** 53 - 1]],
};
for (let number = 1; number <= 50; ++number) cases[`random ${number}`] = randomCounts(40);

function ask(lines) {
  const done = spawnSync(program, { input: lines.join("\n") + "\n", encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${program} ended with ${done.status}`);
  return done.stdout.split("\n").slice(0, -1);
}

const wordsOf = (recorded) => recorded.map(([value, count]) => `${value}:${count}`).join(" ") || "-";

function theirs(recorded) {
  const histogram = hdr.build({
    bitBucketSize: BITS,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
    useWebAssembly: false,
  });
  for (const [value, count] of recorded) histogram.recordValueWithCount(Math.min(value, HIGHEST_US), count);
  return histogram;
}

// [lowest value, count] of each bucket that counts something.
function countsOf(histogram) {
  const out = [];
  for (let index = 0; index < histogram.countsArrayLength; ++index) {
    const count = histogram.getCountAtIndex(index);
    if (count > 0) out.push([histogram.valueFromIndex(index), count]);
  }
  return out;
}

const read = (text) => countsOf(hdr.decodeFromCompressedBase64(text, BITS, false));

function mustBeSame(name, found, meant) {
  if (JSON.stringify(found) !== JSON.stringify(meant))
    throw new Error(`${name}: the package reads ${JSON.stringify(found)}, recorded were ${JSON.stringify(meant)}`);
}

const print = (value) => process.stdout.write(JSON.stringify(value) + "\n");

function encodings() {
  const names = Object.keys(cases);
  const ours = ask(names.map((name) => "encode " + wordsOf(cases[name])));
  names.forEach((name, i) => {
    const histogram = theirs(cases[name]);
    const counts = read(ours[i]);
    mustBeSame(name, counts, countsOf(histogram));
    const theirText = hdr.encodeIntoCompressedBase64(histogram);
    print({ name, recorded: cases[name], ours: ours[i], read: counts, theirs: theirText });
  });
}

// A log as slogate writes it, and what the package's reader finds in it.
function log() {
  const calls = ["begin 1772791200 slogate 0.1.0, run 7f3a9c"];
  for (let second = 0; second < 3; ++second) {
    for (const tag of ["-", "home/a%20shell/response", "home/group:page/service"]) {
      calls.push(`line ${tag} ${second * 1e9} ${(second + 1) * 1e9 + 1e6} ${wordsOf(randomCounts(12))}`);
    }
  }
  calls.push(`line dispatch_lag 3001000000 3500400000 ${HIGHEST_US + 1}:1`, "line - 3001000000 3500400000 -");
  const text = ask(calls).join("").replaceAll("\\n", "\n");
  const reader = new hdr.HistogramLogReader(text, BITS, false);
  const found = [];
  for (let one = reader.nextIntervalHistogram(); one !== null; one = reader.nextIntervalHistogram())
    found.push({ tag: one.tag, start_ms: one.startTimeStampMsec, end_ms: one.endTimeStampMsec, counts: countsOf(one) });
  print({ calls, log: text, read: found });
}

encodings();
log();
