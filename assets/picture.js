// Makes a picture of the figure that stands by itself: its styles are written into its elements, so that slides and drawing
// programs show it as the page does.
const KEPT = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity",
  "font-family", "font-size", "font-weight", "font-style", "letter-spacing", "text-anchor", "text-transform",
  "text-decoration-line", "paint-order",
];
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 24;
const LINE = 20;

function styled(from, to) {
  const style = getComputedStyle(from);
  for (const name of KEPT) {
    const value = style.getPropertyValue(name);
    if (value && value !== "none" && value !== "normal" && value !== "auto") to.setAttribute(name, value);
    else if (name === "fill" && value === "none") to.setAttribute(name, value);
  }
  for (const name of ["class", "id", "tabindex", "role", "aria-label", "aria-pressed"]) to.removeAttribute(name);
  for (const name of Object.keys(to.dataset ?? {})) delete to.dataset[name];
  [...from.children].forEach((child, index) => styled(child, to.children[index]));
}

// The caption in lines that fit.
function lines(text, width) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = "15px sans-serif";
  const out = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${out.at(-1)} ${word}`.trim();
    if (pen.measureText(longer).width <= width) out[out.length - 1] = longer;
    else out.push(word);
  }
  return out;
}

function drawn(figure, marks, caption) {
  const live = figure.cloneNode(true);
  const packets = document.createElementNS(SVG, "g");
  packets.innerHTML = marks;
  live.append(packets);
  // The styles of the packets are those of the style sheet, so they must stand in the page for a moment.
  figure.append(packets.cloneNode(true));
  styled(figure, live);
  figure.lastElementChild.remove();

  const [, , width, height] = figure.getAttribute("viewBox").split(" ").map(Number);
  const page = getComputedStyle(figure);
  const read = (name) => page.getPropertyValue(name).trim();
  const words = lines(caption, width);
  const whole = [width + 2 * MARGIN, height + 2 * MARGIN + words.length * LINE + 8];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${whole.join(" ")}`);
  svg.setAttribute("width", whole[0]);
  svg.setAttribute("height", whole[1]);
  const add = (tag, attributes, text, to = svg) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
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
    add("text", { x: MARGIN, y, fill: read("--g-ink"), "font-family": "sans-serif", "font-size": 15 }, line);
  });
  return { text: new XMLSerializer().serializeToString(svg), size: whole };
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// As pixels, twice as many as its units.
async function painted({ text, size }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = size.map((side) => side * 2);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

const picture = (marks, caption) => drawn(document.querySelector("#stage svg.scene"), marks, caption);

async function make(marks, caption, name, kind) {
  const made = picture(marks, caption);
  if (kind === "svg") save(new Blob([made.text], { type: "image/svg+xml" }), `${name}.svg`);
  else save(await painted(made), `${name}.png`);
}

// The same for what else wants it: a promise of a PNG.
globalThis.gauntletImage = (marks, caption) => painted(picture(marks, caption));

// The buttons of the page's dialogs close them, with their value as the answer.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("dialog button:not([data-stays])");
  if (button) button.closest("dialog").close(button.value);
});

// Asks which kind, and saves it.
globalThis.gauntletPicture = (marks, caption, name) => {
  const dialog = document.getElementById("stage-picture");
  dialog.returnValue = "";
  dialog.onclose = () => dialog.returnValue && make(marks, caption, name, dialog.returnValue);
  dialog.showModal();
};
