// Loads the workbench, the engines, when a reader first asks for more than the recorded stories, and asks it for the app and for the
// editors, which `editors.js` loads.
import { at, awaited, loaded, styled } from "./later.js";

/** @type {Gauntlet.Workbench | undefined} */
let engines;
/** @type {Promise<Gauntlet.Workbench> | undefined} */
let loading;
let tries = 0;
/** @type {ReturnType<Gauntlet.Later["editors"]> | undefined} */
let editors;
/** @type {Uint8Array | undefined} */
let onShow;

// A module that the page's head names. One that failed is only tried again under another address, which gives another instance.
/** @template {keyof Gauntlet.Modules} Name @param {Name} which @param {number} tries @returns {Promise<Gauntlet.Modules[Name]>} */
async function load(which, tries) {
  const name = /** @type {HTMLMetaElement} */ (document.querySelector(`meta[name="gauntlet-${which}"]`)).content;
  const module = await import(at(`${name}.js`, tries ? `?${tries}` : ""));
  await module.default({ module_or_path: at(`${name}_bg.wasm`) });
  return module;
}

const workbench = () => awaited((loading ??= load("workbench", tries++).then((module) => (engines = module), stopped)));

// Engines that stopped with an error are not used again.
/** @param {unknown} error @returns {never} */
function stopped(error) {
  loading = engines = undefined;
  throw error;
}

// What the app hands over is a view of its memory, which it may use anew once this has returned.
/** @param {Uint8Array} question */
export async function answer(question) {
  const kept = question.slice();
  return workbench().then((module) => module.answer(kept)).catch(stopped);
}

// What an editor calls. Where the engines have stopped it fails, and they are loaded anew.
/** @param {keyof Gauntlet.Engines} name @param {Gauntlet.Given[]} given */
function call(name, given) {
  try {
    return /** @type {(...given: Gauntlet.Given[]) => unknown} */ (/** @type {Gauntlet.Engines} */ (engines)[name])(...given);
  } catch (error) {
    if (engines) loading = engines = undefined;
    workbench().catch(() => {});
    throw error;
  }
}

/** @param {string} editor @param {HTMLElement} place @param {Gauntlet.Ask} ask */
export async function mount(editor, place, ask) {
  const [script] = await Promise.all([loaded(), workbench(), styled()]);
  editors ??= script.editors(load, call);
  if (onShow) editors.show(onShow);
  await awaited(editors.mount(editor, place, ask));
}

/** @param {Uint8Array} shown */
export function show(shown) {
  onShow = shown.slice();
  editors?.show(onShow);
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
    if (kind === "dragover") return void styled();
    place.open = true;
    // Taken now: what was dropped is gone once the browser has told of it, and the editor may still have to be loaded.
    const [file] = dataTransfer.files;
    if (file) loaded().then((script) => (editors ??= script.editors(load, call)).take(file)).catch(() => {});
  });
}
