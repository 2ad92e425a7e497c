/* One line to fill in, with what is wrong about it below. */
interface FieldProps {
  id: string;
  label: string;
  value: string;
  wrong?: string | undefined;
  numeric?: boolean;
  type?: "text" | "date" | "datetime-local";
  onInput: (value: string) => void;
}

export function Field({ id, label, value, wrong, numeric, type, onInput }: FieldProps) {
  return (
    <label class="field">
      {label}
      <input
        type={type ?? "text"}
        value={value}
        inputMode={numeric ? "numeric" : "text"}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={Boolean(wrong)}
        aria-describedby={wrong ? `${id}-wrong` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {wrong && (
        <span class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </label>
  );
}
