import bindings = require('./bindings.cts');
import captured = require('../captured.cts');
import isLoopback = require('./loopback.cts');
import loads = require('./loads.cts');
import type wall = require('../wall.cts');

const { toText } = captured;

type Call = (this: object, ...args: unknown[]) => unknown;

/** What shows or changes variables of functions, such as what a hook stands before. */
const REVEALING =
  /^(?:Debugger\.|HeapProfiler\.(?:getObjectByHeapObjectId|getHeapObjectId|addInspectedHeapObject|takeHeapSnapshot)|Runtime\.(?:getProperties|queryObjects|globalLexicalScopeNames|addBinding))/;

/** What runs code in a worker before the guard is there, and so is refused in every mode. */
const EARLY = /^NodeWorker\./;

/** In strict, the inspector listens for nobody, and a session in the process sees no variables of functions. */
function hookInspector(outer: wall.Wall): wall.GuardHook[] {
  const { inspector } = bindings;
  const open = inspector['open'] as Call | undefined;
  if (open === undefined) return [];
  inspector['open'] = asking(open);
  // Modules that were loaded before hold the binding's own one.
  for (const name of ['inspector', 'inspector/promises']) {
    if (!loads.isLoaded(name)) continue;
    const loaded = process.getBuiltinModule(name) as { open: Call };
    loaded.open = asking(loaded.open);
  }
  for (const name of ['Connection', 'MainThreadConnection']) hookConnection(name);
  return [
    {
      name: 'inspector.open',
      operation: 'inspector',
      canary: () => Reflect.apply(inspector['open'] as Call, inspector, []),
    },
  ];

  function asking(original: Call): Call {
    return function (this: object, ...args: unknown[]): unknown {
      refuse('open');
      // As it is judged and passed on.
      const host = args[1] == null ? '127.0.0.1' : toText(args[1]);
      if (args[1] != null) args[1] = host;
      if (!outer.testing && !isLoopback(host)) {
        const port = Number(args[0]);
        const error = outer.judge({ operation: 'listen', target: `${host}:${port}`, host, port });
        if (error !== null) throw error;
      }
      return Reflect.apply(original, this, args);
    };
  }

  /** Below every session: the messages of the protocol, as text. */
  function hookConnection(name: string): void {
    const prototype = (inspector[name] as { prototype?: Record<string, Call> } | undefined)?.prototype;
    const dispatch = prototype?.['dispatch'];
    if (prototype === undefined || dispatch === undefined) return;
    prototype['dispatch'] = function (given) {
      const { method, text } = messageOf(String(given));
      if (method === null || EARLY.test(method)) judge(method ?? 'a message');
      else if (name === 'MainThreadConnection' || REVEALING.test(method)) refuse(method);
      return Reflect.apply(dispatch, this, [text]);
    };
  }

  function refuse(what: string): void {
    if (!outer.lenient || outer.testing) judge(what);
  }

  function judge(what: string): void {
    const error = outer.judge({ operation: 'inspector', target: what });
    if (error !== null) throw error;
  }
}

/** Spelt anew: of a key that is there twice the inspector might take the other one. */
function messageOf(given: string): { method: string | null; text: string } {
  try {
    const message = JSON.parse(given) as { method?: unknown };
    const { method } = message;
    return { method: typeof method === 'string' ? method : null, text: JSON.stringify(message) };
  } catch {
    return { method: null, text: given };
  }
}

export = hookInspector;
