// Between the stage and the page that embeds it: commands come in and events go out as messages, and only with the window
// that holds this one.
const held = window.parent !== window;

// A state comes as a query string; what is a number or a switch there is one here.
function read(state) {
  const out = {};
  for (const [name, value] of new URLSearchParams(state)) {
    if (["moment", "end", "hop", "hops", "speed", "start-at"].includes(name)) out[name] = Number(value);
    else if (["blocked", "playing", "loop", "autoplay"].includes(name)) out[name] = value === "1";
    else out[name] = value;
  }
  return out;
}

function post(message, to = "*") {
  if (held) window.parent.postMessage({ gauntlet: 1, ...message }, to);
}

globalThis.gauntletTell = (event, state) => {
  const whole = { direction: "ingress", blocked: false, speed: 1, loop: false };
  const detail = event === "error" ? read(state) : { ...whole, ...read(state) };
  document.dispatchEvent(new CustomEvent(`gauntlet:${event}`, { detail }));
  post({ event, detail });
};

// Tells what is wrong with what the page around dresses the figure in.
function worn(wrong) {
  for (const message of wrong) post({ event: "error", detail: { message } });
}
worn(globalThis.gauntletWrong);

window.addEventListener("message", ({ source, origin, data }) => {
  if (!held || source !== window.parent || data?.gauntlet !== 1 || typeof data.command !== "string") return;
  if (data.command === "dress") worn(globalThis.gauntletDress(String(data.value ?? "")));
  // The whole fragment, which a page of another origin can't set without loading this one anew.
  if (data.command === "go") location.replace(`#${String(data.value).replace(/^#/, "")}`);
  const answer = globalThis.gauntletStage?.(data.command, String(data.value ?? ""));
  const to = origin === "null" ? "*" : origin;
  if (answer === undefined) post({ id: data.id, error: `${data.command} is no command, or ${data.value} no value of it` }, to);
  else post({ id: data.id, state: { direction: "ingress", blocked: false, speed: 1, loop: false, ...read(answer) } }, to);
});

window.addEventListener("error", (event) => {
  if (event.error) post({ event: "error", detail: { message: String(event.error.message ?? event.error) } });
});

if (held) {
  let last = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height !== last) post({ event: "resize", detail: { height: (last = height) } });
  }).observe(document.body);
}
