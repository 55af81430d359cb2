/* The server's form as the script finds it: what stands in it, and where its writer is. */
import type { Form } from "./ask";
import type { To } from "./keep";

export interface Found {
  /** What was typed or chosen; a field that nobody has touched is not among it. */
  fields: Partial<Form>;
  /** The id that the server has given what stands in it. */
  id: string;
  /** Whether the server offers the confidential channel for the text, and nobody has begun to change it. */
  offer: boolean;
  /** Unfolds in the new form what was unfolded, and puts the caret where it stood. */
  restore: () => void;
}

/** Reads the page before its content is replaced. */
export function find(page: HTMLElement): Found {
  const form = page.querySelector<HTMLFormElement>("form.ask");
  const restore = place(page);
  if (!form) return { fields: {}, id: "", offer: false, restore };
  const named = <T extends Element>(name: string): T | null => form.querySelector<T>(`[name="${name}"]`);
  const fields: Partial<Form> = { error: form.querySelector('[data-test="ask-error"]')?.textContent ?? "" };
  for (const name of ["text", "name", "region"] as const) {
    const field = named<HTMLInputElement | HTMLTextAreaElement>(name);
    if (field?.value || field?.defaultValue) fields[name] = field.value;
  }
  fields.speaker = named<HTMLSelectElement>("speaker")?.value ?? "";
  const to = form.querySelector<HTMLInputElement>('[name="to"]:checked');
  if (to && !(to.defaultChecked && to.value === "studio")) fields.to = to.value as To;
  const box = named<HTMLTextAreaElement>("text");
  const offer = form.querySelector(".offer") !== null && box?.value === box?.defaultValue && document.activeElement !== box;
  return { fields, id: named<HTMLInputElement>("id")?.value ?? "", offer, restore };
}

function place(page: HTMLElement): () => void {
  const unfolded = [...page.querySelectorAll("details[open]")].map((details) => `details.${details.className}`);
  const active = document.activeElement as HTMLTextAreaElement | null;
  const { test } = active?.dataset ?? {};
  const selector = test ? `[data-test="${test}"]` : active?.name ? `[name="${active.name}"]` : "";
  const { selectionStart: start, selectionEnd: end, selectionDirection: direction } = active ?? {};
  return () => {
    for (const details of unfolded) page.querySelector(details)?.setAttribute("open", "");
    const field = selector ? page.querySelector<HTMLTextAreaElement>(selector) : null;
    field?.focus();
    if (field && typeof start === "number" && typeof end === "number") field.setSelectionRange(start, end, direction);
  };
}
