// Between the stage and the page that embeds it: commands come in and events go out as messages, over what `boot.js` holds: a
// port of the element's, or the window that holds this one. `boot.js` comes before all modules, so events on the document lead
// to it and back.
const held = window.parent !== window;

/** @param {Gauntlet.Told} detail */
function post(detail) {
  document.dispatchEvent(new CustomEvent("gauntlet-tell", { detail }));
}

// Gives what is wrong with colors and typefaces.
/** @param {string} theme */
function dress(theme) {
  /** @type {Gauntlet.Dress} */
  const detail = { theme, wrong: [] };
  document.dispatchEvent(new CustomEvent("gauntlet-dress", { detail }));
  return detail.wrong;
}

/** @type {Gauntlet.Stage | undefined} */
let stage;

// The app's stage takes commands from now on.
/** @param {Gauntlet.Stage} started */
export function listen(started) {
  stage = started;
}

// A state comes as a query string; what is a number or a switch there is one here.
/** @param {string} state @returns {Gauntlet.State} */
function read(state) {
  const out = /** @type {Gauntlet.State & Gauntlet.Item} */ ({ direction: "ingress", blocked: false, speed: 1, loop: false });
  for (const [name, value] of new URLSearchParams(state)) {
    if (["moment", "end", "hop", "hops", "speed", "start-at"].includes(name)) out[name] = Number(value);
    else if (["blocked", "playing", "loop", "autoplay", "predict"].includes(name)) out[name] = value === "1";
    else out[name] = value;
  }
  return out;
}

/** @param {Gauntlet.Event} event @param {string} state */
export function tell(event, state) {
  // A stage that stopped while it was set up tells nothing more; `boot.js` has told why.
  if (document.getElementById("stage")?.dataset.state !== "ready") return;
  const told = event === "error"
    ? { event, detail: { message: String(new URLSearchParams(state).get("message")) } }
    : { event, detail: read(state) };
  document.dispatchEvent(new CustomEvent(`gauntlet:${event}`, { detail: told.detail }));
  post(told);
}

// Tells what is wrong with the colors and typefaces that the page around gives.
/** @param {string[]} problems */
function tellWrong(problems) {
  for (const message of problems) post({ event: "error", detail: { message } });
}
if (held) tellWrong(dress(window.name));

// The fragment is followed as a reader's own; what is asked after it finds the stage as it says.
/** @param {string} fragment @returns {Promise<Event | void>} */
function go(fragment) {
  return new Promise((done) => {
    const was = location.hash;
    // The whole of it, which a page of another origin can't set without loading this one anew.
    location.replace(fragment);
    if (location.hash === was) done();
    else addEventListener("hashchange", done, { once: true });
  });
}

// Does what is asked and gives the state after it, or what is wrong.
/** @param {unknown} command @param {unknown} value @returns {Promise<Gauntlet.Outcome>} */
async function obey(command, value = "") {
  if (typeof command !== "string" || Object(value) === value) return { error: "a command and its value are text" };
  if (!stage) return { error: "the figure has not started" };
  if (command === "dress") tellWrong(dress(String(value)));
  if (command === "go") await go(`#${String(value).replace(/^#/, "")}`);
  return new Promise((done) => {
    stage?.(command, String(value), (error, state) => done(error ? { error } : { state: read(state) }));
  });
}

// One after another: what is asked of a request finds it on the stage, when the engines have answered.
let last = Promise.resolve();
/** @param {Gauntlet.Asked} asked @param {(message: Gauntlet.Told) => void} answer */
function hear({ id, command, value }, answer) {
  last = last.then(async () => answer({ id, ...(await obey(command, value)) }));
}
document.addEventListener("gauntlet-ask", ({ detail }) => hear(detail, post));

// Without a port, as in a plain frame.
window.addEventListener("message", (/** @type {MessageEvent<Gauntlet.Asked | null>} */ { source, origin, data }) => {
  if (!held || source !== window.parent || data?.gauntlet !== 1 || data.command === undefined) return;
  const to = origin === "null" ? "*" : origin;
  hear(data, (message) => source.postMessage({ gauntlet: 1, ...message }, to));
});

if (held) {
  let last = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height !== last) post({ event: "resize", detail: { height: (last = height) } });
  }).observe(document.body);
}
