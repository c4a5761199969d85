import path = require('node:path');
import url = require('node:url');

const cwd = process.cwd.bind(process);

/** Functions of Node as they are before anybody puts others in their place. */
const captured = {
  basename: path.basename.bind(path),
  concat: Buffer.concat.bind(Buffer),
  cwd,
  /** A mark of the order of bytes is part of a name. */
  decode: TextDecoder.prototype.decode.bind(new TextDecoder('utf-8', { ignoreBOM: true })),
  dirname: path.dirname.bind(path),
  fileURLToPath: url.fileURLToPath.bind(url),
  isAbsolute: path.isAbsolute.bind(path),
  nextTick: process.nextTick.bind(process),
  parse: path.parse.bind(path),
  /** From where the process is, whatever `process.cwd` says. */
  resolve,
  toBytes: Buffer.from.bind(Buffer) as (text: string, encoding?: 'latin1') => Uint8Array,
  /** What an object says it is, asked once. */
  toText: String as (value: unknown) => string,
};

/** Uses no other function of `node:path`, as `join` and `relative` do; it would ask the program's own `process.cwd`. */
const fromAbsolute = path.resolve.bind(path);

function resolve(...parts: string[]): string {
  return parts.some((part) => captured.isAbsolute(part))
    ? fromAbsolute(...parts)
    : fromAbsolute(cwd(), ...parts);
}

export = captured;
