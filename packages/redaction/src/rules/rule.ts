import type { Edit } from '../edit.ts';
import type { Signals } from '../signals.ts';
import type { UrlTools } from '../values/redact-url.ts';

/** What a rule may use while it looks at a text. */
export interface Scan extends UrlTools {
  /** Redacts a text that was taken out of this one, with all rules; the same string when nothing is found. */
  inner(text: string): string;
  /** The same as edits, sorted and disjoint. */
  edits(text: string): Edit[];
  /** Takes bytes from what one call may decompress, those that cost more several times; false when they are used up. */
  spend(bytes: number): boolean;
}

/** One way to recognise secrets in a text. `find` takes time linear in the text's length. */
export interface Rule {
  readonly name: string;
  /** True when it looks into long base64; the others see only the ends of it. */
  readonly readsData?: true;
  /** True when it finds nothing where no word of a cue stands; it is not asked there. */
  readonly needsWords?: true;
  /** Cheap and never wrong when it says no. */
  mayFind(signals: Signals): boolean;
  find(text: string, scan: Scan, signals: Signals): Edit[];
}
