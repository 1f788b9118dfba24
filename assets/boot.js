// Before the app is ready: where it can't start, shows the message that the page holds for that, above the still.
(function () {
  var started = false;

  function stage() {
    return document.getElementById("stage");
  }

  function ready() {
    var element = stage();
    return element !== null && element.getAttribute("data-state") === "ready";
  }

  function show(reason) {
    var message = document.getElementById("stage-message");
    if (started || !message || ready()) return;
    started = true;
    var text = message.querySelector('[data-reason="' + reason + '"]');
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
    var modules = "noModule" in document.createElement("script");
    if (typeof WebAssembly !== "object" || !modules) show("unsupported");
  });
})();
