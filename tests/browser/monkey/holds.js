// What must hold in every state that can be reached: gives what does not, a line each. `arguments[0]` tells how it is shown.
const { print, top } = arguments[0];
const wrong = monkey.wrong.splice(0);
const say = (...parts) => wrong.push(parts.join(" "));
const named = (element) =>
  `<${element.tagName.toLowerCase()}${element.id ? ` id=${element.id}` : ""} class="${element.getAttribute("class") ?? ""}"> “${(element.textContent || element.getAttribute("aria-label") || "").trim().slice(0, 40)}”`;
const root = document.getElementById("stage");
const stage = root?.querySelector(".stage");

if (root?.dataset.state !== "ready") say("the stage's state is", root?.dataset.state);
if (!document.getElementById("stage-message")?.hidden) say("the message of a start that failed is on show");
if (!["ready", "playing", "paused", "done"].includes(stage?.dataset.phase)) say("the phase is", stage?.dataset.phase);
if (document.querySelectorAll("h1").length > 1 || (top && document.querySelectorAll("h1").length === 0)) say(document.querySelectorAll("h1").length, "h1");
const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
const twice = ids.find((id, at) => ids.indexOf(id) !== at);
if (twice) say("two elements have the id", twice);
for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
  for (const element of document.querySelectorAll(`[${name}]`)) {
    const missing = element.getAttribute(name).split(/\s+/).filter((id) => id && !document.getElementById(id));
    // The buttons of the share dialog say what they copy by its name.
    if (missing.length && !element.closest("dialog")) say(named(element), name, missing.join());
  }
}

// Nothing blank.
for (const box of stage?.querySelectorAll(".figure-box") ?? []) {
  const area = box.querySelector("svg.scene")?.getBoundingClientRect();
  // Past the figure the small stage shows the first of two that are compared.
  const second = root.hasAttribute("data-small") && box !== stage.querySelector(".figure-box");
  if (!print && !second && !(area?.width > 150 && area?.height > 80)) say("the figure has", area?.width, "x", area?.height);
}
if (stage?.querySelectorAll(".figure-box svg.scene [role=button]").length < 4) say("the figure has no gates");
if (!stage?.querySelector(".figure-box")) say("there is no figure");
if (!stage?.querySelector(".caption")?.textContent.trim()) say("there is no caption");
if (!stage?.querySelector(".request-line code")?.textContent.trim()) say("no request is on show");
const odd = stage?.textContent.match(/.{0,40}(NaN|undefined|Infinity|\[object ).{0,40}/);
if (odd) say("the stage says", odd[0]);

// Slider and clock.
const slider = stage?.querySelector(".scrubber input");
const [least, value, most] = [slider?.min, slider?.value, slider?.max].map(Number);
if (!(most > 0 && least <= value && value <= most)) say("the slider is at", value, "of", least, "to", most);
const clock = stage?.querySelector(".clock")?.textContent ?? "";
if (!/^[\d.,\s\u00a0\u202f]+\S{1,3}$/.test(clock)) say("the clock says", clock);

const modal = [...document.querySelectorAll("dialog[open]")];
if (modal.length > 1) say(modal.length, "dialogs are open");

for (const { name } of performance.getEntriesByType("resource")) {
  const to = new URL(name);
  if (!["blob:", "data:"].includes(to.protocol) && to.host !== new URL(location.href).host) say("another host was asked:", name);
}

if (!print) {
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) {
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > page.clientWidth + 1 && element.checkVisibility());
    say("the page scrolls sideways:", page.scrollWidth, "in", page.clientWidth, wide.slice(0, 3).map(named).join("; "));
  }
  // The parts of the stage stand one below the other.
  const parts = [...(stage?.children ?? [])].filter((part) => part.checkVisibility() && !part.matches(".visually-hidden"));
  let above;
  for (const part of parts) {
    const area = part.getBoundingClientRect();
    if (area.height === 0 || area.width === 0) continue;
    if (above && area.top < above.area.bottom - 1 && area.left < above.area.right - 1 && area.right > above.area.left + 1) {
      say(named(part), "lies over", named(above.part), "by", above.area.bottom - area.top);
    }
    above = { part, area };
  }
  // What can be pressed is not under something else, where it is on the screen.
  if (modal.length === 0) {
    for (const control of stage?.querySelectorAll("button, summary, select, .choice, .switch, input, textarea") ?? []) {
      if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || control.closest(".visually-hidden")) continue;
      const area = control.getBoundingClientRect();
      const [x, y] = [area.x + area.width / 2, area.y + area.height / 2];
      if (area.width < 2 || area.height < 2 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
      const hit = document.elementFromPoint(x, y);
      const label = control.closest("label");
      // An open list of buttons lies over what is above it, and goes when the focus does.
      if (hit?.closest(".transport-more.open") && !control.closest(".transport-more")) continue;
      // So does the drawer, for as long as it is open.
      if (hit?.closest("#drawer")) continue;
      // A part that scrolls in itself hides what is beyond its edge.
      const shown = [...(function* () { for (let up = control.parentElement; up && up !== stage; up = up.parentElement) yield up; })()].every((up) => {
        if (getComputedStyle(up).overflow === "visible") return true;
        const edge = up.getBoundingClientRect();
        return x >= edge.left && x < edge.right && y >= edge.top && y < edge.bottom;
      });
      if (shown && hit && !control.contains(hit) && !label?.contains(hit) && !hit.contains(control)) say(named(control), "is under", named(hit));
    }
  }
}
return wrong;
