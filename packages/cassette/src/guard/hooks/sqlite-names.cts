import captured = require('../captured.cts');

/** A file that a statement opens or writes besides its database's own: by its name, by a parameter, or by what cannot be told. */
type Named = { file: string } | 'parameter' | 'unknown';

/** The tokens of SQL that matter here: comments, texts and names in quotes, words, signs. */
const TOKENS =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|[\w$]+|\S/g;
const PARAMETER = /^(?:\?\d*|[:@$]\w+)$/;
const HEX = /^[\da-f]{2}$/i;

/** Files that statements open or write besides their own. */
function otherFiles(sql: string): Named[] {
  if (!/attach|vacuum|_store_directory/i.test(sql)) return [];
  const found: Named[] = [];
  let statement: string[] = [];
  for (const token of [...(sql.match(TOKENS) ?? []), ';']) {
    if (/^(?:--|\/\*)/.test(token)) continue;
    if (token !== ';') statement.push(token);
    else {
      const file = otherFile(statement);
      if (file !== undefined) found.push(file);
      statement = [];
    }
  }
  return found;
}

/**
 * Of one statement: `ATTACH [DATABASE] 'file' AS name`, `VACUUM [schema] INTO 'file'`, and the pragmas that set a
 * folder for files; undefined for all others.
 */
function otherFile([first = '', ...rest]: readonly string[]): Named | undefined {
  if (/^attach$/i.test(first)) {
    const expression = /^database$/i.test(rest[0] ?? '') ? rest.slice(1) : rest;
    return named(
      expression.slice(
        0,
        expression.findIndex((each) => /^as$/i.test(each)),
      ),
    );
  }
  if (/^pragma$/i.test(first) && rest.some((each) => /^(?:temp|data)_store_directory$/i.test(each)))
    return 'unknown';
  const into = /^vacuum$/i.test(first) ? rest.findIndex((each) => /^into$/i.test(each)) : -1;
  return into < 0 ? undefined : named(rest.slice(into + 1));
}

function named(expression: readonly string[]): Named {
  const [token = ''] = expression;
  const file = expression.length === 1 ? textOf(token) : null;
  if (file !== null) return { file };
  return PARAMETER.test(expression.join('')) ? 'parameter' : 'unknown';
}

/** What stands in single or, which SQLite takes for the same where no column is meant, double quotes. */
function textOf(token: string): string | null {
  const [quote = ''] = token;
  return quote === "'" || quote === '"' ? token.slice(1, -1).replaceAll(quote + quote, quote) : null;
}

/** The file that a location of SQLite stands for; null for memory and for what SQLite removes by itself. */
function fileOf(location: unknown): unknown {
  if (typeof location !== 'string') return location;
  if (location === '' || location === ':memory:') return null;
  if (!location.startsWith('file:')) return location;
  const [address = ''] = location.slice('file:'.length).split('#', 1);
  const query = address.indexOf('?');
  const name = query < 0 ? address : address.slice(0, query);
  const modes = query < 0 ? [] : modesOf(address.slice(query + 1));
  if (modes.length > 0 && modes.every((mode) => mode === 'memory' || mode === 'ro')) return null;
  return decoded(name.replace(/^\/\/[^/]*/, ''));
}

/** One that comes later takes the place of another. */
function modesOf(query: string): string[] {
  return query.split('&').flatMap((part) => {
    const [key = '', ...value] = part.split('=');
    return plainOf(key) === 'mode' ? [plainOf(value.join('='))] : [];
  });
}

function plainOf(text: string): string {
  return captured.decode(decoded(text)).split('\0', 1)[0] as string;
}

/** As SQLite reads it (https://www.sqlite.org/uri.html): what is no two digits behind a `%` stands for itself. */
function decoded(text: string): Uint8Array {
  const bytes = captured.toBytes(text);
  const read: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const digits = bytes[at] === 0x25 ? String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0) : '';
    const isEscape = HEX.test(digits);
    read.push(isEscape ? Number.parseInt(digits, 16) : (bytes[at] as number));
    if (isEscape) at += 2;
  }
  return new Uint8Array(read);
}

const names = { fileOf, otherFiles };
namespace names {
  export type NamedFile = Named;
}
export = names;
