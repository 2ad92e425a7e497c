/* "2*15 = 30 > 21" as people write it, also inside a sentence. */
export const worked = (text: string): string => text.replace(/(\d)\*(\d)/g, "$1 × $2");
