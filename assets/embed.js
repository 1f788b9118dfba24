// <traffic-gauntlet>: the figure on any page. The element holds a frame of the built page, so that the styles and scripts of
// the two never meet. `embed.d.ts` has its surface in types.
(() => {
  // The attributes that go into the frame's address; the page's own list has the same names.
  const PARAMETERS = [
    "direction", "blocked", "request", "source-ip", "from", "preset", "scenario", "autoplay", "start-at", "speed", "loop", "view",
    "theme", "controls", "lang",
  ];
  // The custom properties of the page that the figure takes over, each after `--gauntlet-`; `boot.js` has the same names.
  const DRESS = [
    "surface", "raised", "sunken", "ink", "muted", "line", "hairline", "request", "response", "attack", "block", "pass",
    "link", "focus", "face", "face-code",
  ];
  const EVENTS = ["ready", "statechange", "layerchange", "verdict", "error", "resize"];
  const home = new URL("./", document.currentScript?.src ?? location.href);
  if (customElements.get("traffic-gauntlet")) return;

  // One height for each width, so that nothing moves on the page: what the figure and its panel take.
  const STYLE = `
    :host { display: block !important; position: relative !important; contain: layout paint !important;
      container-type: inline-size !important; block-size: auto !important; inline-size: auto !important; }
    :host([hidden]) { display: none !important; }
    div { block-size: var(--gauntlet-height, 1330px); }
    @container (inline-size < 1000px) { div { block-size: var(--gauntlet-height, 1430px); } }
    @container (inline-size < 680px) { div { block-size: var(--gauntlet-height, 2000px); } }
    iframe, img { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; border: 0; }
    img { object-fit: contain; object-position: top; }`;

  class TrafficGauntlet extends HTMLElement {
    static observedAttributes = ["src", "height", "title", ...PARAMETERS];
    #box = document.createElement("div");
    #frame;
    #seen;
    #asked = new Map();
    #last = 0;
    #ready;
    #isReady;
    #failed;
    #worn = "";
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
      root.append(this.#box);
      this.#renew();
    }

    // What was asked of a frame that goes has no answer.
    #renew(reason) {
      for (const { failed } of this.#asked.values()) failed(new Error(reason));
      this.#asked.clear();
      this.#ready = new Promise((done, failed) => ([this.#isReady, this.#failed] = [done, failed]));
      this.#ready.catch(() => {});
    }

    connectedCallback() {
      addEventListener("message", this.#hear);
      this.#night.addEventListener("change", this.#restyled);
      for (const above of [this, document.body, document.documentElement]) {
        this.#mirror.observe(above, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
      }
      if (this.#frame) return;
      const poster = new Image();
      poster.alt = "";
      // The start of the story that the attributes name.
      const way = this.getAttribute("direction") === "egress" ? "-egress" : "";
      const blocked = /^(1|true)?$/.test(this.getAttribute("blocked") ?? "0") ? "-blocked" : "";
      poster.src = new URL(`poster${way}${blocked}.svg`, this.#page()).href;
      this.#box.replaceChildren(poster);
      if (this.getAttribute("loading") === "eager") return this.#load();
      this.#seen = new IntersectionObserver(
        (entries) => entries.some((entry) => entry.isIntersecting) && this.#load(),
        { rootMargin: "400px" },
      );
      this.#seen.observe(this);
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
      this.#night.removeEventListener("change", this.#restyled);
      this.#mirror.disconnect();
      this.#seen?.disconnect();
      // A frame that leaves the page is gone: what it showed begins anew when the element comes back.
      if (this.#frame) this.#renew("the element was taken off the page");
      this.#frame = undefined;
    }

    attributeChangedCallback(name, before, after) {
      if (!this.#frame || before === after) return;
      if (name === "title") this.#frame.title = this.#title();
      else if (name === "height") this.style.removeProperty("--gauntlet-height");
      else if (name === "src" || name === "lang") (this.#renew("the figure was loaded anew"), this.#load());
      // The frame keeps running, and what comes while it loads waits: only the part of its address after # changes.
      else this.#ask("go", this.#fragment()).catch(() => {});
    }

    #page() {
      return new URL(this.getAttribute("src") || "./", this.hasAttribute("src") ? document.baseURI : home);
    }

    #title() {
      return this.getAttribute("title") || "Gauntlet: a request on its way through the layers around a Kubernetes cluster";
    }

    #fragment() {
      const set = this.hasAttribute("view") ? [] : ["view=stage"];
      for (const name of PARAMETERS) {
        if (!this.hasAttribute(name)) continue;
        let value = this.getAttribute(name) || "1";
        // A scenario's address counts from the page that names it.
        if (name === "scenario") value = new URL(value, document.baseURI).href;
        set.push(`${name}=${encodeURIComponent(value)}`);
      }
      return `#${set.join("&")}`;
    }

    #load() {
      this.#seen?.disconnect();
      const frame = document.createElement("iframe");
      frame.title = this.#title();
      frame.src = new URL(this.#fragment(), this.#page()).href;
      frame.allow = "clipboard-write";
      // The frame reads its name before it paints.
      frame.name = this.#worn = this.#dress();
      this.#frame = frame;
      this.#box.replaceChildren(frame);
    }

    #hear = ({ source, data }) => {
      if (!this.#frame || source !== this.#frame.contentWindow || data?.gauntlet !== 1) return;
      if (EVENTS.includes(data.event)) {
        if (data.event === "ready") this.#isReady();
        const height = data.detail?.height;
        if (data.event === "resize" && this.getAttribute("height") === "content" && height > 0) {
          this.style.setProperty("--gauntlet-height", `${height}px`);
        }
        this.dispatchEvent(new CustomEvent(data.event, { detail: data.detail, bubbles: true }));
      } else if (this.#asked.has(data.id)) {
        const { done, failed } = this.#asked.get(data.id);
        this.#asked.delete(data.id);
        if (data.error) failed(new RangeError(data.error));
        else done(data.state);
      }
    };

    async #ask(command, value) {
      if (this.isConnected && !this.#frame) this.#load();
      await this.#ready;
      const id = ++this.#last;
      return new Promise((done, failed) => {
        this.#asked.set(id, { done, failed });
        this.#frame.contentWindow.postMessage({ gauntlet: 1, id, command, value }, "*");
      });
    }

    #dress() {
      const style = getComputedStyle(this);
      const worn = new URLSearchParams();
      for (const name of DRESS) {
        const value = style.getPropertyValue(`--gauntlet-${name}`).trim();
        if (value) worn.set(name, value);
      }
      return `gauntlet?${worn}`;
    }

    restyle() {
      const dress = this.#dress();
      if (!this.#frame || dress === this.#worn) return;
      this.#worn = dress;
      this.#ask("dress", dress).catch(() => {});
    }

    play() { return this.#ask("play"); }
    pause() { return this.#ask("pause"); }
    step() { return this.#ask("step"); }
    back() { return this.#ask("back"); }
    reset() { return this.#ask("reset"); }
    seek(moment) { return this.#ask("seek", Math.round(moment)); }
    getState() { return this.#ask("state"); }
    setState(state) {
      const set = Object.entries(state).map(([name, value]) => {
        if (typeof value === "boolean") value = value ? "1" : "0";
        return `${name}=${encodeURIComponent(value ?? "")}`;
      });
      return this.#ask("set", set.join("&"));
    }
    run(request) { return this.setState({ request }); }
  }
  customElements.define("traffic-gauntlet", TrafficGauntlet);
})();
