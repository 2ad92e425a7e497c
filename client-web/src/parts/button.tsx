/* A button that does one thing at a time: while its act is under way it takes no second touch. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface ButtonProps {
  main?: boolean;
  onClick: () => void | Promise<void>;
  disabled?: boolean;
  children: ComponentChildren;
}

export function Button({ main, onClick, disabled, children }: ButtonProps) {
  const [busy, setBusy] = useState(false);
  const act = async () => {
    if (busy || disabled) return;
    setBusy(true);
    try {
      await onClick();
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      class={main ? "button main" : "button"}
      aria-disabled={busy || disabled}
      onClick={() => void act()}
    >
      {children}
    </button>
  );
}
