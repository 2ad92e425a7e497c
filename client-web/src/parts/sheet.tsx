/* A part of a page that is printed alone: notices, slips, voter cards. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "./button";

/* What is printed is a copy at the end of the page, so that nothing else takes room on the paper. */
function printOnly(part: Element): void {
  const copy = part.cloneNode(true) as Element;
  const root = document.documentElement;
  copy.classList.add("printing");
  document.body.append(copy);
  root.toggleAttribute("data-printing", true);
  const restore = () => {
    copy.remove();
    root.toggleAttribute("data-printing", false);
  };
  addEventListener("afterprint", restore, { once: true });
  print();
}

interface SheetProps {
  name: string; // class of what is printed
  label: string; // of the button
  children: ComponentChildren;
}

export function Sheet({ name, label, children }: SheetProps) {
  const part = useRef<HTMLDivElement>(null);
  return (
    <>
      <div class={`sheet ${name}`} ref={part}>
        {children}
      </div>
      <Button
        onClick={() => {
          if (part.current) printOnly(part.current);
        }}
      >
        {label}
      </Button>
    </>
  );
}
