import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolders } from './make-folders.ts';

/** The file that holds the key of a store's placeholders. */
export const KEY_FILE = 'redaction.key';

/** Makes the folder of a file that is to be written, where there is none; nobody else may look into a store's. */
export async function makeFolder(folder: string): Promise<void> {
  makeFolders(folder, isStoreFolder(folder) ? 0o700 : 0o777);
}

/** The mode of a new file: what a store's folder holds is its owner's alone, the rest is as the umask says. */
export const modeIn = (folder: string): number => (isStoreFolder(folder) ? 0o600 : 0o644);

/** True for the folder that stores are in by default, and any other one that holds a store's key. */
const isStoreFolder = (folder: string): boolean =>
  basename(folder) === '.agent-replay' || existsSync(join(folder, KEY_FILE));
