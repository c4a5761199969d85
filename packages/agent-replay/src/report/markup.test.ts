import { expect, test } from 'vitest';
import { markup } from './markup.ts';

test('text can neither be markup nor turn what is beside it', () => {
  expect(markup`<p title="${'"<b>'}">${"\u202E<script>'&\u001B[31m"}</p>`.text).toBe(
    String.raw`<p title="&#34;&#60;b&#62;">\u202e&#60;script&#62;&#39;&#38;\u001b[31m</p>`,
  );
});
