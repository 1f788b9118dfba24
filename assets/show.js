// The article plays: a "Show me" link sends what it names to the stage, in place, and past the figure the stage follows, small.

// How much of the stage follows, in pixels; `style/small.css` has the same height.
const HEIGHT = 220;

/** @param {Gauntlet.Stage} act */
export function accompany(act) {
  const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
  const root = document.documentElement;
  const told = () => {};

  /** @type {HTMLAnchorElement | undefined} */
  let pressed;
  let playing = false;
  // The link stays marked for as long as what it names is on show.
  /** @param {boolean} on */
  function mark(on) {
    pressed?.toggleAttribute("data-playing", on && playing);
    if (on) pressed?.setAttribute("aria-current", "true");
    else pressed?.removeAttribute("aria-current");
  }

  function focusStage() {
    /** @type {HTMLElement | null} */ (stage.firstElementChild)?.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest(".full-size")) {
      focusStage();
      scrollTo(0, 0);
    }
    const link = target.closest("a.show");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link === pressed && playing) return act("pause", "", told);
    show(link);
  });

  /** @param {HTMLAnchorElement} link */
  function show(link) {
    mark(false);
    pressed = link;
    mark(true);
    act("show", link.hash, told);
  }

  document.addEventListener("gauntlet:statechange", ({ detail }) => {
    playing = detail.playing;
    const names = new URLSearchParams(pressed?.hash.slice(1));
    const { direction, blocked, request } = detail;
    const same = request
      ? names.get("request") === request
      : !names.has("request") && (names.get("direction") ?? "ingress") === direction && (names.get("blocked") === "1") === blocked;
    mark(same);
    if (!same) pressed = undefined;
  });

  // A frame is as high as its figure, and follows nobody.
  if (window.parent !== window) return;
  const tall = matchMedia("(min-height: 560px)");
  let small = false;

  function look() {
    root.toggleAttribute("data-follows", tall.matches);
    const follows = tall.matches && root.dataset.view !== "stage" && stage.getBoundingClientRect().bottom < HEIGHT;
    if (follows === small) return;
    small = follows;
    const inner = /** @type {HTMLElement} */ (stage.firstElementChild);
    // Its place stays, so that nothing on the page moves. What goes and comes within a frame is new to the browser, not moved.
    if (small) stage.style.blockSize = `${stage.getBoundingClientRect().height}px`;
    inner.style.display = "none";
    stage.toggleAttribute("data-small", small);
    void stage.offsetHeight;
    inner.style.display = "";
    if (!small) stage.style.blockSize = "";
    act("small", small ? "1" : "0", told);
    turn();
    const focused = document.activeElement;
    if (focused && stage.contains(focused) && !focused.getClientRects().length) focusStage();
    follow();
  }
  new IntersectionObserver(look, { rootMargin: `-${HEIGHT}px 0px 0px` }).observe(stage);
  tall.addEventListener("change", look);

  // The small stage shows the layer that the reader is at: the one that crosses 40 % of the height. A story that has not begun, whose
  // end the reader may be asked for, a request of the reader's own, and what a link plays stay.
  /** @type {HTMLAnchorElement | null} */
  let read = null;
  const layers = document.querySelectorAll(".layer:has(a.show)");
  const crosses = new IntersectionObserver(
    (entries) => {
      read = entries.find((entry) => entry.isIntersecting)?.target.querySelector("a.show") ?? null;
      turn();
    },
    { rootMargin: "-40% 0px -60%" },
  );
  for (const layer of layers) crosses.observe(layer);

  function turn() {
    const begun = ["playing", "paused", "done"].includes(stage.querySelector(".stage")?.getAttribute("data-phase") ?? "");
    const own = !pressed && /[#&](request|scenario)=/.test(location.hash);
    if (small && begun && !own && !(pressed && playing) && read && read !== pressed) show(read);
  }

  // Where the path is wider than its frame, the gate at work is in view.
  function follow() {
    if (!small) return;
    requestAnimationFrame(() => {
      const frame = stage.querySelector(".figure-frame");
      const gate = frame?.querySelector(".gate.shown")?.getBoundingClientRect();
      if (!small || !frame || !gate) return;
      const { left, width } = frame.getBoundingClientRect();
      frame.scrollLeft += gate.left + gate.width / 2 - left - width / 2;
    });
  }
  document.addEventListener("gauntlet:layerchange", follow);
}
