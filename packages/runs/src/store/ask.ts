import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Puts a question to a store: when what this process recorded is in it, and again while others have it locked. */
export type Ask = <T>(question: (db: Kysely<Tables>) => Promise<T>) => Promise<T>;

/** The same in SQL that all databases understand, with a `?` for each value; gives the rows. */
export type AskPlain = <Row>(sql: string, values?: readonly (string | number | null)[]) => Promise<Row[]>;
