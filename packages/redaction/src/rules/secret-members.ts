import { normalName } from '../names/normal-name.ts';
import { isBenign, isProse } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { isLabel } from '../values/judge.ts';
import type { Scan } from './rule.ts';

/** Keys of a value that another key names. */
export const VALUE_KEY =
  /^(?:value|val|content|contents|data|v|text|secret|default_?value|example|string_?value|current_?value|initial_?value|Value|SecretString|ParameterValue)$/i;

/** True for what is a secret because of the name that it stands under, a level or more above its own. */
export function isSecretMember(name: string, value: string, { names }: Scan): boolean {
  if (
    isBenign(value) ||
    isProse(value) ||
    TWILIO_ID.test(value) ||
    isHarmlessMember(name) ||
    /^https?:\/\/[^?@]*$/.test(value)
  )
    return false;
  if (
    names.holdsSecrets(name) ||
    VALUE_KEY.test(name) ||
    /(?:^|_)(?:key|token|code|raw|plain|hash|p|pw|bearer)$/.test(normalName(name))
  )
    return !isLabel(value, names);
  return isOpaque(value.replace(BRACKETS, ''), 6) || isPasswordLike(value);
}

const TWILIO_ID = /^(?!SK)[A-Z]{2}[0-9a-f]{32}$/;
/** Signs that no identifier has, and generated passwords do. */
const BRACKETS = /[<>{}()[\]]/g;

/** True for a name of what says who, where or how beside a secret. */
export const isHarmlessMember = (name: string): boolean => HARMLESS_MEMBER.test(normalName(name));

const HARMLESS_MEMBER =
  /^(?:\w+_)?(?:type|kind|name|id|ids|user|username|user_name|login|email|url|uri|host|hostname|port|region|provider|scope|scopes|realm|domain|path|method|mode|scheme|in|description|title|version|status|state|format|created|updated|expires|expiry|at|date|time|label|service|issuer|audience|algorithm|alg|encoding|placement|prefix|ref|arn|role|tenant|project|env|environment|country|currency|language|locale|file|filename|location|source|sha256|digest|uuid)$/;
