import type { Current } from './current.ts';
import { isNative } from './native.ts';
import { replaceGetter, replaceProperty } from './replace-property.ts';

type Callable = (...args: unknown[]) => unknown;

/** The methods that format or compare in the default locale, and where among their arguments another one is named. */
const METHODS = [
  ['Number', 'toLocaleString', 0],
  ['BigInt', 'toLocaleString', 0],
  ['Date', 'toLocaleString', 0],
  ['Date', 'toLocaleDateString', 0],
  ['Date', 'toLocaleTimeString', 0],
  ['String', 'localeCompare', 1],
  ['String', 'toLocaleLowerCase', 0],
  ['String', 'toLocaleUpperCase', 0],
] as const;

/** An empty list names none (ECMA-402 §9.2.1), as in `toLocaleTimeString([], …)`. */
function isNamed(locale: unknown): boolean {
  return locale !== undefined && !(Array.isArray(locale) && locale.length === 0);
}

/**
 * Gives what formats in the default locale that of the fixture, where code names none. Node has no way of changing the
 * default of a process that runs.
 */
export function patchLocale(realm: typeof globalThis, current: Current): () => void {
  const withLocale = (args: unknown[], index: number): unknown[] => {
    const { locale } = current;
    if (locale === null || isNamed(args[index]) || isNative()) return args;
    const named = [...args];
    while (named.length < index) named.push(undefined);
    named[index] = locale;
    return named;
  };
  const method = (fn: Callable, index: number): Callable =>
    new Proxy(fn, { apply: (target, self, args) => Reflect.apply(target, self, withLocale(args, index)) });
  const undo: (() => void)[] = [];
  for (const [name, key, index] of METHODS) {
    const { prototype } = realm[name] as unknown as { prototype: Record<string, Callable> };
    undo.push(replaceProperty(prototype, key, method(prototype[key] as Callable, index)));
  }
  for (const name of Object.getOwnPropertyNames(realm.Intl)) {
    const Real = (realm.Intl as unknown as Record<string, unknown>)[name];
    // Those that say what is supported are the ones that take a locale.
    if (typeof Real !== 'function' || !('supportedLocalesOf' in Real)) continue;
    const shim = new Proxy(Real as unknown as Callable, {
      apply: (target, self, args) =>
        Reflect.apply<unknown, unknown[], unknown>(target, self, withLocale(args, 0)),
      construct: (target, args, newTarget) =>
        Reflect.construct(target, withLocale(args, 0), newTarget) as object,
    });
    undo.push(replaceProperty(realm.Intl, name, shim));
    // A user's mock may be an arrow function, which has none.
    const { prototype } = Real as { prototype?: object };
    if (prototype !== undefined) undo.push(replaceProperty(prototype, 'constructor', shim));
  }
  const navigator = realm.Navigator?.prototype as object | undefined;
  for (const key of ['language', 'languages'] as const) {
    const real: { get?: Callable } | undefined = navigator && Object.getOwnPropertyDescriptor(navigator, key);
    if (real?.get === undefined) continue;
    const get = new Proxy(real.get, {
      apply(target, self: unknown) {
        const before = Reflect.apply<unknown, unknown[], unknown>(target, self, []);
        const { locale } = current;
        if (locale === null || isNative()) return before;
        return key === 'language' ? locale : Object.freeze([locale]);
      },
    });
    undo.push(replaceGetter(navigator as object, key, get));
  }
  return () => {
    for (const step of undo.toReversed()) step();
  };
}
