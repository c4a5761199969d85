import { remembered } from '../memory.ts';
import { applyEdits, type Edit } from '../edit.ts';
import { isBenign } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { readJson, type JsonNode, type JsonScalar, stringFor } from './read-json.ts';
import type { Scan } from './rule.ts';
import { isHarmlessMember } from './secret-members.ts';

type Members = readonly [JsonScalar, JsonNode][];

/** What a tool that reads secrets answered, which the object of its call names, or one elsewhere by the id of the call. */
export interface ToolResults {
  /** Takes an object; `isAnswer` where a member says which call it answers. */
  see(members: Members, isAnswer: boolean): void;
  edits(scan: Scan): Edit[];
}

export function toolResults(): ToolResults {
  const calls = new Set<string>();
  const answers: [id: string | undefined, node: JsonNode][] = [];
  return {
    see(members, isAnswer) {
      const name = nameOf(members);
      const isOfSecret = name !== undefined && name.length <= LONGEST_NAME && readsSecret(name);
      if (!isOfSecret && !isAnswer) return;
      const ids = members.flatMap(([{ value: key }, node]) =>
        node.type === 'string' && ID.test(key) ? [node.value] : [],
      );
      if (isOfSecret) for (const id of ids) calls.add(id);
      for (const [{ value: key }, node] of members)
        if (OUTPUT.test(key)) answers.push([isOfSecret ? undefined : ids[0], node]);
    },
    edits(scan) {
      const told = answers.filter(([id]) => id === undefined || calls.has(id));
      return told.length === 0
        ? []
        : secretsIn(
            told.map(([, node]) => node),
            scan,
          );
    },
  };
}

const LONGEST_NAME = 80;
const readsSecret = remembered((name) => READS.test(name));
/** `get_secret`, `mcp__vault__read_secret_value`, `getApiKey`; what counts tokens is another. */
const READS =
  /^(?:[\w.:/-]{1,40}[_.:/-])?(?:get|read|fetch|reveal|retrieve|look_?up|show|resolve|create|generate|rotate|issue|access|ask_?for)[_-]?(?:[a-z]{1,20}[_-]){0,2}(?:secrets?|credentials?|passwords?|passwd|passphrase|api[_-]?keys?|token|otp|totp|private[_-]?keys?)(?:[_-]?(?:value|version|by[_-]?[a-z]{1,12}))?$/i;
const CALL = /^(?:function|action|tool_?call)$/i;
const NAME = /^(?:name|tool|tool_?name)$/i;
const ID = /^(?:id|(?:tool_?)?call_?id|tool_?use_?id)$/i;
/** Under which an answer says what it answers. */
export const RESULT_ID = /^(?:(?:tool_?)?call_?id|tool_?use_?id)$/i;
const OUTPUT = /^(?:output|observation|results?|response|content|return_?value|value)$/i;

function nameOf(members: Members): string | undefined {
  for (const [{ value: key }, node] of members) {
    if (node.type === 'string' && NAME.test(key)) return node.value;
    if (CALL.test(key) && node.type === 'object') return nameOf(node.members);
  }
  return undefined;
}

/** Words and complaints are no secrets, nor what stands beside one: `{site, username, value}`. */
function secretsIn(roots: readonly JsonNode[], scan: Scan): Edit[] {
  const edits: Edit[] = [];
  /** An answer may stand within another. */
  const seen = new Set<JsonNode>();
  const todo: [node: JsonNode, key: string][] = roots.map((root) => [root, '']);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [node, key] = next;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.type === 'object') for (const [own, member] of node.members) todo.push([member, own.value]);
    else if (node.type === 'array') for (const item of node.items) todo.push([item, key]);
    else if (node.type === 'string' && !isHarmlessMember(key)) {
      const after = withoutSecret(node.value, key, scan);
      if (after !== node.value)
        edits.push({ start: node.start, end: node.end, kind: 'secret', text: stringFor(node, after) });
    }
  }
  return edits;
}

function withoutSecret(value: string, key: string, scan: Scan): string {
  const root = /^[[{]/.test(value) ? readJson(value) : undefined;
  if (root !== undefined)
    return applyEdits(value, secretsIn([root], scan).toSorted(inTurn), scan.placeholder);
  const isSecret =
    !/\s/.test(value.trim()) &&
    !isBenign(value) &&
    !ADDRESS.test(value) &&
    (isOpaque(value, 8) || isPasswordLike(value) || (CODE_KEY.test(key) && /^\d{4,8}$/.test(value)));
  return isSecret ? scan.placeholder('secret', value) : value;
}

/** What a few digits are a code under; under another key they are a number, a year or a place. */
const CODE_KEY =
  /^(?:|text|content|output|observation|results?|response|(?:return_?)?value|data|answer|\w*(?:code|otp|pin|password|secret|token|key))$/i;
/** Of an account on a chain, which everybody may know. */
const ADDRESS = /^0x[\da-f]{40}$/i;

const inTurn = (one: Edit, other: Edit): number => one.start - other.start;
