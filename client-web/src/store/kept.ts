/* Small choices of the person at this phone. A browser that keeps nothing is no error: then every
 * visit begins with the defaults. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`gongyi-${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`gongyi-${name}`, value);
  } catch {
    /* see above */
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(`gongyi-${name}`);
  } catch {
    /* see above */
  }
}
