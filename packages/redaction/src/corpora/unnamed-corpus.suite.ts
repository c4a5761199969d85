import type { Fake } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';
import { type Row, samplesOf } from './rows.suite.ts';

const password = (fake: Fake): string => fake.password();
const token = (fake: Fake): string => fake.alnum(40);
const short = (fake: Fake): string => `sommer${fake.digits(1)}`;
const code = (fake: Fake): string => fake.digits(6);
const hex20 = (fake: Fake): string => fake.hex(20);
const lines = (...events: readonly unknown[]): string =>
  events.map((event) => JSON.stringify(event)).join('\n');

const inBrackets = (text: string): Row => [text, 'text', password, text];

/** What only its own quotes and lines tell, in an event, in lines of JSON and in a log. */
const QUOTED: readonly Row[] = [
  'the password is "§"',
  'password: "§"',
  '<input type="password" value="§">',
  'I typed "§" into the password field',
  'user: bob\npass: §\nhost: x',
  'das Passwort lautet "§"',
].flatMap((text): Row[] => [
  [`event: ${text}`, 'text', password, `Log:\ndata: ${lines({ text })}\n\ndata: {"b":1}`],
  [`only event: ${text}`, 'text', password, `He wrote:\ndata: ${lines({ text })}\nend`],
  [`quoted event: ${text}`, 'text', password, `He wrote:\n> data: ${lines({ text })}\n> data: {"b":1}`],
  [`lines: ${text}`, 'text', password, `Log:\n${lines({ m: text, text: 'x' }, { text: 'b' })}\nend`],
  [`log: ${text}`, 'text', password, `INFO got ${lines({ m: text, n: 1 })} back`],
  [
    'event in a result',
    'json',
    password,
    { result: { stdout: `Log:\ndata: ${lines({ text })}\n\ndata: {}` } },
  ],
]);

const SAID: readonly Row[] = [
  ['goal', 'json', password, [{ goal: 'Fill in the password', tool: 'fill', args: { value: '§' } }]],
  [
    'thought behind',
    'json',
    password,
    { action: [{ input_text: { index: 5, text: '§' } }], thought: 'Type the password' },
  ],
  [
    'thinking',
    'json',
    password,
    { content: [{ thinking: 'Next, I type the password.' }, { name: 'browser_type', input: { text: '§' } }] },
  ],
  [
    'text before a tool',
    'json',
    password,
    [
      { type: 'text', text: 'Now I will enter the password.' },
      { name: 'computer', input: { action: 'type', text: '§' } },
    ],
  ],
  [
    'reasoning',
    'json',
    password,
    { action_type: 'INPUT_TEXT', text: '§', reasoning: 'The password field is empty' },
  ],
  [
    'german',
    'json',
    password,
    [{ content: 'Ich gebe jetzt das Passwort ein.' }, { action: 'type', text: '§' }],
  ],
  [
    'click between',
    'json',
    password,
    [
      { reasoning: 'Click, then type the password' },
      { action: 'click', coordinate: [2, 3] },
      { action: 'type', text: '§' },
    ],
  ],
  [
    'code',
    'json',
    code,
    [{ thought: 'Enter the verification code' }, { action: 'input_text', params: { text: '§' } }],
  ],
  ['lines', 'text', password, lines({ message: 'I will enter the password' }, { action: 'type', text: '§' })],
  [
    'focus on lines',
    'text',
    password,
    lines(
      { method: 'DOM.focus', params: { selector: '#password' } },
      { method: 'Input.insertText', params: { text: '§' } },
    ),
  ],
  ['locator', 'json', password, { action: 'fill', locator: { label: 'Password' }, text: '§' }],
  ['element', 'json', password, { type: 'input', target: { attributes: { type: 'password' } }, value: '§' }],
  ['selectors', 'json', password, { type: 'change', selectors: [['aria/Password'], ['#i0118']], value: '§' }],
];

const ASKED: readonly Row[] = [
  [
    'asked',
    'json',
    password,
    [
      { role: 'assistant', content: 'What is your password?' },
      { role: 'user', content: '§' },
    ],
  ],
  [
    'asked in parts',
    'json',
    token,
    [{ content: [{ text: 'Could you share the API key?' }] }, { content: [{ text: '§' }] }],
  ],
  ['asked to enter', 'json', password, [{ text: 'Please enter your password:' }, { text: '§' }]],
  ['asked in German', 'json', password, [{ content: 'Wie lautet dein Passwort?' }, { content: '§' }]],
  [
    'asked for a code on lines',
    'text',
    code,
    lines({ message: 'What is the verification code?' }, { message: '§' }),
  ],
];

const TYPED: readonly Row[] = [
  ['typed into', 'text', password, '[agent] typed "§" into #password'],
  ['typed into a selector', 'text', password, 'Typing \'§\' into input[name="password"]'],
  ['entered as', 'text', password, 'await page.act("enter § as the password")'],
  ['capybara', 'text', password, "fill_in 'Password', with: '§'"],
  ['finder', 'text', password, 'findElement(AppiumBy.accessibilityId("password-input")).sendKeys("§")'],
  ['remark', 'text', token, 'x = "§"  # my api token'],
  ['remark behind code', 'text', token, "const v = '§'; // staging api key"],
  ['remark on a uuid', 'text', (fake) => fake.uuid(), 'k = Exa("§")  # api key'],
  ['remark on a command', 'text', password, "adb shell input text '§' # user password"],
  ['table of two columns', 'text', password, '  | user     | kim |\n  | password | § |\n'],
];

const SHOWN: readonly Row[] = [
  ['gh', 'text', (fake) => fake.hex(40), '$ gh auth token\n§'],
  [
    'kubectl',
    'text',
    password,
    "kim@host:~$ kubectl get secret db -o jsonpath='{.data.password}' | base64 -d\n§",
  ],
  ['ssm', 'text', password, '$ aws ssm get-parameter --name /db/password --with-decryption\n§'],
  ['keychain', 'text', token, '$ security find-generic-password -s api -w\n§'],
  ['terraform', 'text', token, '$ terraform output -raw db_password\n§'],
  ['following', 'text', (fake) => fake.hex(32), 'Please use the following password to proceed:\n\n§\n'],
  ['shown once', 'text', token, 'API key created. Copy it now, you will not see it again:\n\n§\n'],
  ['new value', 'text', password, 'Password for the [elastic] user successfully reset.\nNew value: §'],
  ['generated for', 'text', password, 'A temporary password is generated for root@localhost: §'],
  [
    'device code',
    'text',
    (fake) => `${fake.of('BCDFG', 4)}-${fake.of('HJKLM', 4)}`,
    'Enter the following code: §',
  ],
  [
    'device code to sign in',
    'text',
    (fake) => `A${fake.digits(3)}${fake.upper(5)}`,
    'open https://login.example.org/devicelogin and enter the code § to authenticate',
  ],
  ['credentials for', 'text', password, 'creds for staging: admin / §'],
  ['address', 'text', (fake) => `91.12.${fake.digits(2)}.${fake.digits(2)}`, 'Failed login for kim from §'],
];

const OTHERWISE: readonly Row[] = [
  ['in brackets', 'text', password, 'The admin account (admin:§) works on staging'],
  ['in brackets by its user', 'text', password, 'Use the deploy-bot user (deploy-bot:§) for it'],
  ...['service account (deploy:§) is new', 'login (jsmith:§)', 'use account (svc-backup:§)'].map(inBrackets),
  ...[
    'sign in (ann.smith:§)',
    'creds (ci-bot:§)',
    'user (bob:§)',
    'account (sa:§)',
    'account (team:§)',
    'login (build.js.bot:§)',
    'login (48151623:§)',
  ].map(inBrackets),
  ['field which', 'text', password, 'entered "§" in the field which is labelled password'],
  ['box that', 'text', password, 'typed "§" into the box that asks for the password'],
  ['popup after', 'text', password, 'I typed "§" in the popup after it asked for my password'],
  ['name of an input', 'text', password, 'typed "§" into the input with the name of "password"'],
  ['error passcode', 'text', () => 'four seven one nine', 'the error passcode is §'],
  ['building code', 'text', () => 'four seven one nine', 'the building code is §'],
  ['in brackets by an address', 'text', password, 'account for QA (kim@example.org:§)'],
  ['below its caption', 'text', short, 'Password:\n§\n'],
  ['below a sentence', 'text', short, 'Hi Kim,\nyour password is:\n\n§\n'],
  ['below a caption for somebody', 'text', short, 'Password for kim:\n§'],
  ['user behind', 'text', code, 'pass: §, user: 7'],
  ['pass in JSON', 'json', (fake) => fake.digits(3), { user: 'bob', pass: '§' }],
  ['pass and pin', 'json', code, { user: 'bob', pass: '§, pin: 4' }],
  ['pass and comma', 'json', code, { pass: '§,' }],
  ['pass is', 'text', password, 'I reset it. Temp pass is § - change it'],
  ['generated for an address', 'text', password, 'A temporary password is generated for root@127.0.0.1: §'],
  ['key box', 'text', (fake) => fake.digits(4), 'Key box code: §. Checkout at 11.'],
  ['said by voice', 'text', () => 'four seven one nine', 'so the pin is § okay'],
  [
    'a card said by voice',
    'text',
    () => 'five three nine one four eight eight zero',
    'my card number is four § three four',
  ],
  ...[
    'رمز التحقق الخاص بك هو §',
    'کد تایید شما: §',
    'קוד האימות שלך הוא §',
    'आपका ओटीपी § है',
    'আপনার ওটিপি §',
    'Ο κωδικός επαλήθευσής σας είναι §',
    'Ваш код підтвердження: §',
    'Az ellenőrző kódod: §',
    'Codul de verificare este §',
    'รหัส OTP ของคุณคือ §',
    'Mã OTP của bạn là §',
    'Kode OTP Anda: §',
  ].map((text): Row => [`code abroad ${text.slice(0, 6)}`, 'text', code, text]),
  [
    'SMTP',
    'text',
    (fake) => Buffer.from(fake.password()).toString('base64'),
    'S: 334 UGFzc3dvcmQ6\nC: §\nS: 235 ok',
  ],
  ['Redis', 'text', (fake) => fake.hex(40), '1790000000.12 [0 10.0.0.3:5123] "SET" "session:§" "{}"'],
  ['Windows', 'text', (fake) => fake.hex(32), 'kim:1001:aad3b435b51404eeaad3b435b51404ee:§:::'],
];

const HELD: readonly Row[] = [
  ['tokens', 'json', token, { tokens: { acme: '§' } }],
  ['access tokens', 'json', token, { accessTokens: { acme: '§' } }],
  ['bot tokens', 'json', token, { slack_bot_tokens: { acme: '§' } }],
  ...(
    'githubTokens gitlab_tokens slackTokens npm_tokens jwt_tokens admin_tokens csrf_tokens webhook_tokens ' +
    'reset_tokens id_tokens fcmTokens account_tokens push_tokens invite_tokens page_access_tokens video_tokens card_tokens'
  )
    .split(' ')
    .map((name): Row => [name, 'json', token, { [name]: { main: '§' } }]),
  ...'nextcloud next_auth async_worker syncthing homepage prevail continuous pages_deploy'
    .split(' ')
    .map((name): Row => [`tokens of ${name}`, 'json', token, { tokens: { [name]: '§' } }]),
  ['a number', 'text', (fake) => fake.digits(11), '| name | value |\n|---|---|\n| token | § |'],
  ['tokens in YAML', 'text', token, 'tokens:\n  ci: §\n  region: eu\n'],
  [
    'Postman',
    'json',
    (fake) => fake.hex(32),
    {
      apikey: [
        { key: 'value', value: '§' },
        { key: 'in', value: 'header' },
      ],
    },
  ],
  ['code in a form', 'text', hex20, 'client_id=a1&client_secret=[REDACTED:secret:00000000]&code=§'],
  ['code before a grant', 'text', hex20, 'code=§&client_id=a1&grant_type=authorization_code'],
  ['macaroon', 'json', (fake) => `AgEE${fake.base64(120)}`, { macaroon: '§' }],
  ['client of PHP', 'text', token, "$c = OpenAI::client('§');"],
];

/** Secrets that no name stands beside: somebody says, asks for, types, remarks on or prints them. */
export const unnamedCorpus = (): Sample[] =>
  samplesOf('unnamed', [...QUOTED, ...SAID, ...ASKED, ...TYPED, ...SHOWN, ...OTHERWISE, ...HELD]);

const HEX = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d';

/** What nearly is one. */
export const UNNAMED_LOOKALIKES: readonly string[] = [
  ...[
    [{ goal: 'Fill in the city', tool: 'fill', args: { value: 'Lisboa2026x' } }],
    [
      { thinking: 'No password is needed. Next, type the SKU.' },
      { name: 'browser_type', input: { text: 'Sku4711Ab' } },
    ],
    [{ content: 'You can reset the password in the settings.' }, { action: 'type', text: 'Model3Y2024' }],
    [{ content: 'I will not enter your password.' }, { action: 'type', text: 'Rtx5090Ti' }],
    [{ content: 'Typing the search phrase' }, { action: 'type', text: 'iPhone17Pro' }],
    [
      { action: 'focus', selector: '#search' },
      ...['a', '1', 'b', '2'].map((key) => ({ action: 'press', key })),
    ],
    [
      { action: 'click', selector: '#password' },
      { action: 'press', key: 'Enter' },
    ],
    { type: 'change', selectors: [['aria/Search products'], ['#q']], value: 'GoPro12Hero' },
    { action: 'fill', locator: { label: 'Promo code' }, text: 'Summer24Sale' },
    [{ content: 'What is your order number?' }, { content: 'AB12cd34' }],
    [{ content: 'I have sent you the password by mail. Anything else?' }, { content: 'Thanks2u' }],
    { value: 'in_progress', expires_in: 3600 },
    [{ content: 'Which model should I use?' }, { content: 'Use GPT4oMini.' }],
    { tokens: { buttonPrimary: '#aabbcc', spaceMd: '16px' } },
    { tokens: { input: '1200', output: '300' } },
    { pageTokens: { next: 'CAESBkpvaG4xMjM0NTY3ODkwYWJj' } },
    { tokens: { next: 'CAESBkpvaG4xMjM0NTY3ODkwYWJj', prevPage: 'CAESBkpvaG4xMjM0NTY3ODkwYWJk' } },
    { nextPageTokens: { users: 'aB3dE5fG7hI9jK1lM3nO5pQ7' } },
    { prompt_tokens: { main: 'aB3dE5fG7hI9jK1lM3nO5pQ7' } },
    { tokens: { nextPageToken: 'CAESBkpvaG4xMjM0NTY3ODkwYWJj' } },
    { token: '1790000000123' },
    { designTokens: { color: 'aB3dE5fG7hI9jK1lM3nO5pQ7' } },
    { sync_tokens: { inbox: 'aB3dE5fG7hI9jK1lM3nO5pQ7' } },
    { guild_id: '505066203778476522', message_id: '4510142279516596764' },
    {
      apikey: [
        { key: 'in', value: 'header' },
        { key: 'key', value: 'X-API-Key' },
      ],
    },
  ].map((body) => JSON.stringify(body)),
  'tokens:\n  color-primary: "#0077aa"\n  font-size-base: 16px\n',
  'secrets:\n  inherit: true\n  name: prod-database-credentials\n',
  'type "Paris2024" into the search field',
  'Input Berlin10115 into index 5 (zip)',
  "type 'help' in the console for password options",
  `x = "${HEX}"  # commit that fixes the token`,
  'const n = "8.1.2"; // version with api key support',
  `$ docker run -d -e TOKEN_FILE=/x app\n${HEX}`,
  `$ git log --format=%H -1 -- secrets/\n${HEX}`,
  '$ vault status\nSealed2false',
  'New token types:\nRefreshToken2',
  'the following secret scanners ran:\ngitleaks-8.18',
  'Use code SUMMER25 at checkout',
  'enter the code FRIENDS25 to continue shopping',
  'account for Q3 - EMEA / region4x',
  'user for the demo: see / Appendix12',
  'login page moved from 2.4.1.0 to 3.0.0',
  'error_code=ERR_INVALID_GRANT&grant_type=authorization_code',
  'document.cookie = "lang=" + lang',
  '| password | string | required |',
  '| token | 1234567 |',
  '| secret | 12.345.678 |',
  'type "npm2024install" into the shell to reset the password',
  'enter Release2024x as the name of the token',
  'typed "Model3Y2024" into the terminal and then reset the api key',
  'typed Summer24Sale as the title of the token',
  'put Summer24Sale in the search box before the password expires',
  'area code four one five five five',
  'the zip code is nine four one one zero',
  'error code five zero three zero',
  'account (eu-west:Ab3dE5fG7)',
  'login account (build:Release2024x)',
  'user (region:Ab3dE5fG7)',
  'account (us-east-1:Ab3dE5fG7)',
  'account (europe-west4:Ab3dE5fG7)',
  'user (order_id:Ab3dE5fG7)',
  'user (commit:Ab3dE5fG7)',
  'account (env:Staging2)',
  'user (device:iPhone15)',
  'user (browser:Chrome120)',
  'user (os:Windows11)',
  'user (page:Page2of3)',
  'the login page (see:Figure4b)',
  'sign in (step:Step4a)',
  'user (line:L42col7)',
  'users account (table:Users2)',
  'user handler (app.js:UserService42)',
  'account module (src.account.ts:AccountV2)',
  'user (role:Admin2) added',
  'pass: 12, fail: 3',
  'the answer is four five six',
  'code is one of the two or three options',
  'Код підтвердження надіслано',
  'https://calendar.google.com/calendar/ical/en.german%23holiday%40group.v.calendar.google.com/public/basic.ics',
];
