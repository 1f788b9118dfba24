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
