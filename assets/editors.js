// Loads the editors and the menu, a wasm module beside the engines, and has it fill their places in the page.

/** @type {(keyof Gauntlet.Engines)[]} */
const NAMES = ["check", "presets", "scenarioOf", "upgraded", "rewritten", "forecast"];

/**
 * The editors, from when one is first opened.
 * @param {(which: "editors", tries: number) => Promise<Gauntlet.Editors>} load
 * @param {(name: keyof Gauntlet.Engines, given: Gauntlet.Given[]) => unknown} call Calls a function of the engines.
 */
export function editors(load, call) {
  const functions = NAMES.map((name) => [name, (/** @type {Gauntlet.Given[]} */ ...given) => call(name, given)]);
  const engines = /** @type {Gauntlet.Engines} */ (Object.fromEntries(functions));
  /** @type {Set<string>} */
  const mounted = new Set();
  /** @type {Promise<Gauntlet.Editors> | undefined} */
  let loading;
  let tries = 0;
  const module = () => (loading ??= load("editors", tries++).catch((error) => {
    loading = undefined;
    throw error;
  }));
  return {
    /** @param {string} editor @param {HTMLElement} place @param {Gauntlet.Ask} ask */
    async mount(editor, place, ask) {
      const made = await module();
      if (mounted.has(editor)) return;
      mounted.add(editor);
      made.mount(editor, place, ask, engines);
    },
    /** @param {Uint8Array} shown */
    show(shown) {
      module().then((made) => made.show(shown), () => {});
    },
    /** @param {File} file */
    async take(file) {
      (await module()).take(file);
    },
  };
}
