// Loads the workbench, the engines and their editors, when a reader first asks for more than the recorded stories or opens an
// editor; and asks it for the app.
import { at, awaited, styled } from "./later.js";

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

async function load() {
  // A module that stopped with an error is not used again: another address gives another instance, which mounts its editors anew.
  /** @type {Gauntlet.Workbench} */
  const module = await import(at(`${name}.js`, tries++ ? `?${tries}` : ""));
  await module.default({ module_or_path: at(`${name}_bg.wasm`) });
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

const workbench = () => awaited((loaded ??= load().catch((error) => {
  loaded = undefined;
  throw error;
})));

// What the app hands over is a view of its memory, which it may use anew once this has returned.
/** @param {Uint8Array} question */
export async function answer(question) {
  const kept = question.slice();
  try {
    return (await workbench()).answer(kept);
  } catch (error) {
    loaded = undefined;
    throw error;
  }
}

/** @param {string} editor @param {HTMLElement} place @param {Gauntlet.Ask} ask */
export async function mount(editor, place, ask) {
  opened.set(editor, (module) => module.mount(editor, place, ask));
  const [module] = await Promise.all([workbench(), styled()]);
  fill(module);
}

/** @param {Uint8Array} shown */
export function show(shown) {
  const kept = (onShow = shown.slice());
  loaded?.then((module) => module.show(kept), () => {});
}

// A file over the stage may be dropped there, while the stage works and has its editor, which opening it loads.
for (const kind of /** @type {const} */ (["dragover", "dragleave", "drop"])) {
  document.addEventListener(kind, (event) => {
    const { dataTransfer } = event;
    const stage = /** @type {Partial<Element>} */ (event.target).closest?.("#stage[data-state=ready]");
    const place = /** @type {HTMLDetailsElement} */ (document.querySelector("#drawer .scenario-editor"));
    // Where the host shows no controls, nothing is changed.
    if (!stage?.querySelector(".transport")?.checkVisibility() || !dataTransfer?.types.includes("Files")) return;
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
