// Loads the engines when a reader first asks for more than the recorded stories, and asks them.
const named = (name) => document.querySelector(`meta[name="gauntlet-${name}"]`).content;
const name = named("engine");
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

const engines = () => (engine ??= load().catch((error) => {
  engine = undefined;
  throw error;
}));

globalThis.gauntletAnswer = async (question) => {
  try {
    return (await engines()).answer(question);
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

// The scenario's editor, loaded when a reader opens it or drops a file on the stage. The app tells which scenario is on show.
let given = [];
let editor;

function edit(place) {
  const file = (end) => at(named("scenario") + end, editor === null ? `?${tries++}` : "");
  editor ??= import(file(".js")).then(async ({ edit }) => {
    const made = await edit(place, engines, file(".css"));
    await made.show(...given);
    return made;
  }).catch(() => {
    editor = null;
    place.textContent = document.getElementById("scenario-editor").dataset.missing;
  });
  return editor;
}

globalThis.gauntletGiven = (...scenario) => {
  given = scenario;
  editor?.then((made) => made?.show(...given));
};

document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches(".scenario-editor")) edit(target.querySelector(".workshop"));
}, true);

// A file over the stage may be dropped there, while the stage works and has its editor.
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const stage = event.target.closest?.("#stage[data-state=ready]");
    const place = stage?.querySelector(".scenario-editor");
    if (!place?.checkVisibility() || !event.dataTransfer?.types.includes("Files")) return;
    const over = kind === "dragover" || (kind === "dragleave" && stage.contains(event.relatedTarget));
    stage.toggleAttribute("data-drop", over);
    if (kind === "dragleave") return;
    event.preventDefault();
    if (kind === "dragover") return;
    place.open = true;
    edit(place.querySelector(".workshop")).then((made) => made?.take(event.dataTransfer.files[0]));
  });
}
