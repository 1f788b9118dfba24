// The types of what goes between the page's scripts and its app: only the checker reads them. The app imports what the modules
// export; `src/embed.rs`, `src/engine.rs` and `src/stage/` say what it expects of them.

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

  /** Commands the stage, and gives its state, or what is wrong, as a query string. The app is one. */
  type Stage = (command: string, value: string, answer: (error: string, state: string) => void) => void;
  /** What the app tells. */
  type Event = "ready" | "statechange" | "layerchange" | "verdict" | "error";
  /** Colors and typefaces as `embed.js` names them, and what is wrong with them. */
  type Dress = { theme: string; wrong: string[] };
  /** A file of the site, and its address where the page itself holds it. */
  type Held = { name: string; address?: string };

  /** What a page asked of the element, until it has its answer. */
  type Waiting = {
    done: (state: State) => void;
    failed: (error: Error) => void;
    message: { id: number; command: string; value: string | undefined };
    clock?: number;
  };

  /** What the editors call of the engines. Bytes are packed as `crates/model/` says. */
  type Engines = {
    check: (text: string) => Uint8Array;
    presets: () => Uint8Array;
    scenarioOf: (preset: string) => string;
    upgraded: (text: string) => string;
    rewritten: (text: string, document: string) => string | undefined;
    forecast: (question: Uint8Array) => Uint8Array;
  };
  /** What such a call gives them. */
  type Given = string | Uint8Array;
  /** The engines' module, which wasm-bindgen makes of `crates/workbench/`. */
  type Workbench = Engines & { answer: (question: Uint8Array) => Uint8Array };
  /** The editors' module, of `crates/editors/`. */
  type Editors = {
    mount: (editor: string, place: HTMLElement, ask: Ask, engines: Engines) => void;
    show: (onShow: Uint8Array) => void;
    take: (file: File) => void;
  };
  /** The modules by the names that the page's head has for them. */
  type Modules = { workbench: Workbench; editors: Editors };

  /** Grants a command of an editor's reader, and tells what became of it. */
  type Ask = (command: Uint8Array, told: (result: Uint8Array) => void) => void;

  /** What a reader wrote as an object: nothing of it is known to be right. */
  type Item = { [name: string]: unknown };
  /** An element of the page, with what is set on it. */
  type Data<E extends HTMLElement, Name extends string> = E & { dataset: { [name in Name]: string } };
  type Status = Data<HTMLElement, "done" | "refused">;
  type Line = Data<HTMLTextAreaElement, "line">;

  /** The figure as a file, and its width and height. */
  type Picture = { text: string; size: number[] };

  /** The script that is loaded later. */
  type Later = typeof import("./share.js");
}

// Between the page's modules and what is no module: `boot.js`, which runs before them, and `files.js` of the site in one file.
interface DocumentEventMap {
  /** The page around is told something. `host.js` says so; `boot.js` tells it. */
  "gauntlet-tell": CustomEvent<Gauntlet.Told>;
  /** The page around asks something. `boot.js` says so; `host.js` does it, and tells the answer. */
  "gauntlet-ask": CustomEvent<Gauntlet.Asked>;
  /** Colors and typefaces are to be taken over. `host.js` says so; `boot.js` does it, and says what is wrong with them. */
  "gauntlet-dress": CustomEvent<Gauntlet.Dress>;
  /** What the stage shows changed. `host.js` says so; `show.js` keeps the article's links in step. */
  "gauntlet:statechange": CustomEvent<Gauntlet.State>;
  "gauntlet:layerchange": CustomEvent<Gauntlet.State>;
  /** A file of the site is wanted. `later.js` says so; `files.js` says where it is. */
  "gauntlet-file": CustomEvent<Gauntlet.Held>;
}

/** What makes text safe; an older browser has none. */
declare var trustedTypes: {
  createPolicy: (name: string, rules: { createHTML: (html: string) => string | null }) => unknown;
};
