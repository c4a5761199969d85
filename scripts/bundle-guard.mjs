// Joins the guard's modules into one file, since looking up and compiling each takes half of the guard's start-up,
// and writes what `node --require` loads: it runs that file in a realm of its own.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minifySync } from 'rolldown/utils';

const folder = fileURLToPath(new URL('../packages/cassette/dist/guard', import.meta.url));
const modules = new Map();
collect('guard.cjs');

/** What the guard uses of the program's own realm: objects that it hands out, and that are handed to it. */
const SHARED = ['process', 'Buffer', 'Error', 'Promise', 'TextDecoder', 'URL', 'globalThis'];

const source = `start = function (require, __filename, __dirname, parent, ${SHARED.join(', ')}) {
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
return load('guard.cjs');
};`;
writeFileSync(join(folder, 'guard-realm.cjs'), `'use strict';(${minified(source)})`);

// A realm of its own: what a program makes of Array.prototype, Reflect or JSON is not what the guard decides by.
// Frozen, since a function leads to the realm that it is from.
// Node's own modules, and not what a runner's `require` gives for them in a context of its own.
const preload = `'use strict';
const load = (name) => process.getBuiltinModule(name);
const fs = load('node:fs');
const path = load('node:path');
const vm = load('node:vm');
const realm = vm.createContext(vm.constants.DONT_CONTEXTIFY);
const run = (code, filename) => vm.runInContext(code, realm, { filename });
const filename = path.join(__dirname, 'guard-realm.cjs');
const start = run(fs.readFileSync(filename, 'utf8'), filename);
run(\`'use strict';
const reached = [(function* () {})(), (async function* () {})(), [].values(), ''.matchAll(/x/g), new Map().values(), new Set().values(), async () => {}];
for (const each of reached) {
  for (let at = Object.getPrototypeOf(each); at !== null && !Object.isFrozen(at); at = Object.getPrototypeOf(at)) Object.freeze(at);
}
for (const name of Object.getOwnPropertyNames(globalThis)) {
  const value = globalThis[name];
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null || value === globalThis)) continue;
  Object.freeze(value);
  if (typeof value === 'function' && value.prototype != null) Object.freeze(value.prototype);
}
Object.freeze(globalThis);\`, filename);
try {
  module.exports = start(load, __filename, __dirname, module.parent, ${SHARED.join(', ')});
} catch (error) {
  // Node denies it the bindings that the guard hooks.
  if (error.code !== 'ERR_ACCESS_DENIED') throw error;
  process.stderr.write('agent-replay: cannot guard a process that is started with --permission; start it without.\\n');
  process.exit(5);
}
`;
writeFileSync(join(folder, 'preload.cjs'), preload);
writeFileSync(join(folder, 'preload.d.cts'), `import guard = require('./guard.cjs');\nexport = guard;\n`);

/** The function alone: each process parses it, and takes a third of the time when it is short. */
function minified(text) {
  const { code: short, errors } = minifySync('guard-realm.cjs', text, { mangle: { keepNames: true } });
  if (errors.length > 0) throw new Error(`Failed to minify the guard: ${errors[0].message}`);
  return short.replace(/^start=/, '').replace(/;\s*$/, '');
}

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
