import { deflateSync, gzipSync } from 'node:zlib';
import { fill } from './fill.mjs';

const b64 = (text) => Buffer.from(text).toString('base64');
const json = (text) => JSON.stringify({ a: text });
/** In rows of 1,900 characters, since longer ones are no heads of tables. */
const rows = (cell) => fill(`${cell.repeat(Math.floor(1900 / cell.length))}!\n`);

/** What a pattern with choices may read in more than one way, and scripts and encodings that cross one another. */
export const IN_TWO_WAYS = {
  'heads, three tabs': rows('token\t\t\t'),
  'heads, spaces before commas': rows('token  , '),
  'heads, quotes and spaces': rows('"token"  ;'),
  'heads, bars': rows('a token  |  '),
  'heads of gaps': rows('token    '),
  'SQL of empty literals': `INSERT INTO t (id, password) VALUES ('${fill(",''")}`,
  'SQL, many': fill("INSERT INTO t (id, password) VALUES ('','"),
  'JSON in JSON in base64': fill(`${b64(json(json('{"token":"a1b2c3d4"}')))} `),
  'base64 in JSON in percent': fill(`${encodeURIComponent(json(b64('{"token":"a1b2c3d4"}')))} `),
  'hex in entities in base64': fill(
    `${b64(`&quot;${Buffer.from('token=a1b2c3d4').toString('hex')}&quot;`)} `,
  ),
  'deflate in JSON in base64': fill(`${b64(json(deflateSync('token=a1b2c3d4').toString('base64')))} `),
  'gzip near what one may give': gzipSync(Buffer.alloc(900_000, 'token=a1 ')).toString('base64'),
  'short secrets': fill('pin=1234;'),
  humps: fill('aTokenBKeyCSecret'),
  'long words': fill('password'),
  homoglyphs: fill('раsswоrd=a1b2c3d4 '),
  'right to left': fill('\u202bסיסמה: a1b2c3d4\u202c '),
  'marks on letters': fill('t\u0301o\u0301k\u0301e\u0301n\u0301: a1B2c3D4 '),
  'words of emoji': fill('🔑password🔑=🔑a1B2c3D4🔑'),
};
