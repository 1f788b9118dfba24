// What the page's scripts and its app share: globals, which one of them sets and another calls, and the types of what goes
// between them. Only the checker reads it; `src/embed.rs`, `src/engine.rs` and `src/stage/` have the app's half.
//
// At the top of a script `globalThis.name = ...` would be a declaration of its own, which is compared with nothing: there they
// are set by way of `shared`.

declare namespace Gauntlet {
  type State = import("./embed.d.ts").GauntletState;

  /** What the page around asks. Nothing of it is known to be right. */
  type Asked = { gauntlet?: unknown; id?: unknown; command?: unknown; value?: unknown };

  /** What the page around is told: an event, or the answer to what it asked. */
  type Told = Notice | Answer;
  type Notice = { gauntlet?: 1; id?: undefined; state?: undefined; error?: undefined } & (
    | { event: "hello"; detail?: undefined }
    | { event: "failed" | "error"; detail: { message: string } }
    | { event: "resize"; detail: { height: number } }
    | { event: "ready" | "statechange" | "layerchange" | "verdict"; detail: State }
  );
  type Answer = { gauntlet?: 1; id: unknown; event?: undefined; detail?: undefined } & Outcome;
  type Outcome = { state: State; error?: undefined } | { error: string; state?: undefined };

  /** What a page asked of the element, until it has its answer. */
  type Waiting = {
    done: (state: State) => void;
    failed: (error: Error) => void;
    message: { id: number; command: string; value: string | undefined };
    clock?: number;
  };

  /** The workbench's module, which wasm-bindgen makes of `crates/workbench/`. Bytes are packed as `crates/model/` says. */
  type Workbench = {
    default: (from: { module_or_path: string }) => Promise<unknown>;
    answer: (question: Uint8Array) => Uint8Array;
    mount: (editor: string, place: HTMLElement, ask: Ask) => void;
    show: (onShow: Uint8Array) => void;
    take: (file: File) => void;
  };

  /** Grants a wish of an editor's reader, and tells what became of it. */
  type Ask = (wish: Uint8Array, told: (became: Uint8Array) => void) => void;

  /** What a reader wrote as an object: nothing of it is known to be right. */
  type Item = { [name: string]: unknown };
  /** An element of the page, with what is set on it. */
  type Data<E extends HTMLElement, Name extends string> = E & { dataset: { [name in Name]: string } };
  type Status = Data<HTMLElement, "done" | "refused">;
  type Line = Data<HTMLTextAreaElement, "line">;

  /** The figure as a file, and its width and height. */
  type Picture = { text: string; size: number[] };
}

/** Tells the page around. `boot.js` sets it and tells of its start and failure; `host.js` tells the rest. */
declare var gauntletPost: (message: Gauntlet.Told) => void;
/** Does what the page around asks, and answers it. `host.js` sets it; `boot.js` calls it for what comes over the port. */
declare var gauntletHear: (asked: Gauntlet.Asked, answer?: (message: Gauntlet.Told) => void) => void;
/** Takes over colors and typefaces and gives what is wrong with them. `boot.js` sets it; `host.js` calls it at each change. */
declare var gauntletTheme: (theme: string) => string[];
/** What was wrong with the first ones. `boot.js` sets it; `host.js` tells it. */
declare var gauntletWrong: string[];
/** Commands the stage and gives its state as a query string. The app sets it, once there is a stage; `host.js` calls it. */
declare var gauntletStage:
  | ((command: string, value: string, answer?: (error: string, state: string) => void) => string)
  | undefined;
/** Tells an event, with the state or message as a query string. `host.js` sets it; the app calls it. */
declare var gauntletTell: (event: "ready" | "statechange" | "layerchange" | "verdict" | "error", state: string) => void;
/** Asks the engines a packed question. `engine.js` sets it; the app calls it. */
declare var gauntletAnswer: (question: Uint8Array) => Promise<Uint8Array>;
/** Gives the text at an address, or packed in it. `engine.js` sets it; the app calls it. */
declare var gauntletFetch: (address: string) => Promise<string>;
/** Packs a scenario into an address. `engine.js` sets it; the app calls it. */
declare var gauntletPack: (text: string) => Promise<string>;
/** Gives the address of a file of the site. Only the site in one file sets it, in its `files.js`; `engine.js` calls it. */
declare var gauntletFile: ((name: string) => string) | undefined;
/** Has the workbench fill a place with an editor. `engine.js` sets it; the app calls it. */
declare var gauntletMount: (editor: string, place: HTMLElement, ask: Gauntlet.Ask) => Promise<void>;
/** Tells the editors what is on show. `engine.js` sets it; the app calls it. */
declare var gauntletShow: (onShow: Uint8Array) => void;
/** Draws the moment on show, and gives what makes it a PNG. `picture.js` sets it; `share.js` calls it. */
declare var gauntletImage: (caption: string) => () => Promise<Blob>;
/** Asks which kind of image to save. `picture.js` sets it; the app calls it. */
declare var gauntletPicture: (caption: string, name: string) => void;
/** Opens the dialog that shares what is on the stage. `share.js` sets it; the app calls it. */
declare var gauntletShare: (settings: string, moment: number, caption: string) => void;

/** What makes text safe; an older browser has none. */
declare var trustedTypes: {
  createPolicy: (name: string, rules: { createHTML: (html: string) => string | null }) => unknown;
};
