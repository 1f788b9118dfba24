// Loads what the page needs only when a reader asks for it: the styles of the drawer, of the menu, of the editors, of the small stage
// and of what moves, and the script for the drawer, the article, sharing, images, and scenarios packed into links. The page's head names the files.

const names = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="gauntlet-later"]')).content.split(" ");

// Where a file is: beside the page, or in the page itself, which then gives another address each time.
/** @param {string} name */
export function at(name, query = "") {
  /** @type {Gauntlet.Held} */
  const held = { name };
  document.dispatchEvent(new CustomEvent("gauntlet-file", { detail: held }));
  return held.address ?? new URL(name + query, document.baseURI).href;
}

/** @param {string} name */
async function sheet(name) {
  const response = await fetch(at(name));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new CSSStyleSheet().replace(await response.text());
}

let asked = 0;

// Waits for what is asked; meanwhile the stage says so.
/** @template T @param {Promise<T>} answer @returns {Promise<T>} */
export async function awaited(answer) {
  const say = (/** @type {number} */ more) => {
    asked += more;
    document.getElementById("stage")?.toggleAttribute("data-asking", asked > 0);
  };
  say(1);
  try {
    return await answer;
  } finally {
    say(-1);
  }
}

/** @type {Promise<void> | undefined} */
let styles;

// Resolves once the styles are there. Where they can't be loaded, what they are for still opens, and the next one tries again.
export function styled() {
  styles ??= Promise.all(names.filter((name) => name.endsWith(".css")).map(sheet)).then(
    (sheets) => void document.adoptedStyleSheets.push(...sheets),
    () => (styles = undefined),
  );
  return styles;
}

/** @type {Gauntlet.Later | undefined} */
let script;
/** @type {Promise<Gauntlet.Later> | undefined} */
let loading;
let tries = 0;

// One load for all who ask meanwhile. A module that failed to load is only tried again under another address.
export function loaded() {
  const name = /** @type {string} */ (names.find((name) => name.endsWith(".js")));
  loading ??= import(at(name, tries++ ? `?${tries}` : "")).then(
    (module) => (script = module),
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

// What opens over the page needs its styles; `offer` and `share` need the script as well.
/** @param {boolean} script */
export const ready = (script) => Promise.all([script && loaded(), styled()]);

/** @param {string} caption @param {string} name */
export const offer = (caption, name) => script?.offer(caption, name);

/** @param {string} settings @param {number} moment @param {string} caption */
export const share = (settings, moment, caption) => script?.share(settings, moment, caption);

/** @param {string} address */
export const read = (address) => awaited(loaded().then((script) => script.read(address)));

/** @param {string} text */
export const pack = (text) => awaited(loaded().then((script) => script.pack(text)));

/**
 * The drawer, from when it is first opened. Returns a function to call when a request was sent.
 * @param {(editor: string, within: HTMLElement) => void} fill Has an editor's place filled; without a name it tells that there is no drawer.
 */
export function drawer(fill) {
  /** @type {ReturnType<Gauntlet.Later["drawer"]> | undefined} */
  let made;
  /** @param {Event} event */
  async function open({ target }) {
    const from = made ? null : /** @type {Partial<Element>} */ (target).closest?.("[data-opens], #drawer details[open]");
    if (!from) return;
    await ready(true).then(
      () => (made ??= script?.drawer(fill)),
      () => fill("", document.body),
    );
    made?.open(from);
  }
  document.addEventListener("click", open);
  document.addEventListener("toggle", open, true);
  return () => made?.sent();
}

/**
 * What the article shows on the stage, from when a reader scrolls, or asks for it.
 * @param {Gauntlet.Stage} act
 */
export function accompany(act) {
  let made = false;
  /** @param {Event} event */
  async function start(event) {
    /** @type {HTMLElement | null | undefined} */
    const link = /** @type {Partial<Element> | null} */ (event.target)?.closest?.("a.show");
    const { ctrlKey, metaKey, shiftKey, altKey } = /** @type {Partial<MouseEvent>} */ (event);
    if (made || (event.type === "click" && (!link || ctrlKey || metaKey || shiftKey || altKey))) return;
    event.preventDefault();
    await ready(true);
    if (!made) script?.accompany(act);
    made = true;
    link?.click();
  }
  // What is scrolled to stands below the stage that will follow.
  document.documentElement.toggleAttribute("data-follows", parent === window);
  document.addEventListener("click", start);
  addEventListener("scroll", start, { once: true });
  // The browser may have come back to where the reader was.
  if (scrollY) start(new Event("scroll"));
}

// The buttons of the page's dialogs close them, with their value as the answer.
document.addEventListener("click", (event) => {
  /** @type {HTMLButtonElement | null | undefined} */
  const button = /** @type {Partial<Element>} */ (event.target).closest?.("dialog button:not([data-stays])");
  if (button) button.closest("dialog")?.close(button.value);
});
