/** What the page asks the bridge that serves it. Shapes: docs/http.md and docs/record.md. */

export interface Health {
  status: string;
  version: string;
  calls_active: number;
}

export interface CallRecord {
  id: string;
  state?: string;
  carrier: { dialect: string; profile: string | null; call_id: string | null; from: string | null; to: string | null };
  agent?: { dialect?: string; session_id?: string };
  created_at: string;
  ended_at?: string | null;
  duration_ms: number | null;
  talk_ms: number | null;
  end?: { cause: string; code: number | null; detail: string; by: string } | null;
  milestones: { name: string; at_ms?: number; missing?: boolean }[];
  timeline: { at_ms: number; from: string; event: string; detail: string }[];
  transcript: { at_ms: number; speaker: string; text: string; interrupted?: boolean; heard_ms?: number | null }[];
  media: {
    in: Direction;
    out: Direction;
    jitter: { mean_ms: number; p95_ms: number; max_ms: number };
    mos: number | null;
  };
  diagnosis: Finding[];
}

export interface Direction {
  frames: number;
  bytes: number;
  audio_ms: number;
  gaps: number;
  longest_gap_ms: number;
  dropped_ms: number;
}

export interface Finding {
  code: number;
  title: string;
  cause: string;
  remedy: string;
  evidence: string;
}

export interface CallSummary {
  id: string;
  state: string;
  carrier: { dialect: string; profile: string | null; call_id: string | null; from: string | null; to: string | null };
  created_at: string;
  ended_at: string | null;
  cause: string | null;
}

/** The bridge's error and remedy; the status alone if another server responded. */
async function problemText(answer: Response, path: string): Promise<string> {
  const { code, title, detail, remedy } = await answer.json().catch(() => ({}));
  return title ? `${code} ${title}${detail ? `: ${detail}` : ''}. ${remedy ?? ''}` : `${path}: HTTP ${answer.status}`;
}

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(path, { headers: { accept: 'application/json' }, cache: 'no-store' });
  if (!answer.ok) throw new Error(await problemText(answer, path));
  return (await answer.json()) as T;
}

export const health = () => get<Health>('/healthz');
export const conformancePage = (id: string) => `/v1/calls/${encodeURIComponent(id)}/conformance.html`;
export const record = (id: string) => get<CallRecord>(`/v1/calls/${encodeURIComponent(id)}`);
export const recentCalls = async (limit = 12) =>
  (await get<{ calls: CallSummary[] }>(`/v1/calls?limit=${limit}`)).calls;

/** The bridge's record of the call that the carrier calls `callId`, once it has ended; undefined when it is not ours. */
export async function recordOfCarrierCall(callId: string, timeoutMs = 4_000): Promise<CallRecord | undefined> {
  const find = async () =>
    (await get<{ calls: CallSummary[] }>(`/v1/calls?carrier_call_id=${encodeURIComponent(callId)}&limit=1`)).calls[0];
  const seen = await find();
  if (seen?.state === 'ended') return record(seen.id);
  return new Promise((resolve) => {
    const events = new EventSource('/v1/events');
    const finish = async () => {
      events.close();
      clearTimeout(timer);
      const call = await find().catch(() => undefined);
      resolve(call ? await record(call.id) : undefined);
    };
    const timer = setTimeout(finish, timeoutMs);
    const check = async () => {
      const call = await find().catch(() => undefined);
      if (call?.state === 'ended') await finish();
    };
    events.addEventListener('open', check);
    events.addEventListener('call.ended', check);
  });
}
