import type { Interaction } from '@agent-replay/contracts';

/** What a reader makes of one entry: an interaction, still without an id, or the reason why not. */
export type ImportedEntry =
  | { index: number; interaction: Unnumbered<Interaction> }
  | { index: number; reason: string };

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

export interface ImportOptions {
  /** URL of a WebSocket session whose recording names none. @default "*", which any URL matches */
  url?: string;
  /** What placeholders in the addresses of a VCR recording stand for: `{ '<API_BASE>': 'https://api.example.com' }`. */
  define?: Readonly<Record<string, string>>;
}
