import { captions } from './captions.ts';
import { describeRule } from './rule.suite.ts';

describeRule(captions, {
  finds: [
    ['API key:: 0a1b2c3d4e5f60718293a4b5c6d7e8f9\nHost:: db', '0a1b2c3d4e5f60718293a4b5c6d7e8f9'],
    ['Secret::\n  Zephyr_96rzj?\n', 'Zephyr_96rzj?'],
    ['    Key Content            : sunny-beach-2019', 'sunny-beach-2019'],
    [
      'Unseal Key 1: 1H98iOR/khgvcK4PbogPSGHzIAsTFRzPvIiluOwkB0D=',
      '1H98iOR/khgvcK4PbogPSGHzIAsTFRzPvIiluOwkB0D=',
    ],
    [
      'AWS Secret Access Key [None]: dm+hojR+fB7lzbp+cWCFfHY9BQczRDfaCYh9HoHL',
      'dm+hojR+fB7lzbp+cWCFfHY9BQczRDfaCYh9HoHL',
    ],
    ['Mot de passe : snhz#POX497', 'snhz#POX497'],
    [
      '**Token:**\n```text\n0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d\n```',
      '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d',
    ],
    ['API key:\n\n    0a1b2c3d4e5f60718293a4b5c6d7e8f9\n', '0a1b2c3d4e5f60718293a4b5c6d7e8f9'],
    [
      'Token:\n```\n0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d\n```',
      '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d',
    ],
    [
      'aws_secret_access_key =\n  Ab3xK9mZ4qLw7TnR2vYcH8pJd5sGf1uEoQ6iN0bX\n',
      'Ab3xK9mZ4qLw7TnR2vYcH8pJd5sGf1uEoQ6iN0bX',
    ],
    ['session_token =\n    "Kx9Qz7aB3cDeF5gH7iJ9kL"\n', 'Kx9Qz7aB3cDeF5gH7iJ9kL'],
    ['TOKEN =\n  Kx9Qz7aB3cDeF5gH7iJ9kL\n', 'Kx9Qz7aB3cDeF5gH7iJ9kL'],
    ['パスワード：uhdi#JBI824', 'uhdi#JBI824'],
    ['Password: <b>ElGato_Negro88</b>', 'ElGato_Negro88'],
    ['<p>Your temporary password: <code>uJ4(kd9)Qw</code></p>', 'uJ4(kd9)Qw'],
    [
      'Or enter this setup key manually: JIJKMIIQDUKTYPUDTPRZU3SDFKUSN4LS',
      'JIJKMIIQDUKTYPUDTPRZU3SDFKUSN4LS',
    ],
  ],
  leaves: [
    'Key Type               : ECDSA',
    'Security key           : Present',
    'Api Key::Hash2 of(a)',
    'aws_secret_access_key =\naws_region = eu-west-1',
    'Y3Vyc29yOnYyOjc2MzI4Nzg2MTgwPW=\nY3Vyc29yOnYyOjc2MzI4Nzg2MTgwNzg=\n',
    'client_secret =\n    read_secret()',
    'api_key =\n    os.environ["API_KEY_2"]',
    'secret =\n  SuperSecretValueHolder\n',
    'cache_key =\n  0a1b2c3d4e5f60718293a4b5c6d7e8f9\n',
    'Password rules: at least 12 characters',
    'Password: <b>required</b>, API key: <code>x-api-key</code>, Password: <code>Option(String1)</code>',
    'The secret key: never share it',
    'Reset password: see https://acme.io/docs/reset',
    'Our key takeaways: 12% faster',
    'Commit:\n```\n0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d\n```',
    'Token:\n  the value that 2 services share',
    'login.password: "Passwort", login.token: "Zugriffstoken"',
    'at 10:30:15 the token service restarted',
  ],
});
