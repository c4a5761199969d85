import { printable } from './printable.ts';
import { styled, withStyles } from './styled.ts';

type Style = Parameters<typeof styled>[0];

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
  const shown = (text: string): string => withStyles(printable(text));
  return {
    json,
    line: (text = '') => void people.write(`${shown(text)}\n`),
    note: (text) => void process.stderr.write(`${shown(text)}\n`),
    document(value) {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    style: (of, text) => styled(of, text, people),
  };
}
