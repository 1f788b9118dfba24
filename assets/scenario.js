// The scenario's editor: its text, and a form for the common parts, two views of one document. The engines tell what is wrong
// with the text and write the form's changes into it; the app asks again what is on the stage. Loaded when a reader opens it.

// The largest that the engines read, in bytes.
const MOST = 262144;
// How long a reader rests before the text is read, in milliseconds.
const REST = 250;
// How many problems are told at once.
const TOLD = 5;

/** @param {string} text @returns {unknown} */
const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
/** @type {(value: unknown) => Gauntlet.Entry[]} */
const listed = (value) => (Array.isArray(value) ? value : []);
/** @type {(value: unknown) => value is Gauntlet.Item} */
const isItem = (value) => typeof value === "object" && value !== null;
const steps = (/** @type {string} */ pointer) => pointer.split("/").slice(1);
const inside = (/** @type {unknown} */ value, /** @type {string} */ name) => /** @type {Gauntlet.Entry} */ (value)?.[name];
const at = (/** @type {unknown} */ value, /** @type {string} */ pointer) => steps(pointer).reduce(inside, value);

/** @param {unknown} whole @param {string} pointer @param {unknown} value */
function put(whole, pointer, value) {
  const names = steps(pointer);
  const last = String(names.pop());
  const inner = /** @type {Gauntlet.Item} */ (names.reduce(inside, whole));
  if (value === undefined) delete inner[last];
  else inner[last] = value;
}

// What a field of the form holds, as the document has it; nothing where it may be left out.
function read(/** @type {Gauntlet.Control} */ { dataset: { kind, optional }, checked, value }) {
  if (kind === "switch") return checked;
  const typed = value.trim();
  const number = (/** @type {string} */ text) => (/^\d{1,15}$/.test(text) ? Number(text) : text);
  if (typed === "" && optional !== undefined) return undefined;
  if (kind === "number") return number(typed);
  if (kind === "text") return value;
  const parts = typed.split(/[\s,]+/).filter(Boolean);
  return kind === "numbers" ? parts.map(number) : parts;
}

function write(/** @type {Gauntlet.Control} */ control, /** @type {unknown} */ value) {
  const { kind } = control.dataset;
  if (kind === "switch") control.checked = value === true;
  else control.value = Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

// Another one like the last, with a name and an address of its own.
/** @param {Gauntlet.Entry[]} list @param {string} first @param {unknown} whole */
function another(list, first, whole) {
  /** @type {Gauntlet.Item} */
  const item = structuredClone(list.at(-1) ?? JSON.parse(first));
  const names = list.map((one) => one?.name);
  const [, stem, end] = /** @type {RegExpExecArray} */ (/^(.*?)(\d*)$/s.exec(String(item.name)));
  for (let next = Number(end || 1) + 1; names.includes(item.name); next += 1) item.name = end ? stem + next : `${stem}-${next}`;
  const taken = (/** @type {string} */ address) => JSON.stringify(whole).includes(`"${address}"`);
  for (let tries = 0; tries < 255 && typeof item.address === "string" && item.address && taken(item.address); tries += 1) {
    const base = item.address.includes(":") ? 16 : 10;
    item.address = item.address.replace(/[0-9a-f]+$/i, (end) => ((parseInt(end, base) + 1) % 255).toString(base));
  }
  return item;
}

// What names a node or a pod goes on to name it.
/** @param {unknown} whole @param {string} list @param {Gauntlet.Item} was @param {Gauntlet.Item} now */
function rename(whole, list, was, now) {
  if (list === "/loadBalancer/nodes") {
    for (const pod of listed(inside(whole, "pods"))) if (pod && pod.node === was.name) pod.node = now.name;
  }
  if (list === "/pods") {
    const name = (/** @type {Gauntlet.Item} */ pod) => `${pod.namespace}/${pod.name}`;
    for (const story of listed(inside(whole, "stories"))) if (story?.from === name(was)) story.from = name(now);
  }
}

// What a place always holds, and what always holds an element.
/** @template {Element} [E=HTMLElement] @param {ParentNode} place @param {string} selector @returns {E} */
const held = (place, selector) => /** @type {E} */ (place.querySelector(selector));
/** @template {Element} [E=HTMLElement] @param {Element} element @param {string} selector @returns {E} */
const around = (element, selector) => /** @type {E} */ (element.closest(selector));

// Fills a place with the editor. `load` gives the engines, and `style` is where its style sheet is.
/** @type {Gauntlet.Edit} */
export async function edit(place, load, style) {
  const template = /** @type {Gauntlet.Template} */ (document.getElementById("scenario-editor"));
  const sheet = await fetch(style);
  if (!sheet.ok) throw new Error(`${style}: ${sheet.status}`);
  // Not an element, which the policy of the site in one file would refuse.
  document.adoptedStyleSheets.push(await new CSSStyleSheet().replace(await sheet.text()));
  place.replaceChildren(template.content.cloneNode(true));
  /** @type {(name: Gauntlet.Word, values?: Gauntlet.Item) => string} */
  const words = (name, values = {}) => template.dataset[name].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
  /** @type {HTMLTextAreaElement} */ const text = held(place, "textarea");
  /** @type {HTMLInputElement} */ const file = held(place, "input[type=file]");
  /** @type {HTMLFieldSetElement} */ const form = held(place, ".form");
  const [numbers, state] = [held(place, "pre"), held(place, ".state")];
  const [refused, problems] = place.querySelectorAll(".problems");
  /** @type {Gauntlet.Problem[]} */ let errors = [];
  // The text that the stage shows, and those that it was given and has not told of yet.
  /** @type {string | undefined} */ let good;
  /** @type {Set<string>} */ const asked = new Set();
  // How the request on show ends in it.
  let outcome = "";
  /** @type {number | undefined} */ let due;
  let turn = 0;

  /** @param {string} name @param {string | Node} content @param {{ type?: string }} [properties] */
  const part = (name, content, properties = {}) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(content);
    return element;
  };

  function go(/** @type {Gauntlet.Placed} */ { line, column }) {
    const lines = text.value.split("\n");
    const bytes = new TextEncoder().encode(lines[line - 1] ?? "").slice(0, column - 1);
    const before = new TextDecoder().decode(bytes).length;
    const begin = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(begin + before, begin + (lines[line - 1] ?? "").length);
    const { lineHeight, fontSize } = getComputedStyle(text);
    text.scrollTop = (line - 4) * parseFloat(lineHeight);
    text.scrollLeft = Math.max(0, before - 20) * parseFloat(fontSize) * 0.6;
  }

  function told(/** @type {Gauntlet.Problem} */ error) {
    const line = part("p", "");
    if (error.line) {
      const place = part("button", words("place", error), { type: "button" });
      place.addEventListener("click", () => go(error));
      line.append(place, " ");
      if (error.pointer) line.append(part("code", error.pointer), " ");
    }
    line.append(error.text);
    return line;
  }

  function lines(/** @type {Gauntlet.Problem[]} */ list) {
    const shown = list.slice(0, TOLD).map(told);
    if (list.length > TOLD) shown.push(part("p", words("more", { count: list.length - TOLD })));
    return shown;
  }

  function count() {
    const bad = new Set(errors.map(({ line }) => line));
    const rows = text.value.split("\n").map((_, row) => (bad.has(row + 1) ? part("b", `${row + 1}`) : `${row + 1}`));
    numbers.replaceChildren(...rows.flatMap((row) => [row, "\n"]));
    numbers.scrollTop = text.scrollTop;
  }

  // What is wrong with the text; told anew only where it is something else.
  function tell(/** @type {Gauntlet.Problem[]} */ list, /** @type {Gauntlet.Word} */ how) {
    if (JSON.stringify(list) !== JSON.stringify(errors)) problems.replaceChildren(...lines(list));
    errors = list;
    state.textContent = words(how, { outcome });
    text.setAttribute("aria-invalid", String(how === "broken"));
    count();
    fill();
  }

  async function engines() {
    try {
      return await load();
    } catch {
      tell([{ text: words("engines") }], "broken");
      return undefined;
    }
  }

  // Reads the text, and where it is a scenario has the stage follow.
  async function follow() {
    clearTimeout(due);
    const mine = (turn += 1);
    count();
    const engine = await engines();
    if (!engine || mine !== turn) return;
    /** @type {Gauntlet.Problem[]} */ const wrong = JSON.parse(engine.check(text.value));
    if (wrong.length) tell(wrong, "broken");
    else if (text.value === good) tell([], outcome ? "follows" : "valid");
    else await run(text.value, text.value);
  }

  async function run(/** @type {string} */ written, /** @type {string | undefined} */ scenario) {
    const mine = turn;
    asked.delete(written);
    asked.add(written);
    const problem = await new Promise((then) => {
      globalThis.gauntletScenario(scenario, (problem, ends) => {
        if (problem) asked.delete(written);
        else [good, outcome] = [written, ends];
        then(problem);
      });
    });
    if (mine === turn) tell(problem ? [{ text: problem }] : [], problem ? "unasked" : "follows");
  }

  function fillList(/** @type {Gauntlet.List} */ part, /** @type {unknown} */ whole) {
    const list = part.dataset.list;
    const items = listed(at(whole, list));
    const rows = held(part, "ol");
    /** @type {HTMLTemplateElement} */ const empty = held(part, "template");
    held(part, ".count").textContent = String(items.length);
    while (rows.children.length > items.length) rows.lastElementChild?.remove();
    while (rows.children.length < items.length) rows.append(empty.content.cloneNode(true));
    [...rows.children].forEach((row, index) => {
      const name = String(items[index]?.name ?? index + 1);
      /** @type {NodeListOf<Gauntlet.Control>} */ const controls = row.querySelectorAll("[data-field]");
      for (const control of controls) {
        control.dataset.at = `${list}/${index}/${control.dataset.field}`;
        control.setAttribute("aria-label", `${control.previousElementSibling?.textContent}, ${name}`);
      }
      const button = held(row, "[data-do=remove]");
      button.setAttribute("aria-label", `${button.dataset.label} ${name}`);
    });
  }

  // The form as the text has it; but for the field that has the focus, which is the reader's.
  function fill() {
    const whole = parsed(text.value);
    form.disabled = whole === undefined;
    held(place, ".waits").hidden = whole !== undefined;
    if (whole === undefined) return;
    /** @type {NodeListOf<Gauntlet.List>} */ (place.querySelectorAll("[data-list]")).forEach((list) => fillList(list, whole));
    /** @type {NodeListOf<Gauntlet.Control>} */ const controls = place.querySelectorAll("[data-at]");
    for (const control of controls) {
      const here = control.dataset.at;
      const value = at(whole, here);
      if (control.dataset.options) {
        const names = listed(at(whole, control.dataset.options)).map((item) => String(item?.name));
        if (!names.some((name) => name === value)) names.push(String(value ?? ""));
        control.replaceChildren(...names.map((name) => part("option", name)));
      }
      if (control !== document.activeElement || control.dataset.kind !== "text") write(control, value);
      const wrong = errors.some(({ pointer = "" }) => pointer === here || pointer.startsWith(`${here}/`));
      control.setAttribute("aria-invalid", String(wrong));
    }
  }

  // Writes a change of the document into its text.
  async function change(/** @type {(whole: Gauntlet.Item) => unknown} */ how) {
    const engine = await engines();
    const whole = parsed(text.value);
    if (!engine || !isItem(whole)) return;
    how(whole);
    text.value = engine.rewrite(text.value, JSON.stringify(whole)) ?? text.value;
    await follow();
  }

  form.addEventListener("change", (event) => {
    const target = /** @type {Gauntlet.Control} */ (event.target);
    const pointer = target.dataset.at;
    if (!pointer) return;
    // Now: the form may be filled anew before the change is made.
    const value = read(target);
    change((whole) => {
      const row = pointer.slice(0, pointer.lastIndexOf("/"));
      const now = at(whole, row);
      const was = structuredClone(now);
      if (!isItem(now) || !isItem(was)) return;
      put(whole, pointer, value);
      /** @type {Gauntlet.List} */ const list = around(target, "[data-list]");
      if (target.dataset.field === "name") rename(whole, list.dataset.list, was, now);
    });
  });

  async function add(/** @type {Gauntlet.List} */ part) {
    await change((whole) => {
      const list = at(whole, part.dataset.list);
      if (Array.isArray(list)) list.push(another(list, part.dataset.first, whole));
    });
    /** @type {HTMLElement | null} */ (part.querySelector("ol > li:last-child [data-field]"))?.focus();
  }

  async function remove(/** @type {Gauntlet.List} */ part, /** @type {Element} */ row) {
    const index = [...around(row, "ol").children].indexOf(row);
    await change((whole) => listed(at(whole, part.dataset.list)).splice(index, 1));
    /** @type {NodeListOf<HTMLElement>} */ const left = part.querySelectorAll("ol > li [data-do=remove]");
    (left[index] ?? held(part, "[data-do=add]")).focus();
  }

  function keep() {
    if (self.origin === "null" && window.parent !== window) {
      // A sandboxed frame, which gets no downloads.
      text.select();
      state.textContent = words(document.execCommand("copy") ? "copied" : "select");
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text.value], { type: "application/json" }));
    link.download = "scenario.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    state.textContent = words("saved");
  }

  async function reset() {
    const engine = await engines();
    if (!engine) return;
    refused.replaceChildren();
    clearTimeout(due);
    turn += 1;
    text.value = engine.scenario("");
    count();
    await run(text.value, undefined);
  }

  function refuse(/** @type {File} */ { name }, /** @type {Gauntlet.Problem[]} */ list) {
    refused.replaceChildren(part("p", words("refused", { file: name })), ...lines(list));
    // Places of another text are told, not gone to.
    refused.querySelectorAll("button").forEach((button) => button.replaceWith(button.textContent));
    refused.scrollIntoView({ block: "nearest" });
  }

  // Takes a file in the place of the text, where it is a scenario.
  /** @type {Gauntlet.Editor["take"]} */
  async function take(file) {
    refused.replaceChildren();
    const engine = await engines();
    if (!engine || !file) return;
    if (file.size > MOST) return void refuse(file, [{ text: words("large", { bytes: file.size, most: MOST }) }]);
    let bytes;
    try {
      bytes = await file.arrayBuffer();
    } catch {
      return void refuse(file, [{ text: words("unreadable") }]);
    }
    let content;
    try {
      content = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return void refuse(file, [{ text: words("encoding") }]);
    }
    /** @type {Gauntlet.Problem[]} */ const wrong = JSON.parse(engine.check(content));
    if (wrong.length) return void refuse(file, wrong);
    text.value = content;
    await follow();
    state.textContent = [words("loaded", { file: file.name }), state.textContent].join(" ");
  }

  // Shows the scenario on the stage, where another than this editor's.
  /** @type {Gauntlet.Editor["show"]} */
  async function show(scenario, preset) {
    const engine = await engines();
    const wanted = scenario ?? engine?.scenario(preset ?? "");
    if (wanted !== undefined && asked.has(wanted)) {
      // No news, whatever was typed since; what was given before it is not told of any more.
      for (const one of asked) {
        asked.delete(one);
        if (one === wanted) break;
      }
      return;
    }
    if (wanted === undefined || wanted === good) return;
    asked.clear();
    turn += 1;
    clearTimeout(due);
    good = text.value = wanted;
    outcome = "";
    tell([], "valid");
  }

  /** @type {Record<string, (button: HTMLElement) => unknown>} */
  const does = {
    load: () => file.click(),
    save: keep,
    reset,
    add: (button) => add(around(button, "[data-list]")),
    remove: (button) => remove(around(button, "[data-list]"), around(button, "li")),
  };
  place.addEventListener("click", ({ target }) => {
    /** @type {Gauntlet.Doer | null} */ const button = /** @type {Element} */ (target).closest("[data-do]");
    if (button) does[button.dataset.do](button);
  });
  file.addEventListener("change", () => {
    take(file.files?.[0]);
    // So that the same file can be taken again.
    file.value = "";
  });
  text.addEventListener("input", () => {
    count();
    clearTimeout(due);
    due = setTimeout(follow, REST);
  });
  text.addEventListener("scroll", () => (numbers.scrollTop = text.scrollTop));
  return { show, take };
}
