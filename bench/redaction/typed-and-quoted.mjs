import { SIZE, fill, numbered } from './fill.mjs';

/** Texts that nearly are what the rules for typed passwords, quoted streams, sessions and keys of services look for. */
const list = (...items) => {
  const count = Math.ceil(SIZE / JSON.stringify(items).length);
  return JSON.stringify(Array.from({ length: count }, () => items).flat());
};
const hex = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';

export const TYPED_AND_QUOTED = {
  'acts on passwords': list(
    { action: 'click', selector: '#password' },
    { action: 'type', text: 'Kx9$1Qz!7' },
  ),
  'acts on other fields': list(
    { action: 'click', selector: '#search' },
    { action: 'type', text: 'Kx9$1Qz!7' },
  ),
  'acts with arguments': list(
    { name: 'click', arguments: '{"selector":"#password"}' },
    { name: 'type', arguments: '{"text":"Kx9$1Qz!7"}' },
  ),
  'acts of many members': list({ action: 'click', a: 'b', c: 'd', e: 'f', g: 'h' }),
  'acts in acts': `${'{"click":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  'long verbs': list({ action: `click_${'a'.repeat(34)}` }),
  'long targets': list({ action: 'click', selector: 'pa '.repeat(130) }, { action: 'type', text: 'a' }),
  'answers to questions': list({ question: "Mother's maiden name?", answer: 'Kowalczyk' }),
  'answers to other questions': list({ question: 'was your first '.repeat(12), answer: 'Kowalczyk' }),
  'questions without an end': fill("Mother's maiden name "),
  'questions and marks': fill("Mother's maiden name? "),
  'answers to nothing': fill('Security answer: '),
  'quoted parts': fill('> 0:"ab"\n'),
  'quoted parts that differ': numbered('> 0:"a#"\n'),
  'quoted parts, not ended': fill('0:"'),
  'quoted parts with escapes': fill('0:"\\'),
  'quoted parts far apart': fill(`0:"a" ${'b'.repeat(60)} `),
  'quoted parts and marks': fill(`0:"a"${'> '.repeat(1900)}`),
  'quoted parts and other parts': fill('0:"a"\n2:[1]\n2:[2]\n'),
  'quoted parts with passwords': numbered('> 0:"password: Kx9$"\n> 0:"#Qz!7 "\n'),
  'names of services': fill('stripeopenaigooglemapskey '),
  'names of services and digests': numbered(`STRIPE#KEY=${hex}\n`),
  'names that end in key': numbered('aaaaa#aaaaakey=b '),
  'one name that ends in key': `${'a'.repeat(SIZE - 10)}key=b`,
  'names on lines': fill('api_key =\n'),
  'names on lines and values': numbered('api_key =\n  Kx9Qz7aB#cD3eF5gH\n'),
  'fragments that are keys': numbered('https://a.example/b#Kx9Qz7aB3cD#eF5gH7iJ9\n'),
  'fragments and marks': `https://a.example/b${fill('#')}`,
  'users and fragments': numbered('https://ab:c#d@a#.example/\n'),
  'users and colons': `https://${fill('a:')}`,
  'long fragments': `https://a.example/b#${fill('aB3')}`,
  'commands of Redis': fill('SET session:'),
  'commands of Redis with prefixes': fill('SET a:b:c:sess:'),
  'sessions of Redis': numbered(`SET session:${hex}# 1\n`),
  'AUTH over the wire': fill('$4\r\nAUTH\r\n'),
  'AUTH of users over the wire': fill('$4\r\nAUTH\r\n$1\r\na\r\n$1\r\n'),
  'net use': fill('net use \\\\a\\b '),
  'net use of options': fill('net use \\\\a\\b c /d /e /f '),
  'mapped addresses': fill('ip: 0:0:0:0:0:'),
  'mapped addresses with points': numbered('ip: ::ffff:81.154.33.# '),
  'objects in buckets': numbered('key=uploads%2F#%2Fa.png&acl=private\n'),
  'folders in buckets': `key=${fill('ab/')}`,
  'words of forms': numbered('password+Kx#%21\n'),
};
