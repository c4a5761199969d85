import type { EffectRule, MatchOptions } from '@agent-replay/cassette';
// The parts of these packages that a schema needs, each by itself: to read a config takes no engine.
import { allowRuleFault } from '@agent-replay/cassette/allow-rule';
import type { Predicate, SemanticValidator } from '@agent-replay/contracts';
import { Effect, Mode, Tier } from '@agent-replay/contracts/scalar';
import { RedactOptions } from '@agent-replay/redaction/options';
import { z } from 'zod';
import { isAgent } from '../agent/is-agent.ts';
// oxlint-disable-next-line import/no-cycle
import type { Agent } from '../agent/agent.ts';
import { DRIFT_SOURCES, type Probe } from '../probe/probe.ts';
import type { RunImporter } from '../import/run-importer.ts';
import {
  callFault,
  fieldFault,
  headerFault,
  hostFault,
  moduleFault,
  pathFault,
  readOnlyFault,
  storeFault,
  without,
} from './config-values.ts';

const text = z.string().min(1);
const seconds = z.number().positive();
const validator = z.custom<SemanticValidator>(
  (value) => isNamed(value, 'id', 'validate'),
  'what defineValidator returns',
);
const predicate = z.custom<Predicate>(
  (value) => isNamed(value, 'id', 'check'),
  'what definePredicate returns',
);
const agent = z.custom<Agent>(
  (value) => isAgent(value),
  'a module ("./src/agent.ts#name", "@acme/agents#name") or an agent',
);

const httpUrl = z.url({ protocol: /^https?$/ });
const alertChannel = z.union([
  z.literal('stdout'),
  z.strictObject({ file: text }),
  /** The whole alert as JSON. */
  z.strictObject({ webhook: httpUrl }),
  /** An incoming webhook of Slack, or what takes its form. */
  z.strictObject({ slack: httpUrl }),
  /** A program and its arguments, which gets the alert as JSON on its standard input. */
  z.strictObject({ command: z.array(text).min(1) }),
]);
const probe = z.custom<Probe>(
  (value) =>
    isNamed(value, 'name', 'check') &&
    DRIFT_SOURCES.includes(Reflect.get(value as Probe, 'source')) &&
    isListOfNames(Reflect.get(value as Probe, 'agents')),
  `what defineProbe returns, with a source of ${DRIFT_SOURCES.join(', ')}, and a list of names where it has "agents"`,
);
const importer = z.union([
  text.superRefine(without(moduleFault)),
  z.custom<RunImporter>((value) => typeof value === 'function', 'a module, or a function that reads a file'),
]);

/** True for an object with a name and a function, under these keys. */
function isNamed(value: unknown, name: string, does: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [said, done]: unknown[] = [Reflect.get(value, name), Reflect.get(value, does)];
  return typeof said === 'string' && said !== '' && typeof done === 'function';
}

function isListOfNames(value: unknown): boolean {
  return (
    value === undefined || (Array.isArray(value) && value.every((name: unknown) => typeof name === 'string'))
  );
}

/** All parts that are given have to fit. */
const effectRule = z.strictObject({
  methods: z
    .array(z.string().regex(/^[A-Z]+$/, 'a method in capitals'))
    .min(1)
    .optional(),
  /** A host name; `*` stands for one or more labels. */
  host: text.superRefine(without(hostFault)).optional(),
  /** The beginning of a path, or a pattern for it. */
  path: z
    .union([text, z.instanceof(RegExp)])
    .superRefine(without(pathFault))
    .optional(),
  effect: z.enum([...Effect.options, 'telemetry']),
});

/** What of a call's payload a live run keeps. */
const policy = z.enum(['full', 'hash', 'fields', 'redact', 'deny']);

/** `agent-replay.config.*`: one file for the command and both runners. Every key is optional. */
export const ConfigFile = z
  .strictObject({
    $schema: z.string().optional(),
    /** Folders or globs that hold fixtures, relative to the config. @default ["fixtures"] */
    fixtures: z.union([text, z.array(text).min(1)]).optional(),
    /**
     * The agents by name: a module whose default export it is (`"./src/agent.ts"`), one of its exports
     * (`"./src/agent.ts#name"`), the same of a package (`"@acme/agents/refunds#name"`), a command for one in another language, or the agent itself.
     */
    agents: z
      .record(
        text,
        z.union([
          text.superRefine(without(moduleFault)),
          z.strictObject({ exec: z.array(text).min(1), env: z.record(text, z.string()).optional() }),
          agent,
        ]),
      )
      .optional(),
    /** Path of a SQLite file, or a `postgres://` URL. @default ".agent-replay/runs.db" */
    store: text.superRefine(without(storeFault)).optional(),
    /** @default "cassette" */
    mode: Mode.optional(),
    /** What answers HTTP. @default "msw" */
    interceptor: z.enum(['msw', 'nock']).optional(),
    /** Gives each fixture a process of its own, under Jest a sandbox, for agents that keep state in modules. @default false */
    isolate: z.boolean().optional(),
    /**
     * Seconds after which a replay ends whose agent waits for something that never comes: a promise that nothing is left
     * to settle. A wait that anything can still end (a timer, a socket, a file, a program) lasts until `timeout_seconds`.
     *
     * @default 10
     */
    deadWaitSeconds: seconds.optional(),
    /** What may pass the wall: `"tcp:127.0.0.1:5432"`, `"unix:/run/x.sock"`, `"spawn:git"`. @default [] */
    allow: z.array(text.superRefine(without(allowRuleFault))).optional(),
    /**
     * What requests may do to the world, before the rules that ship:
     * `{ host: "*.bank.example", methods: ["POST"], effect: "money" }`; `telemetry` is what only reports on the
     * agent, is never recorded, and is answered in a replay without going out. @default []
     */
    effects: z.array(effectRule).optional(),
    /**
     * What changes nothing, and may be asked again in mode `live`: beginnings of URLs, and names of tools.
     *
     * @default []
     */
    readOnly: z.array(text.superRefine(without(readOnlyFault))).optional(),
    /** Seconds between the ticks of each tier. */
    tiers: z.partialRecord(Tier, seconds).optional(),
    /** Where the monitor artifact is, and when the gate refuses. */
    monitor: z
      .strictObject({
        file: text.optional(),
        maxWindowMinutes: z.number().nonnegative().optional(),
        maxAgeSeconds: seconds.optional(),
        requiredTiers: z.array(Tier).optional(),
        /** Days from now that a quarantine may last; a longer one counts for nothing, and is told. @default 90 */
        maxQuarantineDays: z.number().positive().optional(),
        /** Seconds after which a result of a tier is stale. @default twice the tier's interval */
        staleSeconds: z.partialRecord(Tier, seconds).optional(),
        /** Who is told. @default [{ file: ".agent-replay/alerts.ndjson" }] */
        alerts: z.array(alertChannel).min(1).optional(),
        /** Asked with GET after each tick, `/fail` appended when the gate refuses: a dead man's switch. */
        ping: httpUrl.optional(),
        /** Looks at what no replay can see, from `defineProbe`. */
        probes: z.array(probe).optional(),
      })
      .optional(),
    /** What the project knows about its own secrets. */
    redact: RedactOptions.optional(),
    /** Semantic validators that contracts name, from `defineValidator`. */
    validators: z.array(validator).optional(),
    /** Rules of your own that contracts name, from `definePredicate`. */
    predicates: z.array(predicate).optional(),
    /**
     * What `agent-replay import --from <kind>` reads beside the built-in kinds: a module whose default
     * export is a `RunImporter` (`"./src/import.ts"`, or `"./src/import.ts#name"`), or the function itself.
     */
    importers: z.record(text, importer).optional(),
    /** What two calls may differ in and still be the same call. */
    match: z
      .strictObject({
        ignore: z.array(text).optional(),
        ignoreQuery: z.array(text).optional(),
        headers: z.array(text.superRefine(without(headerFault))).optional(),
        /** What becomes of a call at a known place whose body changed. @default "refuse" */
        drift: z.enum(['refuse', 'serve']).optional(),
      })
      .optional(),
    /** What live runs keep of payloads, by tool, host or lane, and by field. @default full */
    capture: z
      .union([
        policy,
        z.record(
          text.superRefine(without(callFault)),
          z.union([policy, z.record(text.superRefine(without(fieldFault)), policy)]),
        ),
      ])
      .optional(),
    /** `"freeze"` makes a fixture of each live run that fails. @default "nothing" */
    onFailure: z.enum(['nothing', 'freeze']).optional(),
  })
  .superRefine(checkProbes);

/** What `defineConfig` takes. */
export type UserConfig = z.input<typeof ConfigFile>;

/** A probe that speaks for an agent of a name that there is not would speak for nobody. */
function checkProbes(
  {
    agents,
    monitor,
  }: { agents?: object | undefined; monitor?: { probes?: Probe[] | undefined } | undefined },
  context: z.RefinementCtx,
): void {
  for (const [at, { agents: named = [] }] of (monitor?.probes ?? []).entries())
    for (const [index, name] of named.entries())
      if (!Object.hasOwn(agents ?? {}, name))
        context.addIssue({
          code: 'custom',
          path: ['monitor', 'probes', at, 'agents', index],
          message: 'the name of one of the config\u2019s agents',
          input: name,
        });
}

/** A config with every default in its place and its folders absolute. */
export interface Config {
  /** The folder that everything in the config is relative to. */
  root: string;
  /** Absolute path of the config file; null without one. */
  file: string | null;
  fixtures: readonly string[];
  agents: Readonly<Record<string, AgentSource>>;
  /** Absolute path of a SQLite file, or a `postgres://` URL. */
  store: string;
  mode: z.infer<typeof Mode>;
  interceptor: 'msw' | 'nock';
  isolate: boolean;
  deadWaitSeconds: number;
  allow: readonly string[];
  effects: readonly EffectRule[];
  readOnly: readonly string[];
  tiers: Partial<Record<z.infer<typeof Tier>, number>>;
  monitor: NonNullable<UserConfig['monitor']>;
  redact: RedactOptions;
  validators: readonly SemanticValidator[];
  predicates: readonly Predicate[];
  importers: Readonly<Record<string, string | RunImporter>>;
  match: Omit<NonNullable<UserConfig['match']>, 'drift'> & { drift?: MatchOptions['drift'] | undefined };
  capture: UserConfig['capture'];
  onFailure: 'nothing' | 'freeze';
}

/** Where an agent comes from. */
export type AgentSource = string | { exec: string[]; env?: Record<string, string> | undefined } | Agent;

/**
 * Types a config; returns it as it is.
 *
 * @example
 * export default defineConfig({ agents: { refunds: './src/refunds.ts#agent' } });
 */
export function defineConfig(config: UserConfig): UserConfig {
  return config;
}
