import { agentReplay } from '@agent-replay/vitest-plugin';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [agentReplay()],
  // The tests in project/ are those of the code that the agent mends.
  test: { exclude: [...configDefaults.exclude, 'project/**'] },
});
