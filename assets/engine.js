// Loads the workbench, the engines and their editors, when a reader first asks for more than the recorded stories or opens an
// editor; and asks it.

// TypeScript checks assignments against `globals.d.ts` through this name, but not through `globalThis`.
/** @type {typeof globalThis} */
const shared = globalThis;

const name = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="gauntlet-workbench"]')).content;
let tries = 0;
/** @type {Promise<Gauntlet.Workbench> | undefined} */
let loaded;
// The editors that were opened, and those that the workbench has mounted; what is on show.
/** @type {Map<string, (module: Gauntlet.Workbench) => void>} */
const opened = new Map();
/** @type {Set<string>} */
let mounted = new Set();
/** @type {Uint8Array | undefined} */
let onShow;

// Where a file is: beside this one, or in the page itself, which then gives another address each time.
/** @param {string} file @param {string} query */
const at = (file, query) => shared.gauntletFile?.(file) ?? new URL(file + query, import.meta.url).href;

async function load() {
  // A module that stopped with an error is not used again: another address gives another instance, which mounts its editors anew.
  /** @type {Gauntlet.Workbench} */
  const module = await import(at(`${name}.js`, tries++ ? `?${tries}` : ""));
  await module.default({ module_or_path: at(`${name}_bg.wasm`, "") });
  mounted = new Set();
  if (onShow) module.show(onShow);
  fill(module);
  return module;
}

/** @param {Gauntlet.Workbench} module */
function fill(module) {
  for (const [editor, mount] of opened) {
    if (mounted.has(editor)) continue;
    mounted.add(editor);
    mount(module);
  }
}

const workbench = () => (loaded ??= load().catch((error) => {
  loaded = undefined;
  throw error;
}));

// What the app hands over is a view of its memory, which it may use anew once this has returned.
shared.gauntletAnswer = async (question) => {
  const kept = question.slice();
  try {
    return (await workbench()).answer(kept);
  } catch (error) {
    loaded = undefined;
    throw error;
  }
};

shared.gauntletMount = async (editor, place, ask) => {
  opened.set(editor, (module) => module.mount(editor, place, ask));
  fill(await workbench());
};

shared.gauntletShow = (shown) => {
  const kept = (onShow = shown.slice());
  loaded?.then((module) => module.show(kept), () => {});
};

// What the engines read at most, and what a link may hold of it packed, in bytes and letters.
const LARGEST = 262144;
const LONGEST = 32768;
const PACKED = "packed-1:";

// The bytes that come out of a stream, stopped where they are too many: a few packed ones may unpack to any number.
/** @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream @param {(size: number) => void} [came] @param {string} [has] */
async function collected(stream, came = () => {}, has = "it unpacks to") {
  const parts = [];
  let size = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    came((size += value.byteLength));
    if (size > LARGEST) {
      reader.cancel().catch(() => {});
      throw new RangeError(`${has} more than ${LARGEST} bytes, the most that are read`);
    }
    parts.push(value);
  }
}

/** @param {BlobPart} bytes @param {CompressionStream | DecompressionStream} transform */
const through = (bytes, transform) => collected(new Blob([bytes]).stream().pipeThrough(transform));

// A scenario as a link holds it.
shared.gauntletPack = async (text) => {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  const packed = PACKED + btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (packed.length > LONGEST) throw new RangeError(`it takes ${packed.length} letters packed, and a link holds ${LONGEST}`);
  return packed;
};

/** @param {string} link */
async function unpacked(link) {
  const [head] = link.split(":", 1);
  if (`${head}:` !== PACKED) throw new Error(`it begins with “${head.slice(0, 20)}:”, expected “${PACKED}”: a newer page packed it`);
  if (link.length > LONGEST) throw new Error(`it has ${link.length} letters; at most ${LONGEST} are read`);
  const letters = link.slice(PACKED.length);
  const strange = /[^\w-]/.exec(letters);
  if (strange) throw new Error(`it has “${strange[0]}” at ${strange.index + 1}, expected letters, digits, “-” and “_”`);
  try {
    const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(await through(bytes, new DecompressionStream("deflate-raw")));
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Error("it is cut short or damaged: copy the whole link again");
  }
}

// How long an answer is waited for, from its first byte to its last, in milliseconds; `stage.waits` says so.
const TIMEOUT = 20_000;

// The bytes of an answer, which is given up where it is too long or takes too long: it may go on for ever.
/** @param {URL} url */
async function answered(url) {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT);
  let size = 0;
  try {
    // Whose page this is and whose scenario are strangers to each other: no cookie goes along.
    const response = await fetch(url, { credentials: "omit", signal: timeout.signal });
    if (!response.ok) throw new RangeError(`${url.href} answered ${response.status}; expected a JSON file`);
    const type = response.headers.get("content-type") ?? "";
    if (type.includes("html")) throw new RangeError(`${url.href} is of type ${type}; expected JSON`);
    if (!response.body) throw new RangeError(`${url.href} answered ${response.status} without a body; expected a JSON file`);
    return await collected(response.body, (part) => (size = part), "it has");
  } catch (error) {
    if (error instanceof RangeError) throw error;
    if (!timeout.signal.aborted) throw new Error(`${url.href} could not be loaded: is it on this site, and is there a connection?`);
    throw new Error(`${url.href} sent ${size || "no"} bytes within ${TIMEOUT / 1000} s and did not end: it was given up`);
  } finally {
    clearTimeout(timer);
    // Ends what is still under way, such as the rest of an answer that is too long.
    timeout.abort();
  }
}

// A scenario, or another text that the page's address names or holds.
shared.gauntletFetch = async (address) => {
  if (/^packed-/.test(address)) return unpacked(address);
  return new TextDecoder().decode(await answered(new URL(address, document.baseURI)));
};

// A file over the stage may be dropped there, while the stage works and has its editor, which opening it loads.
for (const kind of /** @type {const} */ (["dragover", "dragleave", "drop"])) {
  document.addEventListener(kind, (event) => {
    const { dataTransfer } = event;
    const stage = /** @type {Partial<Element>} */ (event.target).closest?.("#stage[data-state=ready]");
    /** @type {HTMLDetailsElement | null | undefined} */
    const place = stage?.querySelector(".scenario-editor");
    if (!stage || !place?.checkVisibility() || !dataTransfer?.types.includes("Files")) return;
    const inside = /** @type {Node | null} */ (event.relatedTarget);
    const over = kind === "dragover" || (kind === "dragleave" && stage.contains(inside));
    stage.toggleAttribute("data-drop", over);
    if (kind === "dragleave") return;
    event.preventDefault();
    if (kind === "dragover") return;
    place.open = true;
    // Taken now: what was dropped is gone once the browser has told of it, and the editor may still have to be loaded.
    const [file] = dataTransfer.files;
    if (file) workbench().then((module) => module.take(file), () => {});
  });
}
