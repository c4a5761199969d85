import { birthDates } from './birth-dates.ts';
import { blocks } from './blocks.ts';
import { assignments } from './assignments.ts';
import { captions } from './captions.ts';
import { calls } from './calls.ts';
import { credentialPairs } from './credential-pairs.ts';
import { commands } from './commands.ts';
import { configFiles } from './config-files.ts';
import { labelled } from './labelled.ts';
import { literals } from './literals.ts';
import { cards } from './cards.ts';
import { escapes } from './escapes.ts';
import { identityNumbers } from './identity-numbers.ts';
import { quotedParts } from './quoted-parts.ts';
import { records } from './records.ts';
import { numberLists } from './number-lists.ts';
import { postalAddresses } from './postal-addresses.ts';
import { seedPhrases } from './seed-phrases.ts';
import { emails } from './emails.ts';
import { embeddedJson } from './embedded-json.ts';
import { headerFields } from './header-fields.ts';
import { eventWords } from './event-words.ts';
import { encoded } from './encoded.ts';
import { hexDumps } from './hex-dumps.ts';
import { htmlTables } from './html-tables.ts';
import { ibans } from './ibans.ts';
import { markup } from './markup.ts';
import { multipart } from './multipart.ts';
import { nationalIds } from './national-ids.ts';
import { personalNumbers } from './personal-numbers.ts';
import { phones } from './phones.ts';
import { plainPasswords } from './plain-passwords.ts';
import { privateKeys } from './private-keys.ts';
import type { Rule } from './rule.ts';
import { shapes } from './shapes.ts';
import { spoken } from './spoken.ts';
import { tables } from './tables.ts';
import { typedText } from './typed-text.ts';
import { urls } from './urls.ts';
import { whereabouts } from './whereabouts.ts';

/** Every rule for text, in the order of precedence: names, then shapes, then personal data, then encodings. */
export const ALL_RULES: readonly Rule[] = [
  privateKeys,
  embeddedJson,
  urls,
  assignments,
  plainPasswords,
  labelled,
  captions,
  calls,
  literals,
  commands,
  credentialPairs,
  configFiles,
  seedPhrases,
  numberLists,
  hexDumps,
  spoken,
  typedText,
  markup,
  htmlTables,
  tables,
  multipart,
  shapes,
  headerFields,
  cards,
  ibans,
  emails,
  phones,
  nationalIds,
  personalNumbers,
  identityNumbers,
  birthDates,
  records,
  postalAddresses,
  whereabouts,
  escapes,
  eventWords,
  quotedParts,
  blocks,
  encoded,
];
