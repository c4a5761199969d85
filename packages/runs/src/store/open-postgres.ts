import { AgentReplayError } from '@agent-replay/contracts';
import type { Driver } from './driver.ts';

export async function openPostgres(url: string): Promise<Driver> {
  throw new AgentReplayError('STORE_UNAVAILABLE', `not supported yet (${url.length})`);
}
