// The dialog that shares what is on the stage: links, lines for other pages, and an image, each copied by one click.
import { image } from "./picture.js";

const escaped = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

// The frame's height where the element would choose it by its width.
const USUAL = 1330;

/** @param {string} settings @param {number} moment @param {string} size @returns {Record<string, string>} */
function lines(settings, moment, size) {
  const page = location.href.split("#", 1)[0];
  const held = new URLSearchParams(settings);
  const at = new URLSearchParams(settings);
  at.set("start-at", String(moment));
  at.delete("at");
  // As the page writes it: an address stays readable.
  const readable = (/** @type {string} */ value) => encodeURIComponent(value).replace(/%(?:2F|3A|40|2C|3B)/g, unescape);
  const written = (/** @type {URLSearchParams} */ set) => [...set].map(([name, value]) => `${name}=${readable(value)}`).join("&");
  const link = (/** @type {URLSearchParams} */ set) => (written(set) ? `${page}#${written(set)}` : page);
  const framed = new URLSearchParams([["view", "stage"], ...[...held].filter(([name]) => name !== "view")]);
  const height = size === "fixed" ? 800 : USUAL;
  const attributes = [...held].filter(([name]) => name !== "view").map(([name, value]) =>
    ["blocked", "loop"].includes(name) && value === "1" ? ` ${name}` : ` ${name}="${escaped(value)}"`);
  if (size === "content") attributes.push(' height="content"');
  if (size === "fixed") attributes.push(` style="--gauntlet-height: ${height}px"`);
  const title = escaped(document.title);
  return {
    link: link(held),
    moment: link(at),
    element: `<script src="${escaped(new URL("embed.js", page).href)}" defer><\/script>\n<traffic-gauntlet${attributes.join("")}></traffic-gauntlet>`,
    frame: `<iframe src="${escaped(link(framed))}" title="${title}" width="100%" height="${height}" style="border: 0" sandbox="allow-scripts allow-downloads"></iframe>`,
  };
}

/** @param {string} settings @param {number} moment @param {string} caption */
export function share(settings, moment, caption) {
  const painted = image(caption);
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("stage-share"));
  const status = /** @type {Gauntlet.Status} */ (dialog.querySelector("[role=status]"));
  const size = /** @type {HTMLSelectElement} */ (dialog.querySelector("select"));
  /** @type {NodeListOf<Gauntlet.Line>} */
  const fields = dialog.querySelectorAll("[data-line]");
  const fill = () => {
    const all = lines(settings, moment, size.value);
    for (const field of fields) field.value = all[field.dataset.line];
    status.textContent = "";
  };
  size.onchange = fill;
  fill();
  const tell = (/** @type {boolean} */ done) => (status.textContent = done ? status.dataset.done : status.dataset.refused);
  dialog.onclick = async ({ target }) => {
    /** @type {HTMLButtonElement | null} */
    const button = /** @type {Element} */ (target).closest("button[data-stays]");
    if (!button) return;
    /** @type {Gauntlet.Line | null} */
    const field = dialog.querySelector(`[data-line="${button.value}"]`);
    try {
      if (field) await navigator.clipboard.writeText(field.value);
      else await navigator.clipboard.write([new ClipboardItem({ "image/png": painted() })]);
      tell(true);
    } catch {
      // Refused, as in a frame that may not: the reader's own keys still can.
      field?.select();
      tell(false);
    }
  };
  dialog.showModal();
}
