// The types of <traffic-gauntlet>, which embed.js defines.

/** What the figure shows. */
export interface GauntletState {
  direction: "ingress" | "egress";
  blocked: boolean;
  /** A preset's name, a curl command or an address, where the request is not one of the four stories. */
  request?: string;
  /** Beside a request of one's own: the client's address, the calling pod as NAMESPACE/POD, the preset in whose scenario it goes. */
  "source-ip"?: string;
  from?: string;
  preset?: string;
  /** The address of the scenario, where it is not the built-in one. */
  scenario?: string;
  speed: 0.25 | 0.5 | 1 | 2 | 4;
  loop: boolean;
  playing: boolean;
  /** The moment on show and the last one, in milliseconds of the slider. */
  moment: number;
  end: number;
  /** How many hops have their verdict, of how many. */
  hop: number;
  hops: number;
  /** Method and address of the request. */
  sent: string;
  /** The layer that decided last, and what. */
  layer?: string;
  verdict?: "pass" | "answer" | "block" | "fail";
  /** At the end: how it ended, the code of a block or failure, and what the client sees. */
  outcome?: "answered" | "blocked" | "failed";
  code?: string;
  client?: string;
}

export type GauntletSettings = Partial<Pick<GauntletState, "direction" | "blocked" | "speed" | "loop">> & {
  /** `null` takes it away, as it does the next four. */
  request?: string | null;
  "source-ip"?: string | null;
  from?: string | null;
  preset?: string | null;
  /** An address, counted from your page. */
  scenario?: string | null;
  /** A layer to stop at, as in the attribute. */
  at?: string;
  view?: "stage" | "article";
  detail?: "short" | "full";
  theme?: "auto" | "light" | "dark";
  controls?: boolean;
  lang?: string;
};

/**
 * Every method waits until the figure is ready and gives the state after it. What is wrong rejects with a `RangeError` or
 * `TypeError` that names it. Where there is no figure (it can't be loaded, or the element is not in the page) each rejects with an
 * `Error` that says what to do. After a minute without an answer it rejects too.
 */
export interface TrafficGauntletElement extends HTMLElement {
  play(): Promise<GauntletState>;
  pause(): Promise<GauntletState>;
  /** On to the next verdict. */
  step(): Promise<GauntletState>;
  /** Back to the verdict before. */
  back(): Promise<GauntletState>;
  /** To the start, standing still. */
  reset(): Promise<GauntletState>;
  /** To a moment, in milliseconds of the slider, standing still. */
  seek(moment: number): Promise<GauntletState>;
  getState(): Promise<GauntletState>;
  /** All that is given or, where something of it is wrong, nothing. Gives the state once the engines judged it. */
  setState(settings: GauntletSettings): Promise<GauntletState>;
  /** Sends a request: a preset's name, a curl command or an address. */
  run(request: string): Promise<GauntletState>;
  /** Takes over the page's `--gauntlet-` colors and typefaces anew, where they changed in a way it can't see. */
  restyle(): void;
}

/** None of them bubbles: listen at the element. */
export interface GauntletEvents {
  ready: CustomEvent<GauntletState>;
  statechange: CustomEvent<GauntletState>;
  layerchange: CustomEvent<GauntletState>;
  verdict: CustomEvent<GauntletState>;
  error: CustomEvent<{ message: string }>;
  resize: CustomEvent<{ height: number }>;
}

declare global {
  interface HTMLElementTagNameMap {
    "traffic-gauntlet": TrafficGauntletElement;
  }
}
