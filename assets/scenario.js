// The scenario's editor: its text, and a form for the common parts, two views of one document. The engines tell what is wrong
// with the text and write the form's changes into it; the app asks again what is on the stage. Loaded when a reader opens it.

// The largest that the engines read, in bytes.
const MOST = 262144;
// How long a reader rests before the text is read, in milliseconds.
const REST = 250;
// How many problems are told at once.
const TOLD = 5;

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const listed = (value) => (Array.isArray(value) ? value : []);
const steps = (pointer) => pointer.split("/").slice(1);
const at = (value, pointer) => steps(pointer).reduce((inner, name) => inner?.[name], value);

function put(whole, pointer, value) {
  const names = steps(pointer);
  const last = names.pop();
  const inner = names.reduce((inner, name) => inner?.[name], whole);
  if (value === undefined) delete inner[last];
  else inner[last] = value;
}

// What a field of the form holds, as the document has it; nothing where it may be left out.
function read({ dataset: { kind, optional }, checked, value }) {
  if (kind === "switch") return checked;
  const typed = value.trim();
  const number = (text) => (/^\d{1,15}$/.test(text) ? Number(text) : text);
  if (typed === "" && optional !== undefined) return undefined;
  if (kind === "number") return number(typed);
  if (kind === "text") return value;
  const parts = typed.split(/[\s,]+/).filter(Boolean);
  return kind === "numbers" ? parts.map(number) : parts;
}

function write(control, value) {
  const { kind } = control.dataset;
  if (kind === "switch") control.checked = value === true;
  else control.value = Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

// Another one like the last, with a name and an address of its own.
function another(list, first, whole) {
  const item = structuredClone(list.at(-1) ?? JSON.parse(first));
  const names = list.map((one) => one?.name);
  const [, stem, end] = /^(.*?)(\d*)$/.exec(String(item.name));
  for (let next = Number(end || 1) + 1; names.includes(item.name); next += 1) item.name = end ? stem + next : `${stem}-${next}`;
  for (let tries = 0; tries < 255 && item.address && JSON.stringify(whole).includes(`"${item.address}"`); tries += 1) {
    const base = item.address.includes(":") ? 16 : 10;
    item.address = item.address.replace(/[0-9a-f]+$/i, (end) => ((parseInt(end, base) + 1) % 255).toString(base));
  }
  return item;
}

// What names a node or a pod goes on to name it.
function rename(whole, list, was, now) {
  if (list === "/loadBalancer/nodes") {
    for (const pod of listed(whole.pods)) if (pod?.node === was.name) pod.node = now.name;
  }
  if (list === "/pods") {
    const name = (pod) => `${pod.namespace}/${pod.name}`;
    for (const story of listed(whole.stories)) if (story?.from === name(was)) story.from = name(now);
  }
}

// Fills a place with the editor. `load` gives the engines, and `style` is where its style sheet is.
export async function edit(place, load, style) {
  const template = document.getElementById("scenario-editor");
  const sheet = await fetch(style);
  if (!sheet.ok) throw new Error(`${style}: ${sheet.status}`);
  // Not an element, which the policy of the site in one file would refuse.
  document.adoptedStyleSheets.push(await new CSSStyleSheet().replace(await sheet.text()));
  place.replaceChildren(template.content.cloneNode(true));
  const one = (selector) => place.querySelector(selector);
  const words = (name, values = {}) => template.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const text = one("textarea");
  const [file, form, numbers, state] = ["input[type=file]", ".form", "pre", ".state"].map(one);
  const [refused, problems] = place.querySelectorAll(".problems");
  let errors = [];
  // The text that the stage shows, and those that it was given and has not told of yet.
  let good;
  const asked = new Set();
  // How the request on show ends in it.
  let outcome = "";
  let due;
  let turn = 0;

  const part = (name, content, properties = {}) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(content);
    return element;
  };

  function go({ line, column }) {
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

  function told(error) {
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

  function lines(list) {
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
  function tell(list, how) {
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
    const wrong = JSON.parse(engine.check(text.value));
    if (wrong.length) tell(wrong, "broken");
    else if (text.value === good) tell([], outcome ? "follows" : "valid");
    else await run(text.value, text.value);
  }

  async function run(written, scenario) {
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

  function fillList(part, whole) {
    const list = part.dataset.list;
    const items = listed(at(whole, list));
    const rows = part.querySelector("ol");
    part.querySelector(".count").textContent = items.length;
    while (rows.children.length > items.length) rows.lastElementChild.remove();
    while (rows.children.length < items.length) rows.append(part.querySelector("template").content.cloneNode(true));
    [...rows.children].forEach((row, index) => {
      const name = String(items[index]?.name ?? index + 1);
      for (const control of row.querySelectorAll("[data-field]")) {
        control.dataset.at = `${list}/${index}/${control.dataset.field}`;
        control.setAttribute("aria-label", `${control.previousElementSibling.textContent}, ${name}`);
      }
      const button = row.querySelector("[data-do=remove]");
      button.setAttribute("aria-label", `${button.dataset.label} ${name}`);
    });
  }

  // The form as the text has it; but for the field that has the focus, which is the reader's.
  function fill() {
    const whole = parsed(text.value);
    form.disabled = whole === undefined;
    one(".waits").hidden = whole !== undefined;
    if (whole === undefined) return;
    place.querySelectorAll("[data-list]").forEach((list) => fillList(list, whole));
    for (const control of place.querySelectorAll("[data-at]")) {
      const here = control.dataset.at;
      const value = at(whole, here);
      if (control.dataset.options) {
        const names = listed(at(whole, control.dataset.options)).map((item) => String(item?.name));
        if (!names.includes(value)) names.push(String(value ?? ""));
        control.replaceChildren(...names.map((name) => part("option", name)));
      }
      if (control !== document.activeElement || control.dataset.kind !== "text") write(control, value);
      const wrong = errors.some(({ pointer = "" }) => pointer === here || pointer.startsWith(`${here}/`));
      control.setAttribute("aria-invalid", String(wrong));
    }
  }

  // Writes a change of the document into its text.
  async function change(how) {
    const engine = await engines();
    const whole = parsed(text.value);
    if (!engine || typeof whole !== "object" || !whole) return;
    how(whole);
    text.value = engine.rewrite(text.value, JSON.stringify(whole)) ?? text.value;
    await follow();
  }

  form.addEventListener("change", ({ target }) => {
    const pointer = target.dataset.at;
    if (!pointer) return;
    // Now: the form may be filled anew before the change is made.
    const value = read(target);
    change((whole) => {
      const row = pointer.slice(0, pointer.lastIndexOf("/"));
      const was = structuredClone(at(whole, row));
      if (typeof was !== "object" || !was) return;
      put(whole, pointer, value);
      const list = target.closest("[data-list]").dataset.list;
      if (target.dataset.field === "name") rename(whole, list, was, at(whole, row));
    });
  });

  async function add(part) {
    await change((whole) => {
      const list = at(whole, part.dataset.list);
      if (Array.isArray(list)) list.push(another(list, part.dataset.first, whole));
    });
    part.querySelector("ol > li:last-child [data-field]")?.focus();
  }

  async function remove(part, row) {
    const index = [...row.parentElement.children].indexOf(row);
    await change((whole) => listed(at(whole, part.dataset.list)).splice(index, 1));
    const next = part.querySelectorAll("ol > li [data-do=remove]")[index];
    (next ?? part.querySelector("[data-do=add]")).focus();
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

  function refuse({ name }, list) {
    refused.replaceChildren(part("p", words("refused", { file: name })), ...lines(list));
    // Places of another text are told, not gone to.
    refused.querySelectorAll("button").forEach((button) => button.replaceWith(button.textContent));
    refused.scrollIntoView({ block: "nearest" });
  }

  // Takes a file in the place of the text, where it is a scenario.
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
    const wrong = JSON.parse(engine.check(content));
    if (wrong.length) return void refuse(file, wrong);
    text.value = content;
    await follow();
    state.textContent = [words("loaded", { file: file.name }), state.textContent].join(" ");
  }

  // Shows the scenario on the stage, where another than this editor's.
  async function show(scenario, preset) {
    const engine = await engines();
    const wanted = scenario ?? engine?.scenario(preset ?? "");
    if (asked.has(wanted)) {
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

  const does = {
    load: () => file.click(),
    save: keep,
    reset,
    add: (button) => add(button.closest("[data-list]")),
    remove: (button) => remove(button.closest("[data-list]"), button.closest("li")),
  };
  place.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-do]");
    if (button) does[button.dataset.do](button);
  });
  file.addEventListener("change", () => {
    take(file.files[0]);
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
