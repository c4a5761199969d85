import type { Evidence } from '../evidence.ts';
import type { Issue } from '../issue.ts';
import type { ReasonCode } from '../registry.ts';

type Artifact = Evidence['artifacts'][number];

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const WITH_CONTENT: ReadonlySet<string> = new Set(['file', 'diff', 'report']);

/** What is wrong with one artifact whatever the contract says: not there, empty, or not as claimed. */
export function artifactFaults({ ref, probe }: Artifact): Issue[] {
  const at = `${ref.kind} "${ref.uri}"`;
  if (probe.error !== null) {
    return [
      issue(
        'side_effect_unconfirmed',
        '',
        `a probe that confirms ${at}`,
        probe.error,
        `${at} could not be confirmed: ${probe.error}`,
      ),
    ];
  }
  if (!probe.exists) {
    return [
      issue(
        'side_effect_unconfirmed',
        '',
        `${at} to exist`,
        'nothing there',
        `${at} was claimed, but does not exist`,
      ),
    ];
  }
  if (isEmpty(probe)) {
    return [issue('empty_output', '', 'content', 'none', `${at} holds nothing`)];
  }
  if (!probe.readable && hasContent(ref)) {
    return [
      issue('side_effect_unconfirmed', '', `${at} to be readable`, 'not readable', `${at} cannot be read`),
    ];
  }
  return checkIntegrity(at, ref, probe);
}

/** True for a kind that is proven by its content; of the others a confirmed reference is enough. */
export function hasContent({ kind }: Artifact['ref']): boolean {
  return WITH_CONTENT.has(kind);
}

function checkIntegrity(at: string, ref: Artifact['ref'], probe: Artifact['probe']): Issue[] {
  if (ref.bytes !== null && probe.bytes !== null && ref.bytes !== probe.bytes) {
    return [
      issue(
        'schema_mismatch',
        '',
        `${ref.bytes} bytes`,
        `${probe.bytes} bytes`,
        `${at} has ${probe.bytes} bytes, ${ref.bytes} were recorded`,
      ),
    ];
  }
  if (ref.sha256 !== null && probe.sha256 !== null && ref.sha256 !== probe.sha256) {
    return [
      issue(
        'schema_mismatch',
        '',
        `sha256 ${ref.sha256}`,
        `sha256 ${probe.sha256}`,
        `${at} changed after it was recorded`,
      ),
    ];
  }
  if (isCutJson(ref, probe)) {
    return [
      issue('schema_mismatch', '', 'complete JSON', 'JSON that is cut off', `${at} is JSON that is cut off`),
    ];
  }
  return [];
}

function isEmpty({ bytes, sha256, json, text }: Artifact['probe']): boolean {
  if (bytes === 0 || sha256 === EMPTY_SHA256) return true;
  if (json === undefined) return text !== undefined && isBlank(text);
  if (typeof json === 'string') return isBlank(json);
  return json === null || (typeof json === 'object' && Object.keys(json).length === 0);
}

/** True for nothing to see: white space, zero bytes of a file that was never written to, marks without width. */
function isBlank(text: string): boolean {
  return /^[\s\p{Cc}\p{Cf}]*$/u.test(text);
}

/** A `.json` file that opens an object or a list and never closes it. */
function isCutJson({ uri }: Artifact['ref'], { json, text }: Artifact['probe']): boolean {
  if (json !== undefined || text === undefined || !/\.json$/i.test(uri)) return false;
  const trimmed = text.trim();
  return (
    (trimmed.startsWith('{') && !trimmed.endsWith('}')) || (trimmed.startsWith('[') && !trimmed.endsWith(']'))
  );
}

function issue(code: ReasonCode, path: string, expected: string, received: string, message: string): Issue {
  return { code, path, expected, received, message };
}
