import { fakes } from '../corpora/fake.suite.ts';
import { eventWords } from './event-words.ts';
import { describeRule } from './rule.suite.ts';

const key = fakes('event words').base64(40);

describeRule(eventWords, {
  finds: [
    [`data: aws_secret_access_key =\n\ndata: ${key}\n\n`, key],
    ['data: the pass\n\ndata: word is hunt\n\ndata: er-Zp81!x, he said\n\n', 'hunt'],
    ['data: the pass\r\n\r\ndata: word is hunt\r\n\r\ndata: er-Zp81!x\r\n\r\n', 'er-Zp81!x'],
  ],
  leaves: [
    'data: the total\n\ndata:  is 12\n\ndata: 345 units\n\n',
    'data: password\n',
    'data: {"a":1}\n\ndata: [DONE]\n\n',
    'data: the password is on\n\ndata:  its way\n\n',
  ],
});
