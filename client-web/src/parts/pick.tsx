/* One of several, by the browser's own list. */
interface PickProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onInput: (value: string) => void;
}

export function Pick({ label, value, options, onInput }: PickProps) {
  return (
    <label class="field">
      {label}
      <select value={value} onChange={(event) => onInput(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
