/* Hands something to the person as a file of her own. */
export function save(name: string, value: unknown): void {
  const blob = new Blob([JSON.stringify(value, null, 1)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
