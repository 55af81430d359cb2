/* What a seat knows: entity views by kind and id. Pure: no DOM, no clock, no rules of its own. */

export interface View {
  kind: string;
  id: string;
  version?: string;
  gone?: boolean;
  [field: string]: unknown;
}

export interface StoreFrame {
  type: string;
  seq?: number;
  now?: number;
  me?: Record<string, unknown>;
  views?: View[];
}

export type Applied = "ok" | "gap";

/**
 * Holds what the server said last of each entity.
 *
 * A snapshot replaces everything; a `views` frame must carry the next `seq`, else frames were lost: the store then
 * stands still and answers "gap" until a snapshot arrives. `own` frames lie beside, outside `seq`. Kinds that are `onDemand`
 * come by question and answer (`learn`): no snapshot holds them, so none takes them away.
 */
export class Store {
  seq = -1;
  me: Record<string, unknown> = {};
  stale = true;
  private kinds = new Map<string, Map<string, View>>();
  private mine = new Map<string, View>();

  constructor(private readonly onDemand: readonly string[] = []) {}

  /** Takes in one frame of the server; frames of other types change nothing. */
  apply(frame: StoreFrame): Applied {
    if (frame.type === "snapshot") return this.replace(frame);
    if (frame.type === "own") {
      for (const view of frame.views ?? []) put(this.mine, view);
      return "ok";
    }
    if (frame.type !== "views") return "ok";
    if (this.stale || frame.seq !== this.seq + 1) {
      this.stale = true;
      return "gap";
    }
    this.seq = frame.seq;
    for (const view of frame.views ?? []) this.put(view);
    return "ok";
  }

  /** Takes in views that were asked for; what is known in a later version stays. */
  learn(views: readonly View[]): void {
    for (const view of views) {
      const known = this.get(view.kind, view.id);
      if (!known || !later(known.version, view.version)) this.put(view);
    }
  }

  /** Lets go of a view that the server no longer shows. */
  forget(kind: string, id: string): void {
    this.kinds.get(kind)?.delete(id);
  }

  /** Every view of a kind, in the order in which the entities first appeared. */
  all<T = View>(kind: string): T[] {
    return [...(this.kinds.get(kind)?.values() ?? [])] as T[];
  }

  /** One view, or undefined. */
  get<T = View>(kind: string, id: string): T | undefined {
    return this.kinds.get(kind)?.get(id) as T | undefined;
  }

  /** The viewer's own questions by id, as told to this viewer alone. */
  own<T = View>(): Map<string, T> {
    return this.mine as Map<string, unknown> as Map<string, T>;
  }

  /** All views by "kind/id": what two stores are compared by. */
  dump(): Record<string, View> {
    const out: Record<string, View> = {};
    for (const [kind, views] of this.kinds) for (const [id, view] of views) out[`${kind}/${id}`] = view;
    return out;
  }

  private replace(frame: StoreFrame): Applied {
    const kept = this.onDemand.map((kind) => [kind, this.kinds.get(kind)] as const);
    this.kinds = new Map();
    for (const [kind, views] of kept) if (views) this.kinds.set(kind, views);
    for (const view of frame.views ?? []) this.put(view);
    this.seq = frame.seq ?? 0;
    this.me = frame.me ?? {};
    this.stale = false;
    return "ok";
  }

  private put(view: View): void {
    let views = this.kinds.get(view.kind);
    if (!views) this.kinds.set(view.kind, (views = new Map()));
    put(views, view);
  }
}

function put(views: Map<string, View>, view: View): void {
  if (view.gone) views.delete(view.id);
  else views.set(view.id, view);
}

/** Whether version `a` ("<ms>-<n>", as the log numbers its entries) is later than `b`. */
function later(a = "0-0", b = "0-0"): boolean {
  const [ms, n] = a.split("-").map(Number) as [number, number];
  const [otherMs, otherN] = b.split("-").map(Number) as [number, number];
  return ms > otherMs || (ms === otherMs && n > otherN);
}
