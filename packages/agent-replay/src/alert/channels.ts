import { spawn } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import { type Json, sha256 } from '@agent-replay/contracts';
import { appendLine, createRedactor } from '@agent-replay/redaction';
import type { Config } from '../config/config.ts';
import type { AlertMessage } from './alert-message.ts';
import { askUrl } from './ask-url.ts';

/** A way to tell people. */
export interface Channel {
  /** What the artifact calls it; holds no address that could be a secret, and is another one for another address. */
  name: string;
  /** Rejects when the message did not arrive. */
  send: (message: AlertMessage) => Promise<void>;
}

const LIMIT_MS = 10_000;

/** The channels of a config; without any, alerts go to a file beside the store. */
export function channels(config: Pick<Config, 'root' | 'monitor' | 'redact'>): Channel[] {
  const redactor = createRedactor(config.redact);
  const line = (message: AlertMessage): string => JSON.stringify(redactor.json(message as unknown as Json));
  const wanted = config.monitor.alerts ?? [{ file: '.agent-replay/alerts.ndjson' }];
  const all = wanted.map((channel): Channel => {
    if (channel === 'stdout')
      return { name: 'stdout', send: async (message) => void process.stdout.write(`${line(message)}\n`) };
    if ('file' in channel) {
      const file = isAbsolute(channel.file) ? channel.file : join(config.root, channel.file);
      return {
        name: `file ${channel.file}`,
        send: (message) => appendLine(file, line(message), { redactor }),
      };
    }
    if ('command' in channel) {
      const { command } = channel;
      return {
        name: `command ${command[0] ?? ''} ${markOf(JSON.stringify(command.slice(1)))}`,
        send: (message) => pipe(command, line(message), config.root),
      };
    }
    if ('slack' in channel) {
      const { slack } = channel;
      return {
        name: nameOf('slack', slack),
        send: (message) => post(slack, JSON.stringify({ text: redactor.text(slackText(message)) })),
      };
    }
    const { webhook } = channel;
    return { name: nameOf('webhook', webhook), send: (message) => post(webhook, line(message)) };
  });
  return numbered(all);
}

/** Who takes part in it is told by host and mark; a user and a password that change lead to the same one. */
function nameOf(kind: 'slack' | 'webhook', address: string): string {
  const { host, pathname, search } = new URL(address);
  return `${kind} ${host} ${markOf(pathname + search)}`;
}

/** Tells addresses apart without saying them: too short to try guesses at a secret on. */
function markOf(address: string): string {
  return sha256(address).slice(0, 4);
}

/** Two channels of one name would share what was told to one of them. */
function numbered(all: readonly Channel[]): Channel[] {
  const seen = new Map<string, number>();
  return all.map(({ name, send }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { name: count === 1 ? name : `${name} #${count}`, send };
  });
}

function slackText({ kind, text }: AlertMessage): string {
  return `${kind === 'alert' ? ':rotating_light:' : ':white_check_mark:'} ${text}`;
}

function post(url: string, json: string): Promise<void> {
  return askUrl(new URL(url), { method: 'POST', json });
}

/** Gives the message to a command on its standard input; no shell is involved. */
function pipe([file = '', ...args]: readonly string[], input: string, cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: ['pipe', 'ignore', 'ignore'] });
    const limit = setTimeout(() => child.kill(), LIMIT_MS);
    child.once('error', (error) => {
      clearTimeout(limit);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (code === 0) resolve();
      else reject(new Error(`it ended with ${signal ?? `exit code ${code}`}`));
    });
    // A command that does not read its input may still have done its work.
    child.stdin.once('error', () => undefined);
    child.stdin.end(`${input}\n`);
  });
}
