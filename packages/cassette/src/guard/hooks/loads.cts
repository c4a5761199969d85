import diagnostics = require('node:diagnostics_channel');
import moduleApi = require('node:module');

type Load = (this: unknown, request: string, ...rest: unknown[]) => unknown;

/**
 * Tells when somebody asks for a builtin module, so that what is costly to load is hooked where it is used.
 * An `import()` is told when it is done; a static `import` is only seen by `watchImports`, and what it leads to
 * is hooked below, or when a policy is adopted.
 */
function watchLoads(onLoad: (name: string) => void): void {
  const load = Reflect.get(moduleApi, '_load') as Load;
  const getBuiltinModule = Reflect.get(process, 'getBuiltinModule');
  Reflect.set(moduleApi, '_load', function (this: unknown, request: string, ...rest: unknown[]): unknown {
    const loaded = Reflect.apply(load, this, [request, ...rest]);
    onLoad(nameOf(request));
    return loaded;
  });
  diagnostics.channel('tracing:module.import:asyncStart').subscribe((message) => {
    onLoad(nameOf((message as { url?: unknown }).url));
  });
  process.getBuiltinModule = (name: string) => {
    const loaded = getBuiltinModule(name);
    onLoad(nameOf(name));
    return loaded;
  };
}

/**
 * Tells of static imports, too, before the module is there: it is loaded then. Makes each resolution of a module a
 * twentieth of a millisecond slower, so it is for strict alone.
 */
function watchImports(names: ReadonlySet<string>, onLoad: (name: string) => void): void {
  moduleApi.registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const name = resolved.url.startsWith('node:') ? nameOf(resolved.url) : '';
      if (names.has(name)) {
        process.getBuiltinModule(`node:${name}`);
        onLoad(name);
      }
      return resolved;
    },
  });
}

function nameOf(request: unknown): string {
  return String(request).replace(/^node:/, '');
}

/** Whether a builtin module has been loaded, by whomever. */
function isLoaded(name: string): boolean {
  return (Reflect.get(process, 'moduleLoadList') as string[]).includes(`NativeModule ${name}`);
}

const loads = { isLoaded, watchImports, watchLoads };
export = loads;
