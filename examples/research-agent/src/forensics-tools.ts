import type Anthropic from '@anthropic-ai/sdk';

/** What the model comes to. */
export interface Finding {
  text: string;
  failure_class: string;
  decision: 'keep' | 'revert';
  /** Refs that it rests on, with a JSON Pointer behind `#`. */
  evidence: string[];
}

export const READ = {
  name: 'read',
  description: 'Read something by its ref.',
  input_schema: { type: 'object', properties: { ref: { type: 'string' } }, required: ['ref'] },
} satisfies Anthropic.Tool;

export const FINDING = {
  name: 'finding',
  description: 'Say what you found: a text, one failure class, one decision, and the evidence.',
  input_schema: {
    type: 'object',
    properties: {
      text: { type: 'string' },
      failure_class: { type: 'string' },
      decision: { enum: ['keep', 'revert'] },
      evidence: { type: 'array', items: { type: 'string' } },
    },
    required: ['text', 'failure_class', 'decision', 'evidence'],
  },
} satisfies Anthropic.Tool;
