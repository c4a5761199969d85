// Joins the modules of each package into few files, `dist/bundle`: Node looks up, reads and links every module by
// itself, which takes longer for our four hundred than a worker takes for hundreds of fixtures. Packages stay
// apart, so that each is there once, whoever imports it; so are modules that are imported when they are needed.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** What is imported from outside, or started as a process, by the name of its file. */
const ENTRIES = {
  contracts: {
    index: 'index',
    error: 'error',
    limits: 'json-file/limits',
    machine: 'machine',
    matchers: 'matchers/index',
    scalar: 'scalar',
    zod: 'zod',
  },
  redaction: { index: 'index', options: 'redact-options' },
  cassette: { index: 'index', 'allow-rule': 'allow-rule', 'probe-child': 'probe/probe-child' },
  runs: { index: 'index' },
  'agent-replay': {
    index: 'index',
    discover: 'discover/index',
    runner: 'runner/index',
    'report-run': 'runner/report',
    main: 'commands/main',
    'child-main': 'child/child-main',
  },
  'vitest-plugin': { index: 'index', runtime: 'runtime', setup: 'setup', test: 'test' },
  'jest-preset': {
    index: 'index',
    preset: 'preset',
    runner: 'runner',
    environment: 'environment',
    'test-runner': 'test-runner',
  },
};

/** What Jest loads by `require` stands beside the modules that it names. */
const BESIDE = {
  'jest-preset': ['entry', 'outside', 'setup', 'types-only'],
};

/** Our packages as Jest's sandbox has them, `facade/<package>.cjs`, beside the modules of the preset. */
const FACADES = { 'jest-preset': ['agent-replay', 'cassette', 'contracts', 'runs'] };
/** What each package exports, as its bundle says. */
const names = {};

/**
 * What is loaded together and so is one file, by name: these modules and all that they import, but for what an earlier
 * file holds. Left to itself each module that another set of entries and commands shares becomes a file of its own, of
 * which a worker loads fifty.
 */
const TOGETHER = {
  'agent-replay': {
    // In a project without fixtures, too.
    'find-fixtures': /src[\\/]discover[\\/]index\.ts$/,
    'config-file': /src[\\/]config[\\/]load-config\.ts$/,
    'read-fixtures': /src[\\/]discover[\\/]validate-fixtures\.ts$/,
    'report-and-gate':
      /src[\\/](?:gate[\\/]run-gate|output[\\/]output|monitor[\\/]write-monitor|runner[\\/]report(?:-run)?)\.ts$/,
    engine: /src[\\/](?:index|runner[\\/]index)\.ts$/,
  },
  'jest-preset': {
    shared:
      /src[\\/](?:own-file|fixture-file|jest-modules|invocation|missing-runner|permit-within|project-config)\.ts$/,
  },
};

/** What is joined, too: of its hundreds of modules we need a part, and loading all takes longer than to use it. */
const INLINED = {
  contracts: ['zod'],
  runs: ['kysely'],
  // Not the interceptors below it, which a user's own msw or nock may share.
  cassette: ['msw', 'cookie', '@msw/url', 'is-node-process', 'outvariant', 'rettime', 'until-async'],
};
/**
 * What is imported of a library and never called in Node, as msw says itself: its store of cookies is a browser's. A third
 * of what a worker would load, with the list of all public suffixes.
 */
const LEFT_OUT = { 'tough-cookie': ['Cookie', 'CookieJar', 'MemoryCookieStore'] };
/** Where a package gets what another one has joined. */
const JOINED_ELSEWHERE = { zod: '@agent-replay/contracts/zod' };

for (const [name, entries] of Object.entries(ENTRIES)) await bundle(name, entries);

async function bundle(name, entries) {
  const folder = fileURLToPath(new URL(`../packages/${name}/`, import.meta.url));
  const dir = `${folder}dist/bundle`;
  rmSync(dir, { recursive: true, force: true });
  const build = await rolldown({
    cwd: folder,
    input: Object.fromEntries(Object.entries(entries).map(([to, from]) => [to, `src/${from}.ts`])),
    platform: 'node',
    external: (id) => /^(?:node:|@?[a-z])/.test(id) && !id.startsWith('src/') && !isInlined(name, id),
    plugins: [leaveOut()],
    treeshake: { moduleSideEffects: (id) => !id.includes('/node_modules/') },
    transform: { target: 'node22.20' },
    tsconfig: false,
  });
  // All in one folder, as deep in the package as their sources: paths relative to them hold.
  const { output } = await build.write({
    dir,
    format: 'esm',
    sourcemap: true,
    paths: JOINED_ELSEWHERE,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    ...(TOGETHER[name] !== undefined && {
      codeSplitting: {
        groups: Object.entries(TOGETHER[name]).map(([file, test], at, all) => ({
          name: file,
          test,
          priority: all.length - at,
        })),
      },
    }),
  });
  await build.close();
  names[name] = output.find((chunk) => chunk.isEntry && chunk.name === 'index').exports;
  for (const file of BESIDE[name] ?? []) copyFileSync(`${folder}dist/${file}.cjs`, `${dir}/${file}.cjs`);
  for (const facade of FACADES[name] ?? []) writeFacade(folder, dir, facade);
  for (const inlined of INLINED[name] ?? []) copyLicense(inlined, dir);
  checkExports(name, folder, entries);
  checkImports(name, folder, output);
}

/** Calling one of these throws, should it ever be called. */
function leaveOut() {
  const prefix = '\0left-out:';
  return {
    name: 'leave-out',
    resolveId: (id) => (id in LEFT_OUT ? `${prefix}${id}` : null),
    load: (id) =>
      id.startsWith(prefix)
        ? LEFT_OUT[id.slice(prefix.length)].map((each) => `export const ${each} = undefined;`).join('\n')
        : null,
  };
}

function isInlined(name, id) {
  return (
    id in LEFT_OUT ||
    INLINED[name]?.some((inlined) => id === inlined || id.startsWith(`${inlined}/`)) === true
  );
}

function copyLicense(inlined, dir) {
  const folder = fileURLToPath(new URL(`../node_modules/${inlined}/`, import.meta.url));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (file !== undefined) copyFileSync(`${folder}${file}`, `${dir}/LICENSE.${inlined.replace('/', '+')}`);
}

/** ES modules import by name what the text of a CommonJS module shows: to Jest's lexer, as to Node's. */
function writeFacade(folder, dir, facade) {
  const text = readFileSync(`${folder}dist/facade/${facade}.cjs`, 'utf8');
  mkdirSync(`${dir}/facade`, { recursive: true });
  writeFileSync(
    `${dir}/facade/${facade}.cjs`,
    `${text}\n0 && (module.exports = { ${names[facade].join(', ')} });\n`,
  );
}

function checkExports(name, folder, entries) {
  const { exports } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  for (const [path] of JSON.stringify(exports).matchAll(/(?<="\.\/dist\/bundle\/)[^"]+(?=\.js")/g)) {
    if (!(path in entries))
      throw new Error(`${name} exports dist/bundle/${path}.js, which is no entry of its bundle.`);
  }
}

/** What was joined names its own dependencies, which nobody who installs ours need have. */
function checkImports(name, folder, chunks) {
  const own = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  const known = new Set([own.name, ...Object.keys({ ...own.dependencies, ...own.peerDependencies })]);
  const files = new Set(chunks.map(({ fileName }) => fileName));
  for (const { fileName, imports = [], dynamicImports = [] } of chunks) {
    for (const id of [...imports, ...dynamicImports]) {
      const needed = /^(?:@[^/]+\/)?[^/]+/.exec(id)[0];
      if (!files.has(id) && !isBuiltin(id) && !known.has(needed))
        throw new Error(`${name} imports ${id} in ${fileName}, which its package.json does not name.`);
    }
  }
}
