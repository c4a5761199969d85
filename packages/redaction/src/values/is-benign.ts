import { testOf } from '../compiled.ts';
import { withoutPlaceholders } from '../placeholder.ts';
import { isOpaque } from './is-opaque.ts';

/**
 * True for a value that stands where a secret would stand and is none: a placeholder, a mask, a
 * template, a reference to an environment variable, the name of a type, a word like `required`.
 */
export function isBenign(value: string): boolean {
  const bare = (value.includes('[REDACTED:') ? withoutPlaceholders(value) : value)
    .trim()
    .replace(/(?:(?<![!?,;])[!?,;]+|(?<=\w)\.)$/, '');
  if (bare.length < 3) return true;
  if (bare.length > 400 || (bare.startsWith('{') && isOpaque(bare.slice(1, -1), 12))) return false;
  return (
    isWord(bare) ||
    isMask(bare) ||
    isTemplate(bare) ||
    isReference(bare) ||
    isInvitation(bare) ||
    isOfManual(bare)
  );
}

/** True for a sentence about a secret rather than the secret: `Must be at least 8 characters.` */
export function isProse(value: string): boolean {
  if (value.length > 2000) return false;
  if (!value.includes(' ')) return EASTERN_SENTENCE.test(value);
  if (COMPLAINT.test(value) || EASTERN_SENTENCE.test(value)) return true;
  if (OF_LABEL.test(value)) return true;
  const words = value.trim().split(/\s+/);
  return (
    words.length >= 4 && words.some((word) => STOP_WORD.test(word)) && !words.some((word) => word.length > 30)
  );
}

const isWord = testOf(
  /^(?:true|false|null|none|nil|undefined|nan|yes|no|on|off|str|string|text|number|integer|int|float|double|boolean|bool|object|array|list|dict|any|unknown|never|void(?: 0)?|bytes|buffer|secret_?str(?:ing)?|secret_?(?:box|vec|bytes|value)|secure_?string|optional|required|disabled|enabled|n\/?a|empty|blank|default|redacted|filtered|hidden|masked|removed|omitted|sanitized|scrubbed|secret|password|passwd|token|key|apikey|api[-_ ]?key|access[-_ ]?token|basic|bearer|digest|oauth2?|http|header|query|cookie|body|public|private|changeme|change[-_ ]?me(?:[-_](?:please|now|later|asap|today|soon|first|immediately|(?:in|on|at|before|for|after)(?:[-_][a-z]{2,12}){1,2}))?|replace[-_ ]?me|todo|tbd|fixme|placeholder|example|dummy|value|username|email|phone|session|unset|missing|invalid|expired|valid|active|inactive|pending|success|failed|error|ok|denied|granted|strict|lax|self|include|omit|same-origin|inherit|auto|manual|plain|file|env|vault|1password|rbac|abac|argon2(?:i|d|id)?|bcrypt|scrypt|pbkdf2|[hre]s(?:256|384|512)|ed25519|aws4-(?:hmac|ecdsa-p256)-sha256|aes-?(?:128|192|256)(?:-(?:gcm|cbc|ctr))?)$/i,
);
const isMask = testOf(
  /^%5BREDACTED%3A[a-z0-9_]{1,32}%3A[0-9a-f]{8}%5D$|^-----BEGIN [A-Z ]{3,40}-----(?:\s|\\n)*(?:\.{3}|…|[A-Z_ ]{3,40}|<[^<>]{1,40}>|\*+|x+)(?:\s|\\n)*-----END [A-Z ]{3,40}-----(?:\s|\\n)*$|^[A-Z]{2,}(?:_[A-Z]{2,}){1,5}$|^[A-Z]{3,}(?:\.[A-Z]{3,})+$|^(?:[~^>=<v]{1,3}\d{1,4}(?:\.\d{1,5}){1,2}|\d{1,2}(?:\.\d{1,2}){1,2})(?:[-+][a-z][\w.]{0,20})?$|^urn:[a-z]|^-?0x[0-9a-fA-F]{1,16}$|^\d{1,6} (?:bytes?|chars?|characters?|bits?|digits?|days?|items?)$|^[a-z]{2,8}\d?[-_](?:(?:your|insert|enter|example|sample|dummy|fake|placeholder)(?:[-_][a-z]{1,14}){1,6}|my(?:[-_][a-z]{1,14}){0,5}[-_](?:key|token|secret|password|here|value))$|^[a-z]{2,14}(?:[-_][a-z]{2,14}){0,4}[-_]placeholder$|^[*•#]{2,}[A-Z _]{3,20}[*•#]{2,}$|^[a-z_]{3,20}(?::[\w,]{1,20})?(?:\|[a-z_]{2,20}(?::[\w,]{1,20})?){1,8}$|^(?:[a-z]{2,8}[-_]){0,3}(?:[*•·●█.…#_?-]{3}|x{3}|X{3})[-_. *•·●█…#?xX]*\w{0,4}$|^[a-z]{2,8}\d?[-_]$|^(?:[\w-]{0,12}|\$[a-z\d]{1,8}\$(?:\d{1,2}\$)?)(?:\*{3,}|•{3,}|\.\.\.|…)[\w-]{0,6}$/,
);
const isTemplate = testOf(
  /^(?:\$\{[^{}]{1,100}\}|\$\{\{[^{}]{1,100}\}\}|\$\$?\(.*|\/\*.*|\$\([^()]{1,100}\)|\$[A-Za-z_]\w{0,60}|%\(?\w{1,60}\)?[s%]|\{\{[^{}]{1,100}\}\}|\{[\w.]{0,60}\}|<[^<>]{1,100}>|#\{[^{}]{1,100}\}|\[[\w .-]{1,60}\]|\((?:[a-z]{2,14}|(?:not?|none|your|same|see|from|if|only|leave|read|stored|taken|loaded|kept|already|sensitive|secret|hidden|masked|redacted|encrypted|optional|required|default|current|value|known|unchanged)(?: [a-z]{1,14}){1,3})\)|@@?\w{1,60}@?@?|__\w{1,60}__|:[a-z_]\w{0,40})$/,
);
const isReference = testOf(
  /^(?:\.{1,2}\/[\w./@-]{1,200}$|@[a-z][\w.-]{0,40}\/[a-z][\w.-]{1,60}$|--[a-z]|[A-Za-z_~][\w-]{0,40}(?:\/[A-Za-z_][\w.-]{0,40}){0,6}\.(?:pem|key|crt|cer|json|ya?ml|txt|env|toml|ini|cfg|conf|[cm]?[jt]sx?|py|go|rb|java|php|md|sh)$|\/[a-z][a-z_.-]{3,40}(?:\/[a-z][a-z_.-]{1,40}){0,6}$|(?:[\w.-]{1,60}:)?\/(?:etc|run|var|home|usr|opt|tmp|mnt|secrets?|app|root|dev)\/[\w./-]{1,200}$|process\.env|import\.meta\.env|os\.environ|os\.getenv|ENV\b|env[.(]|getenv|System\.getenv|secrets?\.[A-Za-z_]|vars\.|config\.|settings\.|self\.|this\.|args?\.|opts?\.|options\.|params?\.|props\.|ctx\.|context\.|request\.|req\.|data\.|user\.|credentials?\.|vault:|ssm:|arn:aws:|op:\/\/|keyring:|file:|env:|sm:\/\/|projects\/[\w-]+\/secrets\/|!Ref|!Sub|!vault|ref\+|azurekv|doppler|data:)/,
);
/** `YOUR_API_KEY`: what asks for a secret to be put in its place. */
export const isInvitation = testOf(
  /^(?:your|my|insert|enter|put|replace|the|some|an?|add|paste|set|use|example|sample|dummy|fake|test)(?:[-_ .](?:[a-z]{1,14}|[A-Z]{1,14}|[A-Z][a-z]{1,13}|\d{1,2})){1,8}$|^(?:YOUR|MY|INSERT|ENTER|PUT|REPLACE|EXAMPLE|SAMPLE|DUMMY|FAKE|TEST)(?:[-_ ](?:[A-Z]{1,14}|\d{1,2})){1,8}$/,
);
/** Keys that AWS shows in its manuals, and secretlint lets pass, too. */
const isOfManual = testOf(/^(?:A[KS]IA[A-Z0-9]{9}EXAMPLE|wJalrXUtnFEMI\/K7MDENG\/bPxRfiCYEXAMPLEKEY)$/);
/** Characters of words alone, more than a password would have, or with the signs of a sentence. */
const EASTERN_SENTENCE =
  /^(?=[^\u3040-\u9fff\uac00-\ud7a3]{0,40}[\u3040-\u9fff\uac00-\ud7a3])(?=.*[。、，？！]|.{8})(?:[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3。、，？！：「」（）\s]|[A-Za-z]{1,12}(?![\dA-Za-z])){5,}$/u;
/** What forms answer about a field: `can't be blank`, `is too short`. */
const COMPLAINT =
  /^(?:can['’]?t|cannot|is|are|will be|must|should|has|have|does|doesn['’]t|isn['’]t|too|not|may|wrong|incorrect|invalid|required|confirmation) [a-z][a-z' ]{0,60}[.!]?$/i;
/** What a server says of itself: `supported methods: header`. */
const OF_LABEL = /^[A-Za-z]?[a-z]{2,14} [a-z]{3,14}: [a-z]{3,14}(?:(?:, | or | and )[a-z]{3,14}){0,6}$/;
const STOP_WORD =
  /^(?:the|is|are|was|must|should|your|you|of|to|for|and|or|with|from|this|that|has|have|be|not|if|when|can|will|used|please|by|at|least|as|bitte|muss|ein|eine|für|mit|nicht|het|een|voor|van|votre|vous|pour|une|veuillez|introduzca|ingrese|para|inserisci|della|digite|sua|seu|och|för)[.,:;]?$/i;
