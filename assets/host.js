// Between the stage and the page that embeds it: commands come in and events go out as messages, over what `boot.js` holds: a
// port of the element's, or the window that holds this one.

// TypeScript checks assignments against `globals.d.ts` through this name, but not through `globalThis`.
/** @type {typeof globalThis} */
const shared = globalThis;
const post = shared.gauntletPost;
const held = window.parent !== window;

// A state comes as a query string; what is a number or a switch there is one here.
/** @param {string} state @returns {Gauntlet.State} */
function read(state) {
  const out = /** @type {Gauntlet.State & Gauntlet.Item} */ ({ direction: "ingress", blocked: false, speed: 1, loop: false });
  for (const [name, value] of new URLSearchParams(state)) {
    if (["moment", "end", "hop", "hops", "speed", "start-at"].includes(name)) out[name] = Number(value);
    else if (["blocked", "playing", "loop", "autoplay"].includes(name)) out[name] = value === "1";
    else out[name] = value;
  }
  return out;
}

shared.gauntletTell = (event, state) => {
  // A stage that stopped while it was set up tells nothing more; `boot.js` has told why.
  if (document.getElementById("stage")?.dataset.state !== "ready") return;
  const told = event === "error"
    ? { event, detail: { message: String(new URLSearchParams(state).get("message")) } }
    : { event, detail: read(state) };
  document.dispatchEvent(new CustomEvent(`gauntlet:${event}`, { detail: told.detail }));
  post(told);
};

// Tells what is wrong with the colors and typefaces that the page around gives.
/** @param {string[]} problems */
function tellWrong(problems) {
  for (const message of problems) post({ event: "error", detail: { message } });
}
tellWrong(shared.gauntletWrong);

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
  if (!shared.gauntletStage) return { error: "the figure has not started" };
  if (command === "dress") tellWrong(shared.gauntletTheme(String(value)));
  if (command === "go") await go(`#${String(value).replace(/^#/, "")}`);
  return new Promise((done) => {
    shared.gauntletStage?.(command, String(value), (error, state) => done(error ? { error } : { state: read(state) }));
  });
}

// One after another: what is asked of a request finds it on the stage, when the engines have answered.
let last = Promise.resolve();
shared.gauntletHear = ({ id, command, value }, answer = post) => {
  last = last.then(async () => answer({ id, ...(await obey(command, value)) }));
};

// Without a port, as in a plain frame.
window.addEventListener("message", (/** @type {MessageEvent<Gauntlet.Asked | null>} */ { source, origin, data }) => {
  if (!held || source !== window.parent || data?.gauntlet !== 1 || data.command === undefined) return;
  const to = origin === "null" ? "*" : origin;
  shared.gauntletHear(data, (message) => source.postMessage({ gauntlet: 1, ...message }, to));
});

if (held) {
  let last = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height !== last) post({ event: "resize", detail: { height: (last = height) } });
  }).observe(document.body);
}
