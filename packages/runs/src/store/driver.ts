import type { Kysely } from 'kysely';
import type { Entry, Outcome } from './entry.ts';
import type { Tables } from './tables.ts';

/** A database that keeps runs. One file in this folder implements it for one database. */
export interface Driver {
  readonly kind: 'sqlite' | 'postgres';
  /**
   * For reading, and for what is not part of a run. The query builder is loaded with the first question:
   * a process that only records runs never needs it.
   */
  db(): Promise<Kysely<Tables>>;
  /**
   * Puts SQL that all databases understand, with a `?` for each value: what each run of a runner asks, so without the
   * query builder.
   *
   * @returns the rows
   */
  plain(sql: string, values: readonly (string | number | null)[]): Promise<unknown[]>;
  /**
   * The number of a task's last attempt; 0 without one. Asked before each run, so without the query builder.
   *
   * @param agent of this agent only; null for any
   */
  lastAttempt(task: string, runType: string, agent: string | null): Promise<number>;
  /** Version of the tables, when they were made by a newer release: then nothing is read or written. */
  readonly newerThanKnown: number | null;
  /**
   * Applies entries in one transaction, in order. Entries may repeat: none is applied twice.
   *
   * @param durable the disk has it when this returns, else the operating system does
   * @returns a promise only where there is something to wait for
   */
  apply(entries: readonly Entry[], durable: boolean): Outcome[] | Promise<Outcome[]>;
  /** The same without waiting for anything, where the database can. */
  applySync?(entries: readonly Entry[], durable: boolean): Outcome[];
  /** Drops whole months of runs that ended before a time, where the database keeps them apart. */
  dropMonths?(before: number): Promise<string[]>;
  /**
   * Makes sure that the database is still where it was opened, and opens it anew where it is not; returns how
   * often it did, or a server's connection broke, so that who wrote to what is gone can write again.
   */
  revive?(): number;
  /** Asks a database that could not be opened at once, with the next question, whatever failed before. */
  hurry?(): void;
  close(): Promise<void>;
}
