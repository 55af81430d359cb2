/** Whether what stands can be seen: somebody's style sheet may hide it, and the graphic itself would not know. */

import type { Stage } from "../stage/stage";

const FAINT = 0.05;

/** Layers that stand and can't be seen, and why. */
export function unseen(stage: Stage, layers: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const layer of layers) {
    const box = stage.shadowRoot?.querySelector(`.layer[data-layer="${CSS.escape(layer)}"]`);
    const [element] = [...(box?.children ?? [])].filter((e) => !e.hasAttribute("data-leaving")).slice(-1);
    const why = element ? hidden(element) : "it is not in the page";
    if (why) found.set(layer, why);
  }
  return found;
}

/** Why nothing of an element can be seen, whatever is in it; empty when it can. */
function hidden(element: Element): string {
  let opacity = 1;
  for (let at: Element | null = element; at; at = above(at)) {
    const style = getComputedStyle(at);
    if (style.display === "none") return `it is hidden: ${at.localName}, display none`;
    if (at === element && style.visibility !== "visible") return `it is hidden: ${at.localName}, visibility ${style.visibility}`;
    opacity *= Number(style.opacity);
    if (opacity < FAINT) return `it is hidden: ${at.localName}, opacity ${style.opacity}`;
  }
  return outside(element.parentElement!) ? "it is outside of the window" : "";
}

function above(element: Element): Element | null {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

/** Whether the layer's box, which is as large as the picture, has left the window. */
function outside(box: Element): boolean {
  const { left, top, right, bottom } = box.getBoundingClientRect();
  return right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight || right === left || bottom === top;
}
