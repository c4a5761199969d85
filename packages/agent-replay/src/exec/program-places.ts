import { posix, win32 } from 'node:path';

/** What Windows adds to the name of a program; the other endings of its `PATHEXT` are those of a shell. */
const WINDOWS_ENDINGS = ['', '.com', '.exe'];

/** The files that the name of a program may stand for, as `spawn` looks for them. */
export function programPlaces(file: string, searchPath: string, platform = process.platform): string[] {
  const path = platform === 'win32' ? win32 : posix;
  const endings = platform === 'win32' ? WINDOWS_ENDINGS : [''];
  const places = isPath(file, platform)
    ? [file]
    : searchPath.split(path.delimiter).map((folder) => path.join(folder, file));
  return places.flatMap((place) => endings.map((ending) => place + ending));
}

/** Whether a word names a file by its folder, rather than a program on `PATH`. */
export function isPath(word: string, platform = process.platform): boolean {
  return (platform === 'win32' ? /[/\\]/ : /\//).test(word);
}
