import { thrownMessage } from '@agent-replay/contracts';
import { checkGate, type GateFacts, type GateResult } from '../gate/check-gate.ts';

/** What a health check answers. */
export interface HealthResponse {
  /** 200, or 503 with reasons. */
  status: 200 | 503;
  body: { status: 'healthy' | 'unhealthy'; summary: string; reasons: GateResult['reasons'] };
}

/** Asks the gate. Facts that cannot be had are a refusal, never a pass. */
export async function healthResponse(facts: () => Promise<GateFacts>): Promise<HealthResponse> {
  try {
    const { healthy, summary, reasons } = checkGate(await facts());
    return healthy
      ? { status: 200, body: { status: 'healthy', summary, reasons } }
      : { status: 503, body: { status: 'unhealthy', summary, reasons } };
  } catch (error) {
    const [text = ''] = thrownMessage(error).split('\n', 1);
    const reason = { code: 'inconclusive' as const, subject: 'gate', text };
    return {
      status: 503,
      body: { status: 'unhealthy', summary: `refused: inconclusive gate: ${text}`, reasons: [reason] },
    };
  }
}
