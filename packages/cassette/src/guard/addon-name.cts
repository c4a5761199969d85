import captured = require('./captured.cts');

const { basename } = captured;
const FOLDER = '/node_modules/';
/** What packages for one platform end in: `@img/sharp-linux-x64`, `@node-rs/argon2-win32-arm64-msvc`. */
const PLATFORM = /-(?:aix|android|darwin|freebsd|linux|linuxmusl|win32)-[a-z0-9]+(?:-[a-z]+)?$/;

/**
 * Native code as a rule names it: by its package, on every platform the same, for `linux-x64.node` and
 * `node.napi.node` say nothing; by the name of its file where it is in none. As the tap tells it.
 */
function addonName(file: string): string {
  const path = file.replaceAll('\\', '/');
  const at = path.lastIndexOf(FOLDER);
  if (at < 0) return basename(file);
  const [first = '', second = ''] = path.slice(at + FOLDER.length).split('/');
  return (first.startsWith('@') ? `${first}/${second}` : first).replace(PLATFORM, '');
}

export = addonName;
