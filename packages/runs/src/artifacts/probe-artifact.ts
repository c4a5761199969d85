import {
  type ArtifactKind,
  type ArtifactProbe,
  type RunEvent,
  toExceptionInfo,
} from '@agent-replay/contracts';
import { within } from '../native-time.ts';
import { orElse } from '../store/or-else.ts';
import { type ClaimedArtifact, SEEN_ELSEWHERE } from './claimed-artifact.ts';
import { pathOf, probeFile, probeFileNow } from './probe-file.ts';

/** Looks whether an artifact of a kind is there. */
export type Probe = (uri: string) => Promise<boolean> | boolean;

/** A probe for each kind that cannot be confirmed by looking at files. */
export type Probes = Readonly<Partial<Record<ArtifactKind, Probe>>>;

export interface ProbeOptions {
  workspace: string;
  probes: Probes;
  /** What the run's calls were answered, as JSON: one that names the artifact confirms it where nothing else can. */
  answers: () => readonly string[];
  /** When the run began, in real milliseconds since 1970. */
  began: number;
  timeoutMs: number;
}

const ABSENT: ArtifactProbe = { exists: false, readable: false, bytes: null, sha256: null, error: null };

/** A row that was looked up and not found is null: only `true` confirms. */
const NO_ANSWER = 'its probe answered neither true nor false';

/** What an artifact's own probe, or that of its kind, has answered; undefined without one. */
export type Seen = { answer: boolean | undefined } | { error: string };

/** Asks the probe of an artifact, which is the user's own code. Never throws; what answers at once is not waited for. */
export function askProbe(
  artifact: ClaimedArtifact,
  { probes, timeoutMs }: Pick<ProbeOptions, 'probes' | 'timeoutMs'>,
): Seen | Promise<Seen> {
  return orElse<Seen>(() => {
    const probe = probeOf(artifact, probes);
    if (probe === undefined) return { answer: undefined };
    const answer: unknown = probe();
    if (!isPromiseLike(answer)) return seenIn(answer);
    return within(timeoutMs, Promise.resolve(answer), limitOf(timeoutMs)).then(seenIn);
  }, unanswered);
}

function seenIn(answer: unknown): Seen {
  return typeof answer === 'boolean' ? { answer } : { error: NO_ANSWER };
}

function unanswered(error: unknown): Seen {
  return { error: toExceptionInfo(error).message };
}

/** The artifact's own probe, or that of its kind. */
export function probeOf(
  { kind, uri, sha256 = null, bytes = null, probe }: ClaimedArtifact,
  probes: Probes,
): (() => Promise<boolean> | boolean) | undefined {
  if (probe !== undefined) return () => probe({ kind, uri, sha256, bytes, confirmed: false });
  const ofKind = probes[kind];
  return ofKind && (() => ofKind(uri));
}

/**
 * Looks whether an artifact is there and what it holds: by what its probe has answered, as a file, else by
 * an answer to one of the run's calls that names it. Never throws: what it could not tell is in `error`.
 */
export function probeArtifact(
  artifact: ClaimedArtifact,
  asked: Seen,
  options: Omit<ProbeOptions, 'probes'>,
): ArtifactProbe | Promise<ArtifactProbe> {
  const elsewhere = artifact[SEEN_ELSEWHERE];
  if (elsewhere !== undefined) return elsewhere;
  if ('error' in asked) return unseen(asked.error);
  const { answer: seen } = asked;
  return orElse<ArtifactProbe>(
    () => {
      const path = pathOf(artifact.uri, options.workspace);
      if (seen === false) return ABSENT;
      if (path === null) return conclude(artifact, seen, undefined, options.answers);
      return probeFileWithin(path, options).then((file) => conclude(artifact, seen, file, options.answers));
    },
    (error) => unseen(toExceptionInfo(error).message),
  );
}

function unseen(error: string): ArtifactProbe {
  return { ...ABSENT, error };
}

async function probeFileWithin(
  path: string,
  { began, timeoutMs }: Pick<ProbeOptions, 'began' | 'timeoutMs'>,
): Promise<ArtifactProbe> {
  const reading = new AbortController();
  try {
    return await within(timeoutMs, probeFile(path, began, reading.signal), limitOf(timeoutMs));
  } catch (error) {
    reading.abort();
    throw error;
  }
}

function limitOf(timeoutMs: number): string {
  return `the probe took longer than ${timeoutMs} ms`;
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

/** The same within a process that is about to end: only what needs no waiting. */
export function probeArtifactNow(
  artifact: ClaimedArtifact,
  options: Omit<ProbeOptions, 'timeoutMs'>,
): ArtifactProbe {
  const elsewhere = artifact[SEEN_ELSEWHERE];
  if (elsewhere !== undefined) return elsewhere;
  try {
    const path = pathOf(artifact.uri, options.workspace);
    const probe = probeOf(artifact, options.probes);
    const seen = probe?.();
    if (isPromiseLike(seen)) return { ...ABSENT, error: 'the process ended before the probe answered' };
    if (probe !== undefined && typeof seen !== 'boolean') return { ...ABSENT, error: NO_ANSWER };
    if (seen === false) return ABSENT;
    return conclude(
      artifact,
      seen,
      path === null ? undefined : probeFileNow(path, options.began),
      options.answers,
    );
  } catch (error) {
    return { ...ABSENT, error: toExceptionInfo(error).message };
  }
}

/** Kinds that are files; a row or a message has an id, which only looks like a path. */
const FILES: ReadonlySet<string> = new Set(['file', 'diff', 'report']);

function conclude(
  artifact: ClaimedArtifact,
  isConfirmed: boolean | undefined,
  file: ArtifactProbe | undefined,
  answers: () => readonly string[],
): ArtifactProbe {
  if (file !== undefined && (file.exists || FILES.has(artifact.kind))) return file;
  return isConfirmed === true ? { ...ABSENT, exists: true, readable: true } : byAnswers(artifact, answers());
}

/** A message id or a row's key that a call's answer gave is known to its other side. */
function byAnswers({ kind, uri }: ClaimedArtifact, answers: readonly string[]): ArtifactProbe {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  const names = [uri, ...(name.length >= 6 ? [name] : [])].map((each) => JSON.stringify(each).slice(1, -1));
  const isNamed = answers.some((answer) => names.some((each) => answer.includes(each)));
  if (isNamed) return { ...ABSENT, exists: true, readable: true };
  return { ...ABSENT, error: `there is no probe for "${kind}", and no call's answer names it` };
}

/** What calls were answered, as JSON, made once for all who ask; what a server refused confirms nothing. */
export function answersOf(events: readonly RunEvent[]): () => readonly string[] {
  let answers: string[] | undefined;
  return () =>
    (answers ??= events.flatMap((event) => {
      if (event.kind !== 'tool_call' || event.interaction.response === undefined) return [];
      const isRefused = event.interaction.kind === 'http' && (event.interaction.response?.status ?? 0) >= 400;
      return isRefused ? [] : [JSON.stringify(event.interaction.response)];
    }));
}
