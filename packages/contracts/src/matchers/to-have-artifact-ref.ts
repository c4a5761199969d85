import { ArtifactKind } from '../artifact.ts';
import { artifactFaults } from '../check/artifact-faults.ts';
import { compileGlob } from '../check/glob.ts';
import { refuseUnknownKeys } from '../known-keys.ts';
import { listed, type MatcherResult, outcomeOf, result, wrongArgument } from './matcher.ts';

const NAME = 'toHaveArtifactRef';

/** Which artifacts count. */
export interface ArtifactFilter {
  kind?: ArtifactKind;
  /** Glob over the artifact's path or URI. */
  uri?: string;
}

/**
 * The run left an artifact that is there, holds something and is what was recorded.
 *
 * @param filter a glob over its path or URI, or its kind and glob; any artifact without one
 */
export function toHaveArtifactRef(received: unknown, filter: ArtifactFilter | string = {}): MatcherResult {
  const { evidence } = outcomeOf(NAME, received);
  const { kind, uri } = filterOf(filter);
  const isUri = uri === undefined ? () => true : compileGlob(uri);
  const candidates = evidence.artifacts.filter(
    ({ ref }) => (kind === undefined || ref.kind === kind) && isUri(ref.uri),
  );
  const faults = candidates.flatMap(artifactFaults);
  const sound = candidates.filter((artifact) => artifactFaults(artifact).length === 0);
  const args = filter === '' || typeof filter === 'string' || Object.keys(filter).length > 0 ? [filter] : [];
  const wanted = [kind ?? 'artifact', uri === undefined ? '' : `"${uri}"`]
    .filter((part) => part !== '')
    .join(' ');
  return result({ name: NAME, args, pass: sound.length > 0 }, () => [
    ['expected', sound.length > 0 ? `no ${wanted}` : `a confirmed ${wanted}`],
    ['received', listed(evidence.artifacts.map(({ ref }) => `${ref.kind} ${ref.uri}`))],
    ...faults.map((fault) => ['because', `${fault.code}: ${fault.message ?? fault.received}`] as const),
  ]);
}

function filterOf(filter: unknown): ArtifactFilter {
  if (typeof filter === 'string') return { uri: filter };
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter))
    return wrongArgument(NAME, 'a glob or { kind, uri }', filter);
  refuseUnknownKeys(`Failed to read "${NAME}"`, filter, ['kind', 'uri']);
  const { kind, uri } = filter as Record<string, unknown>;
  if (kind !== undefined && !ArtifactKind.safeParse(kind).success)
    return wrongArgument(NAME, `one of ${ArtifactKind.options.join(', ')} as kind`, kind);
  if (uri !== undefined && typeof uri !== 'string') return wrongArgument(NAME, 'a glob as uri', uri);
  return filter;
}
