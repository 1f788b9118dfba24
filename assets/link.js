// What a link names or holds: a scenario beside the page, or one packed into the link itself.

// What the engines read at most, and what a link may hold of it packed, in bytes and letters.
const LARGEST = 262144;
const LONGEST = 32768;
const PACKED = "packed-1:";

// The bytes that come out of a stream, stopped where they are too many: a few packed ones may unpack to any number.
/** @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream @param {(size: number) => void} [came] @param {string} [has] */
async function collected(stream, came = () => {}, has = "it unpacks to") {
  const parts = [];
  let size = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    came((size += value.byteLength));
    if (size > LARGEST) {
      reader.cancel().catch(() => {});
      throw new RangeError(`${has} more than ${LARGEST} bytes, the most that are read`);
    }
    parts.push(value);
  }
}

/** @param {BlobPart} bytes @param {CompressionStream | DecompressionStream} transform */
const through = (bytes, transform) => collected(new Blob([bytes]).stream().pipeThrough(transform));

// A scenario as a link holds it.
/** @param {string} text */
export async function pack(text) {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  const link = PACKED + btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (link.length > LONGEST) throw new RangeError(`it takes ${link.length} letters packed, and a link holds ${LONGEST}`);
  return link;
}

/** @param {string} link */
async function unpacked(link) {
  const [head] = link.split(":", 1);
  if (`${head}:` !== PACKED) throw new Error(`it begins with “${head.slice(0, 20)}:”, expected “${PACKED}”: a newer page packed it`);
  if (link.length > LONGEST) throw new Error(`it has ${link.length} letters; at most ${LONGEST} are read`);
  const letters = link.slice(PACKED.length);
  const strange = /[^\w-]/.exec(letters);
  if (strange) throw new Error(`it has “${strange[0]}” at ${strange.index + 1}, expected letters, digits, “-” and “_”`);
  try {
    const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(await through(bytes, new DecompressionStream("deflate-raw")));
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Error("it is cut short or damaged: copy the whole link again");
  }
}

// How long an answer is waited for, from its first byte to its last, in milliseconds; `stage.waits` says so.
const TIMEOUT = 20_000;

// The bytes of an answer, which is given up where it is too long or takes too long: it may go on for ever.
/** @param {URL} url */
async function answered(url) {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT);
  let size = 0;
  try {
    // Whose page this is and whose scenario are strangers to each other: no cookie goes along.
    const response = await fetch(url, { credentials: "omit", signal: timeout.signal });
    if (!response.ok) throw new RangeError(`${url.href} answered ${response.status}; expected a JSON file`);
    const type = response.headers.get("content-type") ?? "";
    if (type.includes("html")) throw new RangeError(`${url.href} is of type ${type}; expected JSON`);
    if (!response.body) throw new RangeError(`${url.href} answered ${response.status} without a body; expected a JSON file`);
    return await collected(response.body, (part) => (size = part), "it has");
  } catch (error) {
    if (error instanceof RangeError) throw error;
    if (!timeout.signal.aborted) throw new Error(`${url.href} could not be loaded: is it on this site, and is there a connection?`);
    throw new Error(`${url.href} sent ${size || "no"} bytes within ${TIMEOUT / 1000} s and did not end: it was given up`);
  } finally {
    clearTimeout(timer);
    // Ends what is still under way, such as the rest of an answer that is too long.
    timeout.abort();
  }
}

// A scenario, or another text that the page's address names or holds.
/** @param {string} address */
export async function read(address) {
  if (/^packed-/.test(address)) return unpacked(address);
  return new TextDecoder().decode(await answered(new URL(address, document.baseURI)));
}
