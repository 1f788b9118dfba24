// Live traffic in wasm, under node: the built-in mix and a bare M/M/4 queue, a line of JSON for each. `node traffic.mjs MODULE`.
import { readFileSync } from 'node:fs';

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => { throw new Error(`only a browser has ${name}`); };
}
const { exports } = new WebAssembly.Instance(module, imports);
/** An export, whose name may go on with a mark of wasm-bindgen's. */
const named = (name) => exports[Object.keys(exports).find((one) => one === name || one.startsWith(`${name}_`))];
const [start, seek, tell, numbers, queue] = ['start', 'seek', 'tell', 'numbers', 'queue'].map(named);
const told = (kind) => {
    const count = tell(kind);
    return Array.from(new Float64Array(exports.memory.buffer, numbers(), count));
};

/** The best of some turns: times a second. */
const best = (work) => Math.max(...[1, 2, 3].map(() => {
    const began = process.cpuUsage().user;
    const times = work();
    return times / ((process.cpuUsage().user - began) / 1e6);
}));

const MICROS = 1e6;
let moment = 0;
if (start(0, 7) !== 0) throw new Error('the built-in mix does not start');
// Until slots, queues and copies to go back to are made.
seek(moment = 2_000 * MICROS);
const before = exports.memory.buffer.byteLength;
const mix = best(() => {
    const [, sent] = told(0);
    seek(moment += 1_500 * MICROS);
    return told(0)[1] - sent;
});
const grown = exports.memory.buffer.byteLength - before;
const bare = best(() => {
    queue(2_000_000, 7);
    return 2_000_000;
});
console.log(JSON.stringify({ row: 'built-in mix, in wasm', a_second: Math.round(mix), memory: exports.memory.buffer.byteLength, grown }));
console.log(JSON.stringify({ row: 'M/M/4 alone, in wasm', a_second: Math.round(bare) }));
