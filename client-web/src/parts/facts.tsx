/* Names and their values, one below the other; a value that is not there is left out. */
interface FactsProps {
  facts: readonly (readonly [name: string, value: string | number | undefined])[];
}

export function Facts({ facts }: FactsProps) {
  return (
    <dl class="facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
