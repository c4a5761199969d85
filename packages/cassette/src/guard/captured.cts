import path = require('node:path');
import url = require('node:url');

/** Functions of Node as they are before anybody puts others in their place. */
const captured = {
  basename: path.basename.bind(path),
  decode: TextDecoder.prototype.decode.bind(new TextDecoder()),
  dirname: path.dirname.bind(path),
  fileURLToPath: url.fileURLToPath.bind(url),
  isAbsolute: path.isAbsolute.bind(path),
  nextTick: process.nextTick.bind(process),
  /** Uses no other function of `node:path`, as `join` and `relative` do. */
  resolve: path.resolve.bind(path),
  /** What an object says it is, asked once. */
  toText: String as (value: unknown) => string,
};

export = captured;
