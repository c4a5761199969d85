import type { Task } from 'agent-replay';

/** Questions whose model traffic is recorded. */
export const questions: Record<string, Task> = {
  'largest-city': {
    task_id: 'largest-city',
    payload: {
      question: 'What is the largest city in the user country?',
      model: 'claude-sonnet-4-0',
      tools: ['get_user_country'],
      thinking: 3000,
      stream: false,
    },
    state: [{ ref: 'user:profile', content: { country: 'Mexico' } }],
  },
  'day-in-history': {
    task_id: 'day-in-history',
    payload: {
      question: 'Briefly mention 1 event that happened tomorrow in history?',
      model: 'claude-sonnet-4-5',
      system: 'Be very concise.',
      tools: ['web_search'],
      stream: true,
    },
  },
};
