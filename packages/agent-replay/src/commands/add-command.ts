import type { Command } from 'commander';

/** Adds a command to the program; `end` sets the exit code. */
export type AddCommand = (program: Command, end: (exitCode: number) => void) => void;
