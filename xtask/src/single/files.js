// Opens the files that this page holds, by their names in the site, so that it needs no other. Each time a file is wanted it gets
// a new address.
const types = { css: "text/css", js: "text/javascript", wasm: "application/wasm" };

const address = (name) => {
  const text = atob(document.getElementById(`file:${name}`).textContent);
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: types[name.split(".").pop()] }));
};
document.addEventListener("gauntlet-file", ({ detail }) => (detail.address = address(detail.name)));

// What the site's page does by itself.
const app = document.querySelector('meta[name="gauntlet-app"]').content;
const { default: start } = await import(address(`${app}.js`));
await start({ module_or_path: address(`${app}_bg.wasm`) });
