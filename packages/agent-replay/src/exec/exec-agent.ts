import { spawn } from 'node:child_process';
import { type Json, normalize, type RunEventInput } from '@agent-replay/contracts';
import { z } from 'zod';
import type { AgentContext } from '../agent/agent-context.ts';
import { defineAgent } from '../agent/define-agent.ts';
import type { Agent } from '../agent/agent.ts';
import { exitSignal } from '../agent/exit-signal.ts';
import { startCommand } from '../guard/start-command.ts';
import { type Command, commandOf, type ExecSource } from './command-of.ts';
import { baseUrls, openProxy } from './open-proxy.ts';

const MAX_STDOUT = 16 * 1024 * 1024;
const KEPT_STDERR = 4000;

/** What a command may say beside its output, in the last line that it writes. */
const Report = z.object({
  output: z.json().optional(),
  artifacts: z
    .array(
      z.object({
        kind: z.enum(['file', 'row', 'diff', 'report', 'message_id', 'url', 'other']),
        uri: z.string(),
      }),
    )
    .optional(),
  evidence: z.array(z.string()).optional(),
  state: z.record(z.string(), z.json()).optional(),
  events: z.array(z.looseObject({ kind: z.string() })).optional(),
});

/**
 * An agent that is a command. It reads its task from stdin, `{ task, run_id, workspace }` in one line of
 * JSON, works in the workspace, and ends with one line of JSON on stdout: its output, or
 * `{ output, artifacts, evidence, state, events }`. Its HTTP goes through `HTTP_PROXY`, or through the
 * base URLs that its environment names; tools are asked for at `AGENT_REPLAY_TOOLS`.
 *
 * @throws {AgentReplayError} `AGENT_LOAD_FAILED` for a command that cannot be started
 */
export function execAgent(name: string, source: ExecSource, root: string): Agent {
  const command = commandOf(name, source, root);
  return defineAgent<unknown, Json | undefined>({
    name,
    async run(_payload, context) {
      const proxy = await openProxy();
      try {
        const { line, error } = await runCommand(command, {
          root,
          context,
          origin: proxy.origin,
          env: source.env,
        });
        const output = await takeReport(line, context);
        // What it left behind counts, however it ended.
        if (error !== null) throw error;
        return output;
      } finally {
        await proxy.close();
      }
    },
  });
}

interface Place {
  root: string;
  context: AgentContext;
  /** Of the proxy. */
  origin: string;
  env: ExecSource['env'];
}

async function runCommand(
  { file, args }: Command,
  { root, context, origin, env: own }: Place,
): Promise<{ line: string; error: Error | null }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ line: string; error: Error | null }>();
  const env = {
    ...process.env,
    ...baseUrls(origin),
    AGENT_REPLAY_WORKSPACE: context.workspace,
    AGENT_REPLAY_ROOT: root,
    ...own,
  };
  const child = startCommand(file, origin, () =>
    spawn(file, args, {
      cwd: context.workspace,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      signal: context.signal,
    }),
  );
  let stdout = '';
  let stderr = '';
  // A pipe may split what it carries within a character.
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-MAX_STDOUT);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT_STDERR);
  });
  child.once('error', reject);
  child.once('close', (code, signal) => {
    const line = stdout.trimEnd().split('\n').at(-1) ?? '';
    const message = failure(file, code, signal, stderr);
    resolve({ line, error: code === 0 ? null : Object.assign(exitSignal(code ?? 1), { message }) });
  });
  // A command that does not read its task is no error of ours.
  child.stdin.on('error', () => undefined);
  const { task, runId, workspace } = context;
  child.stdin.end(`${JSON.stringify({ task, run_id: runId, workspace })}\n`);
  return promise;
}

function failure(file: string, code: number | null, signal: string | null, stderr: string): string {
  const tail = stderr.trimEnd().split('\n').slice(-5).join('\n');
  return `"${file}" ended with ${signal ?? `exit code ${code}`}${tail === '' ? '' : `: ${tail}`}`;
}

async function takeReport(line: string, context: AgentContext): Promise<Json | undefined> {
  if (line === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return line;
  }
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const parsed = Report.safeParse(value);
  const isReport = parsed.success && keys.length > 0 && keys.every((key) => Object.hasOwn(Report.shape, key));
  if (!isReport) return normalize(value);
  const { output, artifacts = [], evidence = [], state = {}, events = [] } = parsed.data;
  for (const event of events) await context.recordEvent(event as unknown as RunEventInput);
  for (const [ref, to] of Object.entries(state)) await context.setState(ref, to);
  for (const artifact of artifacts) await context.recordArtifact(artifact);
  for (const path of evidence) context.cite(path);
  return output;
}
