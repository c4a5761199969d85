import { win32 } from 'node:path';

/** A folder of the recorded run, and the one that a replay has in its place; absolute paths. */
export interface FolderPair {
  recorded: string;
  here: string;
}

/** A folder as it may be written, and the other one in the same writing. */
export interface FolderForm {
  from: string;
  to: string;
  pair: FolderPair;
  /** How this writing parts names. */
  separator: string;
  /** True for a folder of one name alone, such as `/app`, which need not be a folder wherever it stands. */
  isShort: boolean;
}

/** Undefined for one folder, and where one of the two is a root: everything is in that, and nearly everything names it. */
export function folderPair(recorded: string | undefined, here: string | null): FolderPair | undefined {
  if (recorded === undefined || here === null || here === recorded) return undefined;
  return isRoot(recorded) || isRoot(here) ? undefined : { recorded, here };
}

/** True for the root of a file system, such as `/` and `C:\\`. */
export function isRoot(folder: string): boolean {
  return namesOf(folder).length === 0;
}

function namesOf(folder: string): string[] {
  return folder
    .slice(win32.parse(folder).root.length)
    .split(/[\\/]/)
    .filter((name) => name !== '');
}

/**
 * A folder in each writing that a text may have it in, with the other one of its pair in the same one: as it is, in
 * JSON, in JSON within JSON, in ASCII alone, percent-encoded, and as the address of a file.
 */
export function folderForms(pair: FolderPair, from: keyof FolderPair): FolderForm[] {
  const folder = pair[from];
  const other = pair[from === 'here' ? 'recorded' : 'here'];
  // Of one that has nothing to escape nobody can tell how deep in JSON it stands, so the other one must not either.
  const to = folder.includes('\\') ? other : other.replaceAll('\\', '/');
  const separator = folder.includes('\\') ? '\\' : '/';
  const isOfOneName = namesOf(folder).length < 2;
  const forms = new Map<string, FolderForm>();
  for (const write of WRITINGS) {
    const written = write(folder);
    if (forms.has(written)) continue;
    // Behind its scheme nothing else can stand.
    const isShort = isOfOneName && !written.startsWith('file:');
    forms.set(written, { from: written, to: write(to), pair, separator: write(separator), isShort });
  }
  return [...forms.values()];
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const inAscii = (text: string): string =>
  text.replaceAll(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
const inUrl = (text: string): string => encodeURIComponent(text.toWellFormed());

const WRITINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  inJson,
  (text) => inJson(inJson(text)),
  (text) => inJson(inJson(inJson(text))),
  (text) => inAscii(inJson(text)),
  (text) => inJson(inAscii(inJson(text))),
  (text) => inJson(text).replaceAll('/', '\\/'),
  (text) => text.replaceAll('\\', '/'),
  inUrl,
  (text) => inUrl(text).replaceAll(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase()),
  (text) => inUrl(text).replaceAll('%20', '+'),
  (text) => encodeURI(text.toWellFormed()),
  // Longer than the path alone, which may have nothing to escape where the other one has.
  (text) => `file://${encodeURI(text.toWellFormed().replaceAll('\\', '/'))}`,
];
