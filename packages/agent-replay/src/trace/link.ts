/** What a failure is remembered by, in the order in which one follows from the other. */
export type LinkName = 'run' | 'input' | 'contract' | 'fixture' | 'replay' | 'monitor' | 'gate';

/** One part of a failure's memory: there, or why not. */
export interface Link {
  link: LinkName;
  ok: boolean;
  /** The run's id, the fixture's name or the rule's pointer; null where there is nothing. */
  ref: string | null;
  /** What it says; of a broken link, what is missing. */
  text: string;
  /** What mends a broken link. */
  fix: string | null;
}
