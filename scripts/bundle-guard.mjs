// Joins the guard's modules into the one file that `node --require` loads: looking up and compiling seventeen
// files takes half of the guard's start-up, in every process and every child of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../packages/cassette/dist/guard', import.meta.url));
const modules = new Map();
collect('guard.cjs');

const bundle = `'use strict';
const parent = module.parent;
const loaded = {};
function load(name) {
  if (loaded[name] !== undefined) return loaded[name].exports;
  const module = (loaded[name] = { exports: {}, parent });
  modules[name](module, module.exports);
  return module.exports;
}
const modules = {
${[...modules].map(([name, code]) => `${JSON.stringify(name)}(module, exports) {\n${code}\n}`).join(',\n')}
};
module.exports = load('guard.cjs');
`;
writeFileSync(join(folder, 'preload.cjs'), bundle);
writeFileSync(join(folder, 'preload.d.cts'), `import guard = require('./guard.cjs');\nexport = guard;\n`);

/** Adds a module and all that it requires by path. */
function collect(name) {
  if (modules.has(name)) return;
  modules.set(name, null);
  const code = readFileSync(join(folder, name), 'utf8')
    .replace(/^\/\/# sourceMappingURL=.*$/m, '')
    .replaceAll(/\brequire\("(\.[^"]+)"\)/g, (_call, path) => {
      const other = relative(folder, join(folder, dirname(name), path))
        .split(sep)
        .join('/');
      collect(other);
      return `load(${JSON.stringify(other)})`;
    });
  modules.set(name, code.trim());
}
