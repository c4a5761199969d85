import { defineAgent, type Agent } from './define-agent.ts';

/** An agent in another language: a command that is given its task on stdin. */
export function execAgent(name: string, source: { exec: string[] }, root: string): Agent {
  return defineAgent({ name, run: () => Promise.reject(new Error(`${source.exec.join(' ')} in ${root}`)) });
}
