import { styleText } from 'node:util';
import { printable } from './printable.ts';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: one JSON document for machines, or lines for people. */
export interface Output {
  readonly json: boolean;
  /** A line for people: on stdout, or on stderr when stdout is for the JSON document. */
  line: (text?: string) => void;
  /** A line that is no result: progress, warnings; always on stderr. */
  note: (text: string) => void;
  /** The document, when `--json` was asked for. */
  document: (value: unknown) => void;
  /** Text in a colour, where the terminal has colours and `NO_COLOR` is not set. */
  style: (style: Style, text: string) => string;
}

/** Makes the output of one command. */
export function createOutput({ json = false }: { json?: boolean | undefined }): Output {
  const people = json ? process.stderr : process.stdout;
  const style = (of: Style, text: string): string => styleText(of, text, { stream: people });
  const shown = (text: string): string => printable(text, { hasColors: style('bold', '-') !== '-' });
  return {
    json,
    line: (text = '') => void people.write(`${shown(text)}\n`),
    note: (text) => void process.stderr.write(`${shown(text)}\n`),
    document(value) {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    style,
  };
}
