/** What a digest needs; more makes rows of tables wrap. */
const MOST = 64;

/** A text as a cell of a table has room for it: one that is cut says so. */
export function shortened(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}
