import fs = require('node:fs');
import os = require('node:os');
import path = require('node:path');

const { existsSync } = fs;
const PREFIX = path.join(os.tmpdir(), `tsx-${process.geteuid?.() ?? os.userInfo().username}`, path.sep);

/**
 * True for the pipe on which tsx, before 4.22, asks whether a `tsx watch` started this process, when nobody did:
 * there is nothing to reach, and every process that tsx loads asks once.
 */
function isIdleLoaderPipe(file: string): boolean {
  return file.startsWith(PREFIX) && file === `${PREFIX}${process.ppid}.pipe` && !existsSync(file);
}

export = { isIdleLoaderPipe };
