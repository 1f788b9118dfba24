// Before the app is ready: where it can't start, shows the message that the page holds for that, above the still.
(function () {
  // Modules are what the app's script needs; a browser without them says nothing when it skips that script.
  var supported = typeof WebAssembly === "object" && "noModule" in document.createElement("script");

  function ready() {
    var stage = document.getElementById("stage");
    return stage !== null && stage.getAttribute("data-state") === "ready";
  }

  // The first reason is the one that counts: the app says its own when it crashes, and what follows comes of that.
  function show(reason) {
    var message = document.getElementById("stage-message");
    if (!message || !message.hidden || ready()) return;
    var text = message.querySelector('[data-reason="' + (supported ? reason : "unsupported") + '"]');
    if (text) text.hidden = false;
    message.hidden = false;
  }

  // A script that can't be loaded fires `error` on its element, which does not bubble: listen while it goes down.
  window.addEventListener("error", function (event) {
    var from = event.target;
    var ours = event.error || (from && (from.tagName === "SCRIPT" || (from.tagName === "LINK" && from.as === "script")));
    if (ours) show("load");
  }, true);
  window.addEventListener("unhandledrejection", function () { show("load"); });
  document.addEventListener("DOMContentLoaded", function () {
    if (!supported) show("unsupported");
  });
})();
