import type { ScalarTag } from 'yaml';
import { indentQuoted } from './indent-quoted.ts';
import { notARecording } from './recording-file.ts';

/** PyYAML writes an alias for each repeated object; this many expansions are still a recording. */
const MAX_ALIASES = 10_000;

/**
 * Parses YAML (and so JSON) as PyYAML's safe loader resolves it, so that a string that only YAML 1.2
 * takes for a number (`12e34`) stays one. Integers beyond 2^53 become bigint, `!!binary` bytes. Tags
 * of other languages are ignored; nothing is ever constructed from them.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED`
 */
export async function parseVcrYaml(text: string, file: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  const parse = (yaml: string) =>
    parseDocument(yaml, {
      schema: 'failsafe',
      customTags: [NULL, BOOL, INT, FLOAT, 'binary', RUBY_BINARY],
      uniqueKeys: false,
      logLevel: 'error',
      stringKeys: false,
    });
  const strict = parse(text);
  // What Python reads is a recording, even where YAML asks for more.
  const lenient = strict.errors.some(({ code }) => code === 'MISSING_CHAR')
    ? parse(indentQuoted(text))
    : strict;
  const document = lenient.errors.length === 0 ? lenient : strict;
  const [error] = document.errors;
  if (error !== undefined)
    throw notARecording(file, `it is not YAML: ${error.message.split('\n')[0]}`, { cause: error });
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    throw notARecording(file, `it expands to too much: ${(cause as Error).message}`, { cause });
  }
}

// The patterns of PyYAML's resolver.py, which also decide what PyYAML quotes when it writes.
const NULL: ScalarTag = {
  tag: 'tag:yaml.org,2002:null',
  default: true,
  test: /^(?:~|null|Null|NULL)?$/,
  resolve: () => null,
};

const BOOL: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:yes|no|true|false|on|off|Yes|No|True|False|On|Off|YES|NO|TRUE|FALSE|ON|OFF)$/,
  resolve: (source) => /^(?:yes|true|on)$/i.test(source),
};

const INT: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:0b[01_]+|0[0-7_]+|0x[\dA-Fa-f_]+|0|[1-9][\d_]*)$/,
  resolve: (source) => {
    const digits = source
      .replaceAll('_', '')
      .replace(/^[-+]/, '')
      .replace(/^0(?=[0-7])/, '0o');
    const value = source.startsWith('-') ? -BigInt(digits) : BigInt(digits);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  },
};

const FLOAT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  resolve: (source) => {
    if (/nan$/i.test(source)) return NaN;
    if (/inf$/i.test(source)) return source.startsWith('-') ? -Infinity : Infinity;
    return Number(source.replaceAll('_', ''));
  },
};

/** Psych writes `!binary` where YAML has `!!binary`. */
const RUBY_BINARY: ScalarTag = {
  tag: '!binary',
  resolve: (source) => Buffer.from(source, 'base64'),
};
