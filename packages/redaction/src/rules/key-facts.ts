import { testOf } from '../compiled.ts';
import { remembered } from '../memory.ts';
import { ROWS } from './json-columns.ts';
import { LOG_PROBABILITIES } from './log-probabilities.ts';
import type { JsonNode, JsonScalar } from './read-json.ts';
import { ANSWER } from './security-answers.ts';
import { RESULT_ID } from './tool-results.ts';

/** What the name of a member says about its object, in bits, so that most objects are asked nothing further. */
export const Fact = {
  TYPE: 1,
  /** A key of JSON Schema that no other object has. */
  SCHEMA: 2,
  KIND: 4,
  KTY: 8,
  /** `type` in any case. */
  ANY_TYPE: 16,
  IDENTITY: 32,
  LABEL: 64,
  SENSITIVE: 128,
  EXPIRY: 256,
  /** The type of a value, where DynamoDB, Firestore and Protobuf name it in place of the value's name. */
  WRAPPER: 512,
  /** A query or a method, which names the parameters beside it. */
  ASKING: 1024,
  /** A name of addresses, which may carry a query. */
  LINK: 2048,
  /** Docker's `auth`. */
  USER_PASS: 4096,
  /** What is about one person, or where they live. */
  PERSON: 8192,
  /** Where FHIR keeps the names of a person. */
  GIVEN: 16384,
  SURNAME: 32768,
  /** A latitude. */
  POSITION: 65536,
  /** Rows of a table. */
  ROWS: 131_072,
  /** Where Vault keeps what it knows of a version of a secret. */
  METADATA: 262_144,
  /** Where OpenAI and Gemini list the tokens of an answer. */
  LOG_PROBABILITIES: 524_288,
  /** May be headers, a query, or cookies. */
  PLACE: 1_048_576,
  VEHICLE: 2_097_152,
  ANSWER: 4_194_304,
  /** May say what was done to a page. */
  ACTION: 8_388_608,
  /** Is what was done to a page. */
  VERB: 16_777_216,
  /** May say what somebody is about to do, asks or answers. */
  SAYING: 33_554_432,
  /** Says which call of a tool its object answers. */
  RESULT: 67_108_864,
} as const;

/** What an agent does to a page: it goes to a field, writes into it, or leaves it. */
export const VERB =
  /^(?:[a-z]{2,12}[_.]|element_?)?(?:(?:(?:left_|double_|triple_)?(?:click|tap|focus)|type|input|enter|insert|send|fill|set|change|press|key|keyboard(?:_?type)?|dispatch_?key_?event)(?:_?(?:text|keys?|value|in|into|element|on|at|field|input|down|press))?(?:_by_\w{2,10})?|navigate|goto|go_to|open_url|go_back|reload|new_tab|switch_tab)$/i;

/** The facts of all keys together. */
export function factsOf(members: readonly [JsonScalar, JsonNode][]): number {
  let facts = 0;
  for (const [key] of members) facts |= factsOfKey(key.value);
  return facts;
}

const PATTERNS: readonly (readonly [number, RegExp])[] = [
  [Fact.TYPE, /^type$/],
  [Fact.SCHEMA, /^(?:\$ref|anyOf|properties)$/],
  [Fact.KIND, /^kind$/],
  [Fact.KTY, /^kty$/],
  [Fact.ANY_TYPE, /^type$/i],
  [Fact.IDENTITY, /^(?:id|name|arn)$/i],
  [
    Fact.LABEL,
    /^(?:name|key|header|field|field_?name|param|parameter|variable|property|attribute|label|setting|option|n|selector|element|target|placeholder|input_?name|aria_?label|locator|question|claim|attribute_?name|system|[jJ]sonPath|json_path|ParameterKey|OptionName|Name|Key|Id)$/,
  ],
  [Fact.SENSITIVE, /^(?:sensitive|isSecret|is_secret|secret|masked|encrypted)$/],
  // what expires beside a value that looks random is a token
  [Fact.EXPIRY, /^(?:expires_?(?:at|in)|expiration)$/i],
  [Fact.WRAPPER, /^(?:S|N|L|SS|(?:string|array|list)_?[Vv]alue|values|\$string)$/],
  [Fact.LINK, /(?:^|_)(?:ur[li]|href|link|endpoint|location)$/i],
  [
    Fact.PERSON,
    /^(?:line_?1|address_?line_?1|address_?1|street(?:_?address)?|street_?1|logradouro|rua|calle|stra(?:ss|ß)e|dob|date_?of_?birth|birth_?date|ssn|cpf|passport(?:_?(?:number|no))?|iban|e?mail|email_?address|phone(?:_?number)?|mobile|telephone|tel|remote_?jid)$/i,
  ],
  [Fact.GIVEN, /^given$/],
  [
    Fact.SURNAME,
    /^(?:last_?name|surname|family_?name|nachname|cognome|apellidos?|sobrenome|nazwisko|achternaam|efternamn|family)$/i,
  ],
  [Fact.POSITION, /^lat(?:itude)?$/i],
  [Fact.ROWS, ROWS],
  [Fact.METADATA, /^metadata$/],
  [Fact.ANSWER, ANSWER],
  [Fact.USER_PASS, /^_?auth$/i],
  [Fact.ASKING, /^(?:query|sql|statement|text|command|method|function|procedure|action)$/i],
  [Fact.LOG_PROBABILITIES, LOG_PROBABILITIES],
  [
    Fact.SAYING,
    /^(?:thoughts?|thinking|reasoning|next_?goal|goal|text|content|description|summary|intent|instruction|explanation|message|plan)$/i,
  ],
  [
    Fact.ACTION,
    /^(?:action|action_?type|type|name|tool|tool_?name|tool_?call|function|command|method|event|kind|op|step|verb)$/i,
  ],
  [Fact.VERB, VERB],
  [Fact.RESULT, RESULT_ID],
];

/** One look, since most keys tell nothing. */
const TELLS = testOf(new RegExp(PATTERNS.map(([, { source }]) => source).join('|'), 'i'));

/** What a name of any length may tell. */
const WITHIN: readonly (readonly [number, RegExp])[] = [
  [Fact.PLACE, /header|quer|param|cookie/i],
  [Fact.VEHICLE, /vehicle|^car$|fahrzeug|veh[íi]culo/i],
];

/** The facts of one key. */
export const factsOfKey = remembered((key) => {
  let facts = 0;
  for (const [fact, pattern] of WITHIN) if (pattern.test(key)) facts |= fact;
  if (key.length <= LONGEST && TELLS(key))
    for (const [fact, pattern] of PATTERNS) if (pattern.test(key)) facts |= fact;
  return facts;
});

/** No telling key has more characters. */
const LONGEST = 60;
