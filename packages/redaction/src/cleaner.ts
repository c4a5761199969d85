import type { Edit } from './edit.ts';

/** Takes secrets out of a text in two steps, so that what is found can be held against what its neighbours tell. */
export interface Cleaner {
  /** @param isOfPerson true for a part of a text that holds something of a person elsewhere */
  edits: (text: string, isOfPerson?: boolean) => Edit[];
  /** Carries edits out, and takes out what is known otherwise. */
  apply: (text: string, edits: readonly Edit[]) => string;
}
