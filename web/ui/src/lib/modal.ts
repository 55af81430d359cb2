/** A dialog over the page, shown while it has a name. */

import { noChange } from "lit";
import { directive, Directive, type ElementPart, type PartInfo } from "lit/directive.js";

/** With another name the focus goes to the new content's beginning. `close` is called once Escape or a tap beside it closed it. */
class Modal extends Directive {
  #shown: string | null = null;
  #dialog: HTMLDialogElement | null = null;
  #close: () => void = () => {};

  constructor(info: PartInfo) {
    super(info);
  }

  render(_name: string | null, _close: () => void): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [name, close]: [string | null, () => void]): typeof noChange {
    const dialog = part.element as HTMLDialogElement;
    if (this.#dialog !== dialog) this.#listen(dialog);
    this.#close = close;
    if (name !== this.#shown) queueMicrotask(() => this.#show(dialog, name));
    this.#shown = name;
    return noChange;
  }

  #listen(dialog: HTMLDialogElement): void {
    this.#dialog = dialog;
    // Escape says so before it closes: the same name may be given anew before the closing is told.
    dialog.addEventListener("cancel", () => {
      this.#shown = null;
      this.#close();
    });
    // The event comes a frame after the closing; by then the dialog may stand open anew.
    dialog.addEventListener("close", () => !dialog.open && this.#close());
    // A selection that is dragged out of a field ends on the backdrop too: only what began there is a tap beside it.
    let beside = false;
    dialog.addEventListener("pointerdown", (event) => (beside = event.target === dialog));
    dialog.addEventListener("click", (event) => event.target === dialog && beside && this.#close());
  }

  #show(dialog: HTMLDialogElement, name: string | null): void {
    if (!dialog.isConnected) return;
    if (name === null) return dialog.open ? dialog.close() : undefined;
    if (!dialog.open) dialog.showModal();
    ((dialog.querySelector("[autofocus]") ?? dialog.querySelector("h2")) as HTMLElement | null)?.focus();
    dialog.scrollTop = 0;
  }
}

export const modal = directive(Modal);
