/* What the viewer has in hand: an answer that comes meanwhile takes neither the focus nor the place on the page. */

/** Whether the caret stands in the box of the question. */
export function inBox(): boolean {
  return document.activeElement?.id === "ask-text";
}

function atEmptyBox(): boolean {
  return inBox() && (document.activeElement as HTMLTextAreaElement).value === "";
}

/** Whether something is being written or chosen; in the empty box nothing is yet. */
export function writing(): boolean {
  return !atEmptyBox() && document.activeElement?.matches("input, textarea, select") === true;
}

/** Whether the viewer has sent the form, has it still in view, and has turned to nothing else. */
export function waiting(page: HTMLElement): boolean {
  const active = document.activeElement;
  const form = page.querySelector(".ask");
  if (!form || !(active === null || active === document.body || active.matches(".ask .send") || atEmptyBox())) return false;
  const { top, bottom } = form.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}
