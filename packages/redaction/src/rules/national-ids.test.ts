import { nationalIds } from './national-ids.ts';
import { describeRule } from './rule.suite.ts';

describeRule(nationalIds, {
  finds: [['SSN 536-22-8714', '536-22-8714']],
  leaves: ['000-12-3456', '2026-01-0123', '666-12-3456'],
});
