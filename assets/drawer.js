// The drawer of the two editors, beside the stage: what opens and closes it, and where the focus goes.
import { styled } from "./later.js";

/**
 * Returns a function to call when a request was sent.
 * @param {(editor: string, within: HTMLElement) => void} fill Has the workbench fill an editor's place.
 */
export function drawer(fill) {
  const drawer = /** @type {HTMLElement} */ (document.getElementById("drawer"));
  const editors = /** @type {Gauntlet.Data<HTMLDetailsElement, "editor">[]} */ ([...drawer.querySelectorAll("details")]);
  /** @type {HTMLElement | null} */
  let opener = null;

  /** @param {HTMLElement | null} to */
  function close(to) {
    const inside = drawer.contains(document.activeElement);
    drawer.hidden = true;
    for (const editor of editors) editor.open = false;
    if (!inside) return;
    // The opener may be gone by now, or in a list that has closed.
    const back = to?.checkVisibility() ? to : document.querySelector("#stage > *");
    /** @type {HTMLElement | null} */ (back)?.focus({ preventScroll: true });
  }

  // Its first field, once the workbench has made it.
  /** @param {HTMLElement} editor */
  function enter(editor) {
    const first = () => /** @type {HTMLElement | null} */ (editor.querySelector("[name=url], .files button"));
    const summary = /** @type {HTMLElement} */ (editor.firstElementChild);
    summary.focus();
    const made = new MutationObserver(() => {
      if (!first()) return;
      made.disconnect();
      if (document.activeElement === summary) first()?.focus();
    });
    made.observe(editor, { childList: true, subtree: true });
    first()?.focus();
  }

  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("#drawer > .close")) return close(opener);
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-opens]"));
    const editor = button && editors.find((editor) => editor.dataset.editor === button.dataset.opens);
    if (!editor) return;
    opener = button;
    styled().then(() => {
      editor.open = true;
      drawer.hidden = false;
      enter(editor);
    });
  });

  drawer.addEventListener("toggle", ({ target }) => {
    const editor = editors.find((editor) => editor === target);
    if (!editor) return;
    if (editor.open) {
      styled().then(() => (drawer.hidden = !editors.some((editor) => editor.open)));
      for (const other of editors) if (other !== editor) other.open = false;
      fill(editor.dataset.editor, editor);
    } else if (!editors.some((editor) => editor.open)) close(opener);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !drawer.hidden && !event.defaultPrevented && !document.querySelector("dialog[open]")) close(opener);
  });

  // If it covers most of the stage, it closes so the reader can watch. The focus goes to the stage: on a button, the same key press
  // that sent the request would click it.
  return () => {
    if (drawer.getBoundingClientRect().width > innerWidth / 2) close(null);
  };
}
