import { agentReplay } from '@agent-replay/vitest-plugin';
import { defineConfig } from 'vitest/config';

export default defineConfig({ plugins: [agentReplay()] });
