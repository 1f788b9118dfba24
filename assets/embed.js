// <traffic-gauntlet>: the figure on any page. The element holds a frame of the built page, so that the styles and scripts of
// the two never meet. `embed.d.ts` has its surface in types.
(() => {
  if (customElements.get("traffic-gauntlet")) return;
  // The attributes that go into the frame's address; the page's own list has the same names.
  const PARAMETERS = [
    "direction", "blocked", "request", "source-ip", "from", "preset", "scenario", "autoplay", "start-at", "at", "predict", "speed", "loop",
    "view", "detail", "theme", "controls", "lang",
  ];
  // The custom properties of the page that the figure takes over, each after `--gauntlet-`; `boot.js` has the same names.
  const PROPERTIES = [
    "surface", "raised", "sunken", "ink", "muted", "line", "hairline", "request", "response", "attack", "block", "pass",
    "link", "focus", "face", "face-code",
  ];
  /** @type {unknown[]} */ const EVENTS = ["ready", "statechange", "layerchange", "verdict", "error", "resize"];
  // What a reader sees on the poster when there is no figure; the build puts it into the site's language.
  const SORRY = "embed-failed";
  const ANEW = "the figure was loaded anew";
  const SILENT = "Open that address: if it shows the figure, its host refuses frames (X-Frame-Options, frame-ancestors) or this page’s "
    + "Cross-Origin-Embedder-Policy does, see docs/hosting.md; if not, copy all of dist/ there";
  // How long to wait, in milliseconds: for a word from the frame's page, for the figure, for an answer.
  const WORD = 5000;
  const READY = 30000;
  const ANSWER = 60000;
  // Modules and bundles have no script element, so nothing says where the built page is: “undefined” is no address.
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript)?.src;
  const home = /^(http|file)/.test(/** @type {string} */ (script)) ? new URL("./", script) : undefined;

  // Nothing here is !important on the host: the page decides where it stands and how large it is. The canvas gives it a width
  // of its own where the page asks for none, as an image has, and the room a height for its width, so that nothing moves.
  const STYLE = `
    :host { display: block; }
    :host([hidden]) { display: none; }
    #whole { display: flex; flex-direction: column; inline-size: 100%; block-size: 100%;
      min-block-size: inherit; max-block-size: inherit; break-inside: avoid; }
    canvas { flex: none; inline-size: 1120px; max-inline-size: 100%; block-size: 0; }
    #box { flex: auto; min-block-size: 0; position: relative; overflow: clip; container-type: inline-size; }
    #room { block-size: var(--gauntlet-height, calc(352px + 24.4cqi)); }
    @container (inline-size < 920px) { #room { block-size: var(--gauntlet-height, calc(308px + 24.6cqi)); } }
    @container (inline-size < 620px) { #room { block-size: var(--gauntlet-height, min(335px + 67.8cqi, 676px)); } }
    iframe, img { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; border: 0; }
    img { object-fit: contain; object-position: top; }
    iframe:not(.on) { visibility: hidden; }
    p ~ img { inset-block-start: 96px; block-size: calc(100% - 96px); }
    p { position: absolute; inset: 0 0 auto; margin: 0; padding: 12px 16px; border: 1px solid; font: 16px/1.5 system-ui, sans-serif;
      background: var(--gauntlet-surface, Canvas); color: var(--gauntlet-ink, CanvasText); }`;

  /** @type {<T extends keyof Tags>(tag: T, more?: Partial<Tags[T]>) => Tags[T]} @typedef {HTMLElementTagNameMap} Tags */
  const made = (tag, more) => Object.assign(document.createElement(tag), more);
  const shown = (/** @type {unknown} */ value) => (Object(value) === value ? "an object" : `“${String(value).slice(0, 80)}”`);

  /** @implements {TrafficGauntletElement} @import { TrafficGauntletElement } from "./embed.d.ts" */
  class TrafficGauntlet extends HTMLElement {
    static observedAttributes = ["src", "height", "title", ...PARAMETERS];
    #box = made("div", { id: "box" });
    #room = made("div", { id: "room" });
    /** @type {HTMLIFrameElement | undefined} */ #frame;
    /** @type {string | undefined} */ #origin;
    /** @type {MessagePort | undefined} */ #port;
    /** @type {boolean | undefined} */ #ready;
    /** @type {Error | undefined} */ #wrong;
    /** @type {IntersectionObserver | undefined} */ #seen;
    /** @type {number | undefined} */ #clock;
    /** @type {Map<unknown, Gauntlet.Waiting>} */ #asked = new Map();
    #last = 0;
    /** @type {number | undefined} */ #height;
    #theme = "";
    // A page's own switch between light and dark sets an attribute up there; a reader's is their system's.
    #mirror = new MutationObserver(() => this.restyle());
    #night = matchMedia("(prefers-color-scheme: dark)");
    #restyled = () => this.restyle();

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      const style = new CSSStyleSheet();
      style.replaceSync(STYLE);
      root.adoptedStyleSheets = [style];
      const whole = made("div", { id: "whole" });
      // In quirks mode a share of no height would be one of the window's.
      if (document.compatMode === "BackCompat") whole.style.blockSize = "auto";
      whole.append(made("canvas"), this.#box);
      root.append(whole);
    }

    connectedCallback() {
      addEventListener("message", this.#greet);
      document.addEventListener("securitypolicyviolation", this.#refused);
      this.#night.addEventListener("change", this.#restyled);
      this.#watch();
      this.#start();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#greet);
      document.removeEventListener("securitypolicyviolation", this.#refused);
      this.#night.removeEventListener("change", this.#restyled);
      this.#mirror.disconnect();
      // A frame that leaves the page is gone: what it showed begins anew when the element comes back.
      this.#stop();
      if (this.#asked.size) this.#fail("the element was taken off the page: put it back first");
    }

    // Moved by `moveBefore`, all of it goes on.
    connectedMoveCallback() {}

    /** @param {string} name @param {string | null} before @param {string | null} after */
    attributeChangedCallback(name, before, after) {
      // Until the element is in the page, and until the frame is made, they are read then.
      if (before === after || !this.#box.hasChildNodes() || !this.isConnected) return;
      if (name === "src" || name === "lang") {
        const now = this.#frame || this.#wrong;
        this.#settle(new Error(ANEW));
        this.#start(now);
      } else if (!this.#frame) return;
      else if (name === "title") this.#frame.title = this.#title();
      else if (name === "height") this.#fit();
      // The frame keeps running, and what comes while it loads waits: only the part of its address after # changes.
      else this.#ask("go", this.#fragment()).catch(() => {});
    }

    // The script may run before there is a body.
    #watch = () => {
      for (const above of [this, document.body, document.documentElement]) {
        if (above && this.isConnected) this.#mirror.observe(above, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
      }
      if (!document.body) document.addEventListener("DOMContentLoaded", this.#watch, { once: true });
    };

    #tell(/** @type {string} */ event, /** @type {unknown} */ detail) {
      // Neither bubbles: a page's own handlers of `error` and `resize`, and what tracks its errors, mean other things by them.
      this.dispatchEvent(new CustomEvent(event, { detail }));
    }

    #settle(/** @type {Error} */ error) {
      for (const { failed, clock } of this.#asked.values()) clearTimeout(clock), failed(error);
      this.#asked.clear();
    }

    // Tells once why there is no figure. What was asked of it, and what will be, is refused for that reason.
    #fail(/** @type {string} */ reason) {
      if (this.#wrong) return this.#wrong;
      const error = (this.#wrong = new Error(reason));
      if (!this.#ready && this.isConnected) this.#box.prepend(made("p", { role: "alert", textContent: SORRY }));
      console.warn(`<traffic-gauntlet>: ${reason}`);
      this.#settle(error);
      // Listeners may be put on the element just after it is put in the page.
      queueMicrotask(() => this.#tell("error", { message: reason }));
      return error;
    }

    #stop() {
      clearTimeout(this.#clock);
      this.#seen?.disconnect();
      this.#port?.close();
      this.#frame = this.#port = this.#ready = this.#wrong = undefined;
    }

    // The poster stands in the figure's place until that is ready.
    /** @param {unknown} [now] */
    #start(now) {
      this.#stop();
      const poster = made("img", { alt: this.#title() });
      this.#box.replaceChildren(this.#room, poster);
      const page = this.#page();
      // The start of the story that the attributes name.
      const way = this.getAttribute("direction") === "egress" ? "-egress" : "";
      const blocked = /^(1|true)?$/.test(this.getAttribute("blocked") ?? "0") ? "-blocked" : "";
      if (page ?? home) poster.src = new URL(`poster${way}${blocked}.svg`, page ?? home).href;
      if (!page) return;
      if (now || this.getAttribute("loading") === "eager") return this.#load();
      this.#seen = new IntersectionObserver(
        (entries) => entries.some((entry) => entry.isIntersecting) && this.#load(),
        { rootMargin: "400px" },
      );
      this.#seen.observe(this.#box);
    }

    // The built page's address; nothing where that is wrong, which is told.
    #page() {
      const src = this.getAttribute("src");
      if (src === null) {
        if (!home) this.#fail("set src to the address of the built page: embed.js came as a module or in a bundle and can’t know it");
        return home;
      }
      let page;
      try {
        page = new URL(src || "./", document.baseURI);
      } catch {}
      if (!page?.protocol.match(/^(https?|file):$/)) this.#fail(`src is ${shown(src)}, expected an http, https or file address`);
      else if (page.href.split("#")[0] === location.href.split("#")[0]) this.#fail("src is the address of this very page, expected that of the built figure");
      else return page;
    }

    #title() {
      return this.getAttribute("title") || "Gauntlet: a request on its way through the layers around a Kubernetes cluster";
    }

    // A scenario's address counts from the page that names it.
    #scenario(/** @type {string} */ value) {
      try {
        return new URL(value, document.baseURI).href;
      } catch {
        throw new RangeError(`scenario is ${shown(value)}, expected an address`);
      }
    }

    #fragment() {
      const set = this.hasAttribute("view") ? [] : ["view=stage"];
      for (const name of PARAMETERS) {
        if (!this.hasAttribute(name)) continue;
        let value = this.getAttribute(name) || "1";
        try {
          if (name === "scenario") value = this.#scenario(value);
        } catch (error) {
          this.#tell("error", { message: /** @type {Error} */ (error).message });
          continue;
        }
        set.push(`${name}=${encodeURIComponent(value)}`);
      }
      return `#${set.join("&")}`;
    }

    #load() {
      const page = this.#page();
      if (!page) return;
      this.#seen?.disconnect();
      const frame = made("iframe", { title: this.#title(), allow: "clipboard-write" });
      // Neither a file nor a page in a sandbox has an origin to ask for.
      this.#origin = page.protocol === "file:" || self.origin === "null" ? "*" : page.origin;
      // The frame reads its name before it paints.
      frame.name = this.#theme = this.#look();
      frame.src = new URL(this.#fragment(), page).href;
      frame.onload = () => {
        if (this.#frame !== frame) return;
        // A page that has a port takes no other.
        this.#hand(/** @type {string} */ (this.#origin));
        setTimeout(() => {
          if (this.#frame === frame && !this.#port) {
            this.#fail(`no figure runs in the frame of ${page}. ${SILENT}`);
          }
        }, WORD);
      };
      this.#frame = frame;
      this.#wait();
      this.#box.append(frame);
    }

    #wait() {
      clearTimeout(this.#clock);
      this.#clock = setTimeout(() => {
        this.#fail(`${this.#page()} was not ready within ${READY / 1000} s. ${this.#port ? "Some of its files did not arrive" : SILENT}`);
      }, READY);
    }

    #refused = (/** @type {SecurityPolicyViolationEvent} */ { effectiveDirective, disposition, blockedURI }) => {
      if (this.#frame && !this.#port && effectiveDirective === "frame-src" && disposition === "enforce" && this.#frame.src.startsWith(blockedURI)) {
        this.#fail(`this page’s Content-Security-Policy refuses the frame: allow ${
          /** @type {URL} */ (this.#page()).origin} in frame-src`);
      }
    };

    // The frame's page says hello to this window, where other scripts may stop its message. So it is handed a port of its own,
    // at the latest when it has loaded; all else goes over that.
    #greet = (/** @type {MessageEvent<Gauntlet.Told | null>} */ { source, origin, data }) => {
      if (!this.#frame || source !== this.#frame.contentWindow || data?.gauntlet !== 1 || data.event !== "hello") return;
      const wanted = /** @type {string} */ (this.#origin);
      if (wanted === "*") this.#hand(wanted);
      // A page may have all of http upgraded.
      else if (origin === wanted || origin === wanted.replace("http:", "https:")) this.#hand(origin);
      else this.#fail(`src leads to ${origin}, expected ${wanted}: name the address that it leads to`);
    };

    #hand(/** @type {string} */ origin) {
      const frame = /** @type {HTMLIFrameElement & { contentWindow: Window }} */ (this.#frame);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => frame === this.#frame && this.#hear(port1, data);
      frame.contentWindow.postMessage({ gauntlet: 1 }, origin, [port2]);
    }

    #hear(/** @type {MessagePort} */ port, /** @type {Gauntlet.Told} */ { id, event, detail, state, error }) {
      if (event === "hello") {
        if (this.#ready) {
          // The frame went to another page of the site.
          this.#ready = false;
          this.#settle(new Error(ANEW));
          this.#wait();
        }
        this.#port = port;
      } else if (port !== this.#port) return;
      else if (event === "failed") this.#fail(detail.message);
      else if (EVENTS.includes(event)) {
        if (event === "ready") this.#show();
        if (event === "resize") {
          this.#height = detail.height;
          this.#fit();
        }
        this.#tell(/** @type {string} */ (event), detail);
      } else if (this.#asked.has(id)) {
        const { done, failed, clock } = /** @type {Gauntlet.Waiting} */ (this.#asked.get(id));
        this.#asked.delete(id);
        clearTimeout(clock);
        if (error) failed(new RangeError(error));
        else done(/** @type {Gauntlet.State} */ (state));
      }
    }

    // Late is better than never: a figure that comes after its time takes the place of what was told.
    #show() {
      clearTimeout(this.#clock);
      this.#ready = true;
      this.#wrong = undefined;
      /** @type {HTMLIFrameElement} */ (this.#frame).className = "on";
      for (const part of this.#box.querySelectorAll("img, p")) part.remove();
      this.#asked.forEach((asked) => this.#send(asked));
    }

    #fit() {
      // False while the height is unknown.
      const follows = this.getAttribute("height") === "content" && /** @type {number} */ (this.#height) > 0;
      this.#room.style.blockSize = follows ? `${this.#height}px` : "";
    }

    #send(/** @type {Gauntlet.Waiting} */ asked) {
      const { id, command } = asked.message;
      asked.clock = setTimeout(() => {
        this.#asked.delete(id);
        asked.failed(new Error(`${command} had no answer within ${ANSWER / 1000} s`));
      }, ANSWER);
      /** @type {MessagePort} */ (this.#port).postMessage(asked.message);
    }

    /** @param {string} command @param {string} [value] @returns {Promise<Gauntlet.State>} */
    async #ask(command, value) {
      if (!this.isConnected) throw this.#fail("put the element in the page first: it loads its figure there");
      if (!this.#frame && !this.#wrong) this.#load();
      if (this.#wrong) throw this.#wrong;
      const id = ++this.#last;
      return new Promise((done, failed) => {
        const asked = { done, failed, message: { id, command, value } };
        this.#asked.set(id, asked);
        if (this.#ready) this.#send(asked);
      });
    }

    #look() {
      const style = getComputedStyle(this);
      const theme = new URLSearchParams();
      for (const name of PROPERTIES) {
        const value = style.getPropertyValue(`--gauntlet-${name}`).trim();
        if (value) theme.set(name, value);
      }
      return `gauntlet?${theme}`;
    }

    restyle() {
      const dress = this.#look();
      if (!this.#frame || dress === this.#theme) return;
      this.#theme = dress;
      this.#ask("dress", dress).catch(() => {});
    }

    play() { return this.#ask("play"); }
    pause() { return this.#ask("pause"); }
    step() { return this.#ask("step"); }
    back() { return this.#ask("back"); }
    reset() { return this.#ask("reset"); }
    getState() { return this.#ask("state"); }
    async seek(/** @type {unknown} */ moment) {
      const at = typeof moment === "string" && moment.trim() ? Number(moment) : moment;
      if (typeof at !== "number" || !(at >= 0 && at < 2 ** 32)) throw new RangeError(`seek takes milliseconds from 0 on, found ${shown(moment)}`);
      return this.#ask("seek", String(Math.round(at)));
    }
    async setState(/** @type {unknown} */ settings) {
      // Object.entries(null) throws, which is meant here.
      let entries;
      try {
        entries = Object.entries(/** @type {object} */ (Object(settings) === settings ? settings : null));
      } catch {
        throw new TypeError("setState takes an object of settings that can be read");
      }
      const set = new URLSearchParams();
      for (const [name, value] of entries) {
        if (!PARAMETERS.includes(name)) throw new RangeError(`setState knows no ${shown(name)}, only ${PARAMETERS.join(", ")}`);
        if (Object(value) === value || /^(symbol|bigint)$/.test(typeof value)) throw new TypeError(`${name} is ${shown(value)}, expected text, a number, true or false`);
        if (name === "scenario" && value) set.set(name, this.#scenario(value));
        else if (value !== undefined) set.set(name, typeof value === "boolean" ? Number(value) : value ?? "");
      }
      return this.#ask("set", String(set));
    }
    async run(/** @type {unknown} */ request) {
      if (typeof request !== "string" || !request.trim()) throw new TypeError(`run takes a preset’s name, a curl command or an address, found ${shown(request)}`);
      return this.setState({ request });
    }
  }
  customElements.define("traffic-gauntlet", TrafficGauntlet);
})();
