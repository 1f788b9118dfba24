// Loads the engines when a reader first asks for more than the recorded stories, and asks them.
const name = document.querySelector('meta[name="gauntlet-engine"]').content;
let tries = 0;
let engine;

async function load() {
  // A module that stopped with an error is not used again: another address gives another instance.
  const again = tries++ ? "?" + tries : "";
  const module = await import(`./${name}.js${again}`);
  await module.default({ module_or_path: new URL(`./${name}_bg.wasm`, import.meta.url) });
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
