import { strictEqual } from 'node:assert';
import { test } from 'node:test';
import { gross } from '../src/gross.js';

test('prices in Germany carry 19 %', () => strictEqual(gross(100, 'DE'), 119));
test('prices in France carry 20 %', () => strictEqual(gross(100, 'FR'), 120));
