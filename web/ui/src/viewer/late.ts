/* What the player shows comes later than it happens: what is said of the picture is held back by as much. Pure. */
import type { Store, View } from "../lib/store";
import type { Captions } from "../wire.gen";

/** What a page may read of a store. */
export type Seen = Pick<Store, "all" | "get" | "own">;
export type Shown = Captions["lines"][number];

/** States that say what happens in the picture. */
const PICTURED = new Set(["on_air", "answered"]);
/** Lines kept of a language: some two minutes of them, the longest that a picture is late. */
const MOST = 60;
const ROWS = 2;

interface Said<T> {
  /** Since when it is so, on the server's clock. */
  since: number;
  what: T;
}

/** The moment of a version, which is the id of an entry of the log: "<ms>-<n>". */
const moment = (view: View): number => Number(/^\d+/.exec(view.version ?? "")?.[0] ?? 0);

/** Adds what is new to what was said; of what is due only the last counts. */
function note<T>(said: Said<T>[] | undefined, what: T, since: number, due: number): Said<T>[] {
  const all = [...(said ?? []), { since: Math.max(since, said?.at(-1)?.since ?? 0), what }];
  return all.slice(Math.max(0, all.findLastIndex((one) => one.since <= due)));
}

/** The latest that is due. */
const latest = <T>(said: Said<T>[] | undefined, due: number): T | undefined => said?.findLast((one) => one.since <= due)?.what;

export class Late {
  #programs = new Map<string, Said<View>[]>();
  #states = new Map<string, Said<string>[]>();
  #lines = new Map<string, Shown[]>();

  constructor(private readonly store: Store) {}

  /** Takes note of what has changed in the store; `due`: what happened until then is in the picture. */
  learn(due: number): void {
    for (const view of this.store.all<View>("program")) {
      const said = this.#programs.get(view.id);
      if (said?.at(-1)?.what.version !== view.version) this.#programs.set(view.id, note(said, view, moment(view), due));
    }
    for (const view of [...this.store.all<View>("question"), ...this.store.own<View>().values()]) {
      const said = this.#states.get(view.id);
      const state = String(view["state"]);
      if (said?.at(-1)?.what !== state) this.#states.set(view.id, note(said, state, moment(view), due));
    }
    for (const { id, lines } of this.store.all<Captions>("captions")) this.#lines.set(id, follow(this.#lines.get(id) ?? [], lines));
  }

  /** The store as it was when what is in the picture now happened; only what says something of the picture is older. */
  look(due: number): Seen {
    const masked = <T>(view: T): T => this.#masked(view as View, due) as T;
    const { store } = this;
    return {
      all: <T>(kind: string): T[] => (kind === "program" ? (this.#shown(due) as T[]) : store.all<T>(kind).map(kind === "question" ? masked : (view) => view)),
      get: <T>(kind: string, id: string): T | undefined => {
        const view = store.get<T>(kind, id);
        return view && kind === "question" ? masked(view) : view;
      },
      own: <T>(): Map<string, T> => new Map([...store.own<T>()].map(([id, view]) => [id, masked(view)])),
    };
  }

  /** The lines of a language to be read now, the newest last. */
  captions(language: string, due: number): Shown[] {
    return (this.#lines.get(language) ?? []).filter((line) => line.at <= due).slice(-ROWS);
  }

  /** When the next thing comes into the picture. */
  next(due: number): number {
    const waits = [...this.#programs.values(), ...this.#states.values()].flatMap((said) => said.map((one) => one.since));
    const lines = [...this.#lines.values()].flatMap((all) => all.map((line) => line.at));
    return Math.min(...[...waits, ...lines].filter((at) => at > due));
  }

  #masked(view: View, due: number): View {
    if (!PICTURED.has(String(view["state"]))) return view;
    const state = latest(this.#states.get(view.id), due);
    return state === view["state"] ? view : { ...view, state: state && PICTURED.has(state) ? state : "approved" };
  }

  /** Programs as the picture has them; a question that the public may not read any more is in none. */
  #shown(due: number): View[] {
    const found = [...this.#programs.values()].map((said) => latest(said, due)).filter((view) => view !== undefined);
    return found.map((view) => {
      const layers = Object.entries(view["layers"] as Record<string, { question: string }>);
      return { ...view, layers: Object.fromEntries(layers.filter(([, cue]) => this.store.get<View>("question", cue.question)?.["text"])) };
    });
  }
}

/** The lines so far with the latest ones: new ones come, old ones change, and what was taken out is gone. */
function follow(before: Shown[], now: Shown[]): Shown[] {
  const first = now[0]?.at ?? 0;
  const ids = new Set(now.map((line) => line.id));
  return [...before.filter((line) => line.at < first && !ids.has(line.id)), ...now].slice(-MOST);
}
