// The drawer of the two editors, beside the stage: what opens and closes it, and where the focus goes.

/**
 * Returns how a button or an editor opens it, and what to call when a request was sent.
 * @param {(editor: string, within: HTMLElement) => void} fill Has an editor's place filled.
 */
export function drawer(fill) {
  const drawer = /** @type {HTMLElement} */ (document.getElementById("drawer"));
  const editors = /** @type {Gauntlet.Data<HTMLDetailsElement, "editor">[]} */ ([...drawer.querySelectorAll("details")]);
  /** @type {HTMLElement | null} */
  let opener = null;

  // As a sheet it covers the page, which then takes no focus.
  const sheet = () => drawer.offsetWidth >= document.documentElement.clientWidth;
  /** @param {boolean} open */
  function show(open) {
    drawer.hidden = !open;
    for (let within = /** @type {HTMLElement} */ (drawer); within !== document.body; ) {
      const { parentElement } = within;
      for (const beside of parentElement?.children ?? []) {
        // The page keeps its name.
        if (beside !== within && !beside.querySelector("h1")) beside.toggleAttribute("inert", open && sheet());
      }
      within = parentElement ?? document.body;
    }
  }

  /** @param {HTMLElement | null} to */
  function close(to) {
    const inside = drawer.contains(document.activeElement);
    show(false);
    for (const editor of editors) editor.open = false;
    if (!inside) return;
    // The opener may be gone by now, or in the list of the transport, which has closed.
    const list = to?.closest(".transport")?.querySelector(".open-more") ?? document.querySelector("#stage > *");
    const back = to?.checkVisibility() ? to : list;
    /** @type {HTMLElement | null} */ (back)?.focus({ preventScroll: true });
  }

  // Its first field, once the editor has made it.
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

  /** @param {Element} from A button that names an editor, or an editor that is open. */
  function open(from) {
    const named = /** @type {HTMLElement} */ (from).dataset.opens;
    const editor = editors.find((editor) => editor === from || editor.dataset.editor === named);
    if (!editor) return;
    if (editor === from) return opened(editor);
    opener = /** @type {HTMLElement} */ (from);
    editor.open = true;
    show(true);
    enter(editor);
  }

  /** @param {typeof editors[number]} editor */
  function opened(editor) {
    show(true);
    for (const other of editors) if (other !== editor) other.open = false;
    fill(editor.dataset.editor, editor);
  }

  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const outside = !drawer.hidden && sheet() && !drawer.contains(target);
    if (outside || target.closest("#drawer > .close")) return close(opener);
    const button = target.closest("[data-opens]");
    if (button) open(button);
  });

  // It may become a sheet, or be one no more.
  addEventListener("resize", () => {
    if (!drawer.hidden) show(true);
  });

  drawer.addEventListener("toggle", ({ target }) => {
    const editor = editors.find((editor) => editor === target);
    if (editor?.open) opened(editor);
    else if (editor && !editors.some((editor) => editor.open)) close(opener);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !drawer.hidden && !event.defaultPrevented && !document.querySelector("dialog[open]")) close(opener);
  });

  // If it covers most of the stage, it closes so the reader can watch. The focus goes to the stage: on a button, the same key press
  // that sent the request would click it.
  const sent = () => {
    if (drawer.offsetWidth > innerWidth / 2) close(null);
  };
  return { open, sent };
}
