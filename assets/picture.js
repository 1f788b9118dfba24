// Makes a picture of the figure that stands by itself: its styles are written into its elements, so that slides and drawing
// programs show it as the page does. The packet is a part of the figure, which a screen does not show.
const KEPT = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity",
  "font-family", "font-size", "font-weight", "font-style", "letter-spacing", "text-anchor", "paint-order",
];
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 24;
const LINE = 20;
const SIZE = 15;

/** @param {Element} from @param {Element & Partial<HTMLOrSVGElement>} to */
function styled(from, to) {
  const style = getComputedStyle(from);
  for (const name of KEPT) {
    const value = style.getPropertyValue(name);
    if (value && value !== "none" && value !== "normal" && value !== "auto") to.setAttribute(name, value);
    else if (name === "fill" && value === "none") to.setAttribute(name, value);
  }
  // An attribute has the short name only, and none does what CSS does to letters.
  const struck = style.getPropertyValue("text-decoration-line");
  if (struck !== "none") to.setAttribute("text-decoration", struck);
  if (style.textTransform === "uppercase" && !to.children.length) {
    to.textContent = to.textContent.toLocaleUpperCase(document.documentElement.lang);
  }
  for (const name of ["class", "id", "tabindex", "role", "aria-label", "aria-pressed"]) to.removeAttribute(name);
  for (const name of Object.keys(to.dataset ?? {})) delete to.dataset?.[name];
  [...from.children].forEach((child, index) => styled(child, to.children[index]));
}

// The caption in lines that fit. A word that no line can hold breaks between its parts, as on the page.
/** @param {string} text @param {string} face @param {number} width */
function lines(text, face, width) {
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = `${SIZE}px ${face}`;
  const fits = (/** @type {string} */ part) => pen.measureText(part).width <= width;
  const out = [""];
  // A part may be empty, so there always is one.
  const split = (/** @type {string} */ word) => /** @type {string[]} */ (word.match(/[^:/?&=.,;_@+-]*[:/?&=.,;_@+-]*/g));
  for (const word of text.split(/\s+/)) {
    const parts = fits(word) ? [word] : split(word).filter(Boolean);
    parts.forEach((part, index) => {
      const longer = `${out.at(-1)}${index ? "" : " "}${part}`.trim();
      if (fits(longer)) out[out.length - 1] = longer;
      else out.push(part);
    });
  }
  return out;
}

/** @param {SVGSVGElement} figure @param {string} caption @returns {Gauntlet.Picture} */
function drawn(figure, caption) {
  const live = /** @type {SVGSVGElement} */ (figure.cloneNode(true));
  styled(figure, live);
  const [, , width, height] = String(figure.getAttribute("viewBox")).split(" ").map(Number);
  const page = getComputedStyle(figure);
  const read = (/** @type {string} */ name) => page.getPropertyValue(name).trim();
  const face = page.fontFamily;
  const words = lines(caption, face, width);
  const whole = [width + 2 * MARGIN, height + 2 * MARGIN + words.length * LINE + 8];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${whole.join(" ")}`);
  svg.setAttribute("width", String(whole[0]));
  svg.setAttribute("height", String(whole[1]));
  // Figures as wide as each other, for which there is no attribute.
  svg.style.fontVariantNumeric = page.fontVariantNumeric;
  /** @param {string} tag @param {Record<string, string | number>} attributes @param {string} [text] */
  const add = (tag, attributes, text, to = svg) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    if (text) element.textContent = text;
    to.append(element);
    return element;
  };
  add("title", {}, caption);
  add("rect", { width: whole[0], height: whole[1], fill: read("--g-surface") });
  const inner = add("g", { transform: `translate(${MARGIN} ${MARGIN})` });
  inner.append(...live.children);
  words.forEach((line, index) => {
    const y = height + 2 * MARGIN + index * LINE;
    add("text", { x: MARGIN, y, fill: read("--g-ink"), "font-family": face, "font-size": SIZE }, line);
  });
  return { text: new XMLSerializer().serializeToString(svg), size: whole };
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// As pixels, twice as many as its units.
/** @param {Gauntlet.Picture} picture @returns {Promise<Blob>} */
async function painted({ text, size }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = size.map((side) => side * 2);
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(image, 0, 0, canvas.width, canvas.height);
  // It is null only for a canvas that is empty or far larger.
  return new Promise((done) => canvas.toBlob(/** @type {BlobCallback} */ (done), "image/png"));
}

// The picture of the moment at which it is asked for: the app has placed the packet by the next task.
/** @param {string} caption @returns {Promise<Gauntlet.Picture>} */
const picture = (caption) =>
  new Promise((done) => setTimeout(() => {
    done(drawn(/** @type {SVGSVGElement} */ (document.querySelector("#stage svg.scene")), caption));
  }));

// The same for what else wants it: a function that gives a promise of a PNG.
/** @param {string} caption */
export function image(caption) {
  const made = picture(caption);
  return async () => painted(await made);
}

// Asks which kind, and saves it.
/** @param {string} caption @param {string} name */
export function offer(caption, name) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("stage-picture"));
  const made = picture(caption);
  dialog.returnValue = "";
  dialog.onclose = async () => {
    const kind = dialog.returnValue;
    if (kind === "svg") save(new Blob([(await made).text], { type: "image/svg+xml" }), `${name}.svg`);
    if (kind === "png") save(await painted(await made), `${name}.png`);
  };
  dialog.showModal();
}
