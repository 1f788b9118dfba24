// What can be pressed or filled, as far as it is on show: in the dialog that is open, on the stage, or on the whole page.
// Gives where the chosen one is and what it is, scrolled into view. `arguments`: which, and whether on the whole page.
const [which, whole] = arguments;
const within = document.querySelector("dialog[open]") ?? (whole ? document.body : document.querySelector(".stage"));
const kinds = "button, summary, select, input:not([type=hidden], [type=file]), textarea, a[href], [role=button], [tabindex='0']";
const found = [...within.querySelectorAll(kinds)].filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 0);
if (found.length === 0) return null;
const element = found[which % found.length];
element.scrollIntoView({ block: "center", behavior: "instant" });
const area = (element.closest("label") ?? element).getBoundingClientRect();
globalThis.monkey.chosen = element;
const name = (element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent || element.name || "").trim().replace(/\s+/g, " ").slice(0, 50);
return { x: area.x + area.width / 2, y: area.y + area.height / 2, what: `${element.tagName.toLowerCase()} “${name}”`, at: element.id || element.className?.baseVal || String(element.className) };
