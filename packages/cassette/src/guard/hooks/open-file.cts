import fs = require('node:fs');

const { readFileSync, readlinkSync } = fs;

/** What a descriptor stands for, which may have been opened to read only; undefined for what is no file. Linux tells. */
function openFile(fd: number): string | undefined {
  if (process.platform !== 'linux') return `/a file that is open as ${fd}`;
  try {
    const file = readlinkSync(`/proc/self/fd/${fd}`);
    return file.startsWith('/') ? file : undefined;
  } catch {
    return undefined;
  }
}

/** What the process was started with. */
const STANDARD = [0, 1, 2].map(openFile);

/** Whether a standard stream still leads where it led, or is no file: a closed one's number is the next that is given. */
function isStandard(fd: number): boolean {
  const file = process.platform === 'linux' ? openFile(fd) : undefined;
  return file === undefined || file === STANDARD[fd];
}

/** The same of one that was opened to write; where that cannot be told, of each. */
function writtenFile(fd: number): string | undefined {
  try {
    const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
    if (flags !== undefined && (Number.parseInt(flags, 8) & 3) === 0) return undefined;
  } catch {
    // then it is
  }
  return openFile(fd);
}

export = { isStandard, openFile, writtenFile };
