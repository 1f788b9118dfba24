// The dialog that shares what is on the stage: links, lines for other pages, and an image, each copied by one click.
import { image } from "./picture.js";

export { accompany } from "./show.js";
export { drawer } from "./drawer.js";
export { editors } from "./editors.js";
export { pack, read } from "./link.js";
export { offer } from "./picture.js";

const escaped = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

// What a frame asks for at each size of the dialog, in pixels. The element chooses its height by its width, and comes to the same.
/** @type {Record<string, [width: string, height: number]>} */
const SIZES = { page: ["100%", 640], column: ["700", 480], phone: ["390", 600] };

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
  const [width, height] = SIZES[size];
  const attributes = [...held].filter(([name]) => name !== "view").map(([name, value]) =>
    ["blocked", "loop"].includes(name) && value === "1" ? ` ${name}` : ` ${name}="${escaped(value)}"`);
  const fixed = size !== "page";
  if (fixed) attributes.push(` style="max-width: ${width}px"`);
  const title = escaped(document.title);
  return {
    link: link(held),
    moment: link(at),
    element: `<script src="${escaped(new URL("embed.js", page).href)}" defer><\/script>\n<traffic-gauntlet${attributes.join("")}></traffic-gauntlet>`,
    frame: `<iframe src="${escaped(link(framed))}" title="${title}" width="${width}" height="${height}" style="border: 0${fixed ? "; max-width: 100%" : ""}" sandbox="allow-scripts allow-downloads"></iframe>`,
  };
}

// The element itself, which the sheet scales down. A page may not hold itself in a frame, so its address differs from this one's.
/** @param {HTMLDialogElement} dialog @param {string} settings */
async function look(dialog, settings) {
  const place = /** @type {HTMLElement} */ (dialog.querySelector(".share-look > div"));
  dialog.onclose = () => place.replaceChildren();
  // The site in one file has no script for other pages, and shows the outline.
  if (document.querySelector('meta[name="gauntlet-app"]')) return;
  const src = new URL(location.href);
  src.hash = "";
  await import(new URL("embed.js", src).href);
  src.searchParams.set("share", "");
  const figure = document.createElement("traffic-gauntlet");
  const all = { ...Object.fromEntries(new URLSearchParams(settings)), view: "stage", autoplay: "0", loading: "eager", src: src.href };
  for (const [name, value] of Object.entries(all)) figure.setAttribute(name, value);
  if (dialog.open) place.replaceChildren(figure);
}

/** @param {string} settings @param {number} moment @param {string} caption */
export function share(settings, moment, caption) {
  const painted = image(caption);
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("stage-share"));
  const status = /** @type {Gauntlet.Status} */ (dialog.querySelector("[role=status]"));
  const sizes = /** @type {HTMLFieldSetElement} */ (dialog.querySelector("fieldset"));
  /** @type {NodeListOf<Gauntlet.Line>} */
  const fields = dialog.querySelectorAll("[data-line]");
  const fill = () => {
    const all = lines(settings, moment, /** @type {HTMLInputElement} */ (sizes.querySelector(":checked")).value);
    for (const field of fields) field.value = all[field.dataset.line];
    status.textContent = "";
  };
  sizes.onchange = fill;
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
  look(dialog, settings).catch(() => {});
}
