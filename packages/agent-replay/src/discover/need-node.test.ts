import { expect, test } from 'vitest';
import { needNode } from './need-node.ts';

test.each(['22.20.0', '22.21.1', '24.0.0', '26.1.0'])('Node %s is new enough', (version) => {
  expect(() => needNode('the plugin', version)).not.toThrow();
});

test.each(['20.20.2', '22.19.0'])('Node %s is refused by name', (version) => {
  expect(() => needNode('the plugin', version)).toThrow(
    `the plugin needs Node 22.20 or newer; this is ${version}.`,
  );
});
