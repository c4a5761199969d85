import bindings = require('./bindings.cts');
import captured = require('../captured.cts');
import isLoopback = require('./loopback.cts');
import type wall = require('../wall.cts');

const { toText } = captured;

type Call = (this: object, ...args: unknown[]) => unknown;

/** What shows or changes variables of functions, such as what a hook stands before. */
const REVEALING =
  /^(?:Debugger\.|HeapProfiler\.(?:getObjectByHeapObjectId|getHeapObjectId|addInspectedHeapObject|takeHeapSnapshot)|NodeWorker\.|Runtime\.(?:getProperties|queryObjects|globalLexicalScopeNames|addBinding))/;

/** In strict, the inspector listens for nobody, and a session in the process sees no variables of functions. */
function hookInspector(outer: wall.Wall): wall.GuardHook[] {
  const { inspector } = bindings;
  const open = inspector['open'] as Call | undefined;
  if (open === undefined) return [];
  inspector['open'] = function (this: object, ...args: unknown[]): unknown {
    refuse('open');
    // As it is judged and passed on.
    const host = args[1] == null ? '127.0.0.1' : toText(args[1]);
    if (args[1] != null) args[1] = host;
    if (!outer.testing && !isLoopback(host)) {
      const port = Number(args[0]);
      const error = outer.judge({ operation: 'listen', target: `${host}:${port}`, host, port });
      if (error !== null) throw error;
    }
    return Reflect.apply(open, this, args);
  };
  for (const name of ['Connection', 'MainThreadConnection']) hookConnection(name);
  return [
    {
      name: 'inspector.open',
      operation: 'inspector',
      canary: () => Reflect.apply(inspector['open'] as Call, inspector, []),
    },
  ];

  /** Below every session: the messages of the protocol, as text. */
  function hookConnection(name: string): void {
    const prototype = (inspector[name] as { prototype?: Record<string, Call> } | undefined)?.prototype;
    const dispatch = prototype?.['dispatch'];
    if (prototype === undefined || dispatch === undefined) return;
    prototype['dispatch'] = function (given) {
      const message = String(given);
      const method = methodOf(message);
      if (name === 'MainThreadConnection' || method === null || REVEALING.test(method))
        refuse(method ?? 'a message');
      return Reflect.apply(dispatch, this, [message]);
    };
  }

  function refuse(what: string): void {
    if (outer.lenient && !outer.testing) return;
    const error = outer.judge({ operation: 'inspector', target: what });
    if (error !== null) throw error;
  }
}

function methodOf(message: string): string | null {
  try {
    const { method } = JSON.parse(message) as { method?: unknown };
    return typeof method === 'string' ? method : null;
  } catch {
    return null;
  }
}

export = hookInspector;
