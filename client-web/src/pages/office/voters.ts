/* All voters of a list that the service gives in pages. */
export const pageSize = 200; // the most it gives at once

interface Page<V> {
  voters: readonly V[];
  next?: number;
}

export async function allVoters<V>(ask: (after: number) => Promise<Page<V>>): Promise<V[]> {
  const voters: V[] = [];
  let next: number | undefined = 0;
  do {
    const page: Page<V> = await ask(next);
    voters.push(...page.voters);
    next = page.next;
  } while (next);
  return voters;
}
