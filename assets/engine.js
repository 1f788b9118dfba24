// Loads the engines when a reader first asks for more than the recorded stories, and asks them.
const name = document.querySelector('meta[name="gauntlet-engine"]').content;
let tries = 0;
let engine;

// Where a file is: beside this one, or in the page itself, which then gives another address each time.
const at = (file, query) => globalThis.gauntletFile?.(file) ?? new URL(file + query, import.meta.url).href;

async function load() {
  // A module that stopped with an error is not used again: another address gives another instance.
  const module = await import(at(`${name}.js`, tries++ ? `?${tries}` : ""));
  await module.default({ module_or_path: at(`${name}_bg.wasm`, "") });
  return module;
}

globalThis.gauntletAnswer = async (question) => {
  engine ??= load();
  try {
    return (await engine).answer(question);
  } catch (error) {
    engine = undefined;
    throw error;
  }
};

// A scenario, or another text that the page's address names. The largest that the engines read is 256 KiB.
globalThis.gauntletFetch = async (address) => {
  const url = new URL(address, document.baseURI);
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin" });
  } catch {
    throw new Error(`${url.href} could not be loaded: is it on this site, and is there a connection?`);
  }
  if (!response.ok) throw new Error(`${url.href} answered ${response.status}; expected a JSON file`);
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("html")) throw new Error(`${url.href} is of type ${type}; expected JSON`);
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > 262144) throw new Error(`it has ${bytes.byteLength} bytes; at most 262144 are read`);
  return new TextDecoder().decode(bytes);
};
