// Before all else: how the page looks, and a word to the page around. Where the app can't start, or stops with an error, shows
// the message that the page holds for that, above the figure.
(function () {
  // The framework makes elements from text, in which every value is escaped; what could run a script is refused once more.
  try {
    window.trustedTypes.createPolicy("default", {
      createHTML: function (html) {
        var tags = html.replace(/="[^"]*"/g, "='");
        return /<script|<[^>]*[\s/']on\w/i.test(tags) || /\b(href|src|action)="\s*javascript:/i.test(html) ? null : html;
      },
    });
  } catch (_) {
    // An older browser, or a host that allows no such policy: then the app says that it did not start.
  }

  // The page around may hand over a port, which no script there can mute. Until then its window is told, and the port again.
  var framed = window.parent !== window;
  /** @type {MessagePort | null} */ var port = null;
  /** @type {Gauntlet.Told[]} */ var told = [];
  /** @param {Gauntlet.Told} message */
  function post(message) {
    if (!framed) return;
    message.gauntlet = 1;
    if (port) return port.postMessage(message);
    if (told.length < 99) told.push(message);
    window.parent.postMessage(message, "*");
  }
  window.addEventListener("message", function (event) {
    if (!framed || port || event.source !== window.parent || !event.data || event.data.gauntlet !== 1 || !event.ports[0]) return;
    port = event.ports[0];
    port.onmessage = function (asked) {
      if (asked.data) document.dispatchEvent(new CustomEvent("gauntlet-ask", { detail: asked.data }));
    };
    told.forEach(post);
  });
  document.addEventListener("gauntlet-tell", function (event) { post(event.detail); });
  post({ event: "hello" });

  // How the page is to look: known before it is painted, so that nothing jumps.
  function look() {
    var root = document.documentElement;
    // The page in another language stands in a folder beside this one, if the page says so.
    var lang = (location.hash.match(/[#&]lang=([\w-]+)/) || [])[1];
    /** @type {HTMLMetaElement | null} */ var known = document.querySelector('meta[name="gauntlet-languages"]');
    if (lang && known && known.content.split(" ").indexOf(lang) >= 0) location.replace(lang + "/" + location.hash);
    ["view", "detail", "theme", "controls"].forEach(function (name) {
      var found = location.hash.match(new RegExp("[#&]" + name + "=([a-z0-9]+)"));
      if (found && found[1] !== "auto") root.setAttribute("data-" + name, found[1]);
      else root.removeAttribute("data-" + name);
    });
  }
  look();
  window.addEventListener("hashchange", look);

  // The still of the story that the fragment names takes the place of the first story's before any of it is painted.
  function still() {
    /** @param {string} pattern */
    function named(pattern) { return new RegExp("[#&]" + pattern + "(&|$)").test(location.hash); }
    var own = named("request=[^&]+");
    var story = (named("direction=egress") ? "egress" : "ingress") + (named("blocked=(1|true)") && !own ? "-blocked" : "");
    var root = document.documentElement;
    if (story === "ingress") return;
    // Hides the first until then.
    root.setAttribute("data-story", story);
    function swap() {
      var stage = document.getElementById("stage");
      // What comes after the stage tells that all in it has been read.
      if (!stage || !(stage.nextElementSibling || document.readyState !== "loading")) return;
      /** @type {HTMLTemplateElement | null} */
      var found = stage.querySelector('template[data-story="' + story + '"]');
      if (found) stage.replaceChildren(found.content);
      root.removeAttribute("data-story");
      watch.disconnect();
    }
    var watch = new MutationObserver(swap);
    watch.observe(document, { childList: true, subtree: true });
    document.addEventListener("DOMContentLoaded", swap);
  }
  still();

  // Colors and typefaces of the page around the frame, as `embed.js` names them. Gives what is wrong with them.
  var PROPERTIES = ["surface", "raised", "sunken", "ink", "muted", "line", "hairline", "request", "response", "attack", "block",
    "pass", "link", "focus", "face", "face-code"];
  /** @param {string} theme */
  function dress(theme) {
    /** @type {string[]} */ var wrong = [];
    if (theme.indexOf("gauntlet?") !== 0) return wrong;
    var given = new URLSearchParams(theme.slice("gauntlet?".length));
    var style = document.documentElement.style;
    PROPERTIES.forEach(function (name) {
      var value = given.get(name);
      var tinted = ["request", "response", "attack", "block", "pass"].indexOf(name) >= 0;
      var kind = name.indexOf("face") === 0 ? "font-family" : "color";
      var good = value !== null && CSS.supports(kind, value);
      if (value !== null && !good) {
        wrong.push("--gauntlet-" + name + " is “" + value + "”, expected a " + (kind === "color" ? kind : "list of typefaces"));
      }
      var set = good ? style.setProperty.bind(style) : style.removeProperty.bind(style);
      set("--g-" + name, value);
      // What stands on a color's tint is of that color.
      if (tinted) set("--g-" + name + "-tint", "color-mix(in srgb, " + value + " 9%, var(--g-surface))");
    });
    return wrong;
  }
  if (framed) dress(window.name);
  document.addEventListener("gauntlet-dress", function (event) { event.detail.wrong = dress(event.detail.theme); });

  // Modules are what the app's script needs; a browser without them says nothing when it skips that script.
  var supported = typeof WebAssembly === "object" && "noModule" in document.createElement("script");

  function ready() {
    var stage = document.getElementById("stage");
    return stage !== null && stage.getAttribute("data-state") === "ready";
  }

  // The first reason is the one that counts. Once the app is ready only its own crash, a trap of its wasm, is told.
  var failed = "";
  /** @param {unknown} [error] @param {string | false} [file] */
  function fail(error, file) {
    /** @type {"unsupported" | "crash" | "load"} */
    var reason = !supported ? "unsupported" : error instanceof WebAssembly.RuntimeError ? "crash" : "load";
    if (failed || (ready() && reason !== "crash")) return;
    failed = reason;
    show();
    var message = error && /** @type {Partial<Error>} */ (error).message;
    var why = file ? file + " did not load" : String(message || error).replace(/\.$/, "");
    post({ event: "failed", detail: { message: {
      unsupported: "this browser can’t run the figure: it has no WebAssembly",
      crash: "the figure stopped with an error: " + why,
      load: "the figure could not start: " + why + ". Copy all of dist/ to its folder anew, and see docs/hosting.md",
    }[reason] } });
  }
  // Readers; the page may not have come so far yet.
  function show() {
    var message = document.getElementById("stage-message");
    if (!failed || !message) return;
    /** @type {HTMLElement | null} */ var text = message.querySelector('[data-reason="' + failed + '"]');
    if (text) text.hidden = false;
    message.hidden = false;
  }

  // A script that can't be loaded fires `error` on its element, which does not bubble: listen while it goes down.
  window.addEventListener("error", function (event) {
    var from = /** @type {Partial<HTMLScriptElement & HTMLLinkElement>} */ (event.target);
    var ours = event.error || (from && (from.tagName === "SCRIPT" || (from.tagName === "LINK" && from.as === "script")));
    if (ours) fail(event.error, !event.error && (from.src || from.href));
  }, true);
  window.addEventListener("unhandledrejection", function (event) { fail(event.reason); });
  document.addEventListener("DOMContentLoaded", function () {
    if (supported) show();
    else fail();
  });
})();
