import { fakes } from '../corpora/fake.suite.ts';
import { eventWords } from './event-words.ts';
import { describeRule } from './rule.suite.ts';

const key = fakes('event words').base64(40);

describeRule(eventWords, {
  finds: [
    [`data: aws_secret_access_key =\n\ndata: ${key}\n\n`, key],
    ['data: the pass\n\ndata: word is hunt\n\ndata: er-Zp81!x, he said\n\n', 'hunt'],
    ['data: the pass\r\n\r\ndata: word is hunt\r\n\r\ndata: er-Zp81!x\r\n\r\n', 'er-Zp81!x'],
    [
      'data: the pass\nid: 1\n\ndata: word is hunt\nid: 2\n\ndata: er-Zp81!x, he said\nid: 3\n\n',
      'er-Zp81!x',
    ],
    [
      'event: word\r\ndata: the pass\r\nid: 1\r\nretry: 9\r\n\r\n: ping\r\ndata: word is hunt\r\n:\r\nevent: word\r\n\r\ndata: er-Zp81!x\r\nid:\r\n\r\n',
      'er-Zp81!x',
    ],
    // JSON in words, and no events of JSON
    ['data: {"the pass\n\ndata: word is hunt\n\ndata: er-Zp81!x, he said\n\n', 'hunt'],
    ['data: the pass\rid: 1\r\rdata: word is hunt\rid: 2\r\rdata: er-Zp81!x\rid: 3', 'er-Zp81!x'],
  ],
  leaves: [
    'data: the total\n\ndata:  is 12\n\ndata: 345 units\n\n',
    'data: password\n',
    'data: the pass\nid: 1\ndata: word is hunt\nid: 1\ndata: er-Zp81!x\n\n',
    'data: {"a":1}\n\ndata: [DONE]\n\n',
    'data: the password is on\n\ndata:  its way\n\n',
  ],
});
