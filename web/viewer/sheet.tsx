import { h, type ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface SheetProps {
  label: string;
  kind?: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A view over the page: a modal dialog, so that focus stays in it and Escape leaves it. */
export function Sheet({ label, kind = "", onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isLeaving = useRef(false);
  // Before the browser goes on: a key pressed right away belongs to the dialog.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>(".inside")?.focus();
    return () => {
      isLeaving.current = true;
      element?.close();
      if (document.activeElement === document.body) document.getElementById("main")?.focus();
    };
  }, []);
  const leave = () => {
    if (isLeaving.current) return;
    isLeaving.current = true;
    onClose();
  };
  return (
    <dialog
      ref={dialog}
      class={`sheet ${kind}`}
      aria-label={label}
      onClose={leave}
      onClick={(event) => event.target === dialog.current && leave()}
    >
      <div class="inside" tabIndex={-1}>
        <button class="close" aria-label="Close" onClick={leave}>
          ×
        </button>
        {children}
      </div>
    </dialog>
  );
}
