// Where the app can't start, or stops with an error, shows the message that the page holds for that, above the figure.
(function () {
  // How the page is to look: known before it is painted, so that nothing jumps.
  function look() {
    var root = document.documentElement;
    ["view", "theme", "controls"].forEach(function (name) {
      var found = location.hash.match(new RegExp("[#&]" + name + "=([a-z0-9]+)"));
      if (found && found[1] !== "auto") root.setAttribute("data-" + name, found[1]);
      else root.removeAttribute("data-" + name);
    });
  }
  look();
  window.addEventListener("hashchange", look);

  // Modules are what the app's script needs; a browser without them says nothing when it skips that script.
  var supported = typeof WebAssembly === "object" && "noModule" in document.createElement("script");

  function ready() {
    var stage = document.getElementById("stage");
    return stage !== null && stage.getAttribute("data-state") === "ready";
  }

  // The first reason is the one that counts. Once the app is ready only its own crash, a trap of its wasm, is told.
  function show(error) {
    var reason = supported && error instanceof WebAssembly.RuntimeError ? "crash" : "load";
    var message = document.getElementById("stage-message");
    if (!message || !message.hidden || (ready() && reason !== "crash")) return;
    var text = message.querySelector('[data-reason="' + (supported ? reason : "unsupported") + '"]');
    if (text) text.hidden = false;
    message.hidden = false;
  }

  // A script that can't be loaded fires `error` on its element, which does not bubble: listen while it goes down.
  window.addEventListener("error", function (event) {
    var from = event.target;
    var ours = event.error || (from && (from.tagName === "SCRIPT" || (from.tagName === "LINK" && from.as === "script")));
    if (ours) show(event.error);
  }, true);
  window.addEventListener("unhandledrejection", function (event) { show(event.reason); });
  document.addEventListener("DOMContentLoaded", function () {
    if (!supported) show();
  });
})();
