/* How far something long has come. */
interface ProgressProps {
  done: number;
  of: number;
  text: string; // says both
}

export function Progress({ done, of, text }: ProgressProps) {
  return (
    <label class="field">
      {text}
      <progress value={done} max={of} />
    </label>
  );
}
