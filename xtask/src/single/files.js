// Opens the files that this page holds, by their names in the site, so that it needs no other: `gauntletFile` gives a file's
// address, a new one each time.
const types = { js: "text/javascript", wasm: "application/wasm" };

globalThis.gauntletFile = (name) => {
  const text = atob(document.getElementById(`file:${name}`).textContent);
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: types[name.split(".").pop()] }));
};

// What the site's page does by itself.
const app = document.querySelector('meta[name="gauntlet-app"]').content;
const { default: start } = await import(gauntletFile(`${app}.js`));
await start({ module_or_path: gauntletFile(`${app}_bg.wasm`) });
