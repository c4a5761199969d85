import type { Edit } from '../edit.ts';
import type { Rewrite } from '../rewrite.ts';
import type { Signals } from '../signals.ts';
import type { UrlTools } from '../values/redact-url.ts';

/** Looks at a text that was taken out of another one, with all rules. */
export interface Reader {
  /** The text without its secrets; the same string when nothing is found. */
  inner(text: string): string;
  /** The same as edits, sorted and disjoint. */
  edits(text: string): Edit[];
}

/** What a rule may use while it looks at a text. */
export interface Scan extends UrlTools, Reader {
  /** For what was decoded or joined, which may be looked at again and again: once what it may cost is spent, all of it goes. */
  readonly decoded: Reader;
  /** A text without what the project's own rules and values find in it, and nothing else. */
  readonly own: (text: string) => string;
  /** Rewrites a text so that no part of a registered value is kept. */
  readonly rewrite: Rewrite;
  /** Takes from what decoded parts may cost, in characters that are looked at; false when that is used up. */
  spend(cost: number): boolean;
}

/** One way to recognise secrets in a text. `find` takes time linear in the text's length. */
export interface Rule {
  readonly name: string;
  /** True when it looks into long base64; the others see only the ends of it. */
  readonly readsData?: true;
  /** True when it finds nothing where no word of a cue stands; it is not asked there. */
  readonly needsWords?: true;
  /**
   * Cheap and never wrong when it says no. It may ask for marks, up to 31 digits and 7 quotes, whether there are runs,
   * and words of which cues stand in the text: its answer is kept for texts that are alike in these.
   */
  mayFind(signals: Signals): boolean;
  find(text: string, scan: Scan, signals: Signals): Edit[];
}
