import { printable } from './printable.ts';
import { styled, withStyles } from './styled.ts';

type Style = Parameters<typeof styled>[0];

/** Where a command writes: one JSON document for machines, or lines for people. */
export interface Output {
  readonly json: boolean;
  /** A line of the result for people; left out where the JSON document has it. */
  line: (text?: string) => void;
  /** A line that is no result: errors, progress of long work, what the document has no place for; always on stderr. */
  note: (text: string) => void;
  /** Advice for people; left out where a program reads the document. */
  hint: (text: string) => void;
  /** The document, when `--json` was asked for. */
  document: (value: unknown) => void;
  /** Text in a colour, where the terminal has colours and `NO_COLOR` is not set. */
  style: (style: Style, text: string) => string;
}

/** Makes the output of one command. */
export function createOutput({ json = false }: { json?: boolean | undefined }): Output {
  const shown = (text: string): string => withStyles(printable(text));
  return {
    json,
    line(text = '') {
      if (!json) process.stdout.write(`${shown(text)}\n`);
    },
    note: (text) => void process.stderr.write(`${shown(text)}\n`),
    hint(text) {
      if (!json) process.stderr.write(`${shown(text)}\n`);
    },
    document(value) {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    style: (of, text) => styled(of, text, process.stdout),
  };
}
