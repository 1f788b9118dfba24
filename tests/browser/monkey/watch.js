// Runs before the page's own scripts, in every frame: keeps what goes wrong, and has listeners called in an order that a seed
// chooses. `SEED` is put here by the test.
(() => {
  const watch = { wrong: [] };
  globalThis.monkey = watch;
  const add = EventTarget.prototype.addEventListener;
  const remove = EventTarget.prototype.removeEventListener;

  add.call(globalThis, "error", ({ message, error, target }) => {
    // Not an error of the page's: the browser says that it tells the rest of the sizes in the next frame.
    if (/^ResizeObserver loop/.test(message)) return;
    // The element's own event for its author: it does not bubble, and passes here on its way down.
    if (target?.localName === "traffic-gauntlet") return;
    const of = target?.src ?? target?.href ?? "";
    watch.wrong.push(`error: ${message ?? of} ${error?.stack ?? ""}`);
  }, true);
  add.call(globalThis, "unhandledrejection", ({ reason }) => watch.wrong.push(`unhandled rejection: ${reason?.stack ?? reason}`));
  add.call(document, "securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
    watch.wrong.push(`the policy refused ${effectiveDirective} ${blockedURI}`));

  // mulberry32
  let state = SEED;
  const below = (end) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  };

  // Listeners of one target, kind and phase are called in the order in which they came. One that comes goes to a place of
  // its own: those behind it are taken off and added again.
  const all = new WeakMap();
  const plain = (options) => typeof options !== "object" || options === null || !(options.once || options.signal);
  const of = (target, kind, options) => {
    const key = `${kind} ${Boolean(typeof options === "object" ? options?.capture : options)}`;
    if (!all.has(target)) all.set(target, new Map());
    const kinds = all.get(target);
    if (!kinds.has(key)) kinds.set(key, []);
    return kinds.get(key);
  };
  EventTarget.prototype.addEventListener = function (kind, listener, options) {
    const target = this ?? globalThis;
    add.call(target, kind, listener, options);
    if (!listener || !plain(options)) return;
    const listeners = of(target, kind, options);
    if (listeners.some((one) => one.listener === listener)) return;
    const place = below(listeners.length + 1);
    for (const later of listeners.slice(place)) {
      remove.call(target, kind, later.listener, later.options);
      add.call(target, kind, later.listener, later.options);
    }
    listeners.splice(place, 0, { listener, options });
  };
  EventTarget.prototype.removeEventListener = function (kind, listener, options) {
    const target = this ?? globalThis;
    remove.call(target, kind, listener, options);
    const listeners = of(target, kind, options);
    const at = listeners.findIndex((one) => one.listener === listener);
    if (at >= 0) listeners.splice(at, 1);
  };

  // The monkey stays on the page.
  add.call(document, "click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && link.href.split("#", 1)[0] !== location.href.split("#", 1)[0]) event.preventDefault();
  }, true);
})();
