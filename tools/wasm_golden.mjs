// Runs every golden graph in the WebAssembly module: floats near the float64 outputs, integers exactly.
//   node wasm_golden.mjs module.wasm folder
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const BATCH = 2; // of the golden inputs
const [modulePath, folder] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(modulePath), {});
const { memory, reserve, load, run, result } = instance.exports;

function give(bytes) {
  const address = reserve(bytes.length) >>> 0; // first: it may move the memory
  new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
}

let graphs = 0;
let exact = 0;
const wrong = [];
for (const name of readdirSync(folder).filter((name) => name.endsWith(".zkgraph")).sort()) {
  give(readFileSync(join(folder, name)));
  const isInt8 = name.endsWith(".int8.zkgraph");
  if (load() !== (isInt8 ? 2 : 1)) {
    wrong.push(`${name}: refused`);
    continue;
  }
  const stem = join(folder, name.slice(0, -".zkgraph".length));
  give(readFileSync(`${stem}.in`));
  const bytes = readFileSync(`${stem}.out`);
  if (isInt8) {
    exact += 1;
    const count = run(BATCH);
    const same = count === bytes.length && bytes.equals(new Uint8Array(memory.buffer, result() >>> 0, count));
    if (!same) wrong.push(`${name}: other integers`);
    continue;
  }
  graphs += 1;
  const expected = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const count = run(BATCH) >= 0 ? run(BATCH) : run(1); // a graph of a fixed size takes one sample
  if (count !== expected.length) {
    wrong.push(`${name}: ${count} results, ${expected.length} are right`);
    continue;
  }
  const found = new Float32Array(memory.buffer, result() >>> 0, count);
  const largest = expected.reduce((most, y) => Math.max(most, Math.abs(y)), 1e-3);
  const error = expected.reduce((most, y, i) => Math.max(most, Math.abs(y - found[i])), 0) / largest;
  if (!(error < 3e-6)) wrong.push(`${name}: off by ${error} of the largest`);
}
for (const line of wrong) console.error(`  ${line}`);
console.log(`  ${graphs} float graphs and ${exact} of integers run in WebAssembly, ${wrong.length} wrong`);
process.exit(wrong.length === 0 && graphs > 0 && exact > 0 ? 0 : 1);
