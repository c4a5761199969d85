import {
  type ArtifactKind,
  type ArtifactProbe,
  type RunEvent,
  toExceptionInfo,
} from '@agent-replay/contracts';
import { within } from '../native-time.ts';
import type { ClaimedArtifact } from '../run/run.ts';
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

/**
 * Looks whether an artifact is there and what it holds: by the artifact's own probe, by that of its
 * kind, as a file, else by an answer to one of the run's calls that names it. Never throws: what it
 * could not tell is in `error`.
 */
export async function probeArtifact(
  artifact: ClaimedArtifact,
  options: ProbeOptions,
): Promise<ArtifactProbe> {
  const limit = `the probe took longer than ${options.timeoutMs} ms`;
  let reading: AbortController | undefined;
  try {
    const path = pathOf(artifact.uri, options.workspace);
    const confirm = artifact.confirm ?? options.probes[artifact.kind];
    const seen =
      confirm === undefined ? undefined : await answerOf(confirm(artifact.uri), options.timeoutMs, limit);
    if (seen === false) return ABSENT;
    if (path === null) return conclude(artifact, seen, undefined, options.answers);
    reading = new AbortController();
    const file = await within(options.timeoutMs, probeFile(path, options.began, reading.signal), limit);
    return conclude(artifact, seen, file, options.answers);
  } catch (error) {
    reading?.abort();
    return { ...ABSENT, error: toExceptionInfo(error).message };
  }
}

/** What answers at once is not waited for. */
function answerOf(
  answer: Promise<boolean> | boolean,
  limitMs: number,
  limit: string,
): Promise<boolean> | boolean {
  return typeof answer === 'boolean' ? answer : within(limitMs, answer, limit);
}

/** The same within a process that is about to end: only what needs no waiting. */
export function probeArtifactNow(
  artifact: ClaimedArtifact,
  options: Omit<ProbeOptions, 'timeoutMs'>,
): ArtifactProbe {
  try {
    const path = pathOf(artifact.uri, options.workspace);
    const confirm = artifact.confirm ?? options.probes[artifact.kind];
    const seen = confirm?.(artifact.uri);
    if (seen !== undefined && typeof seen !== 'boolean')
      return { ...ABSENT, error: 'the process ended before the probe answered' };
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
