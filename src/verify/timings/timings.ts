import type { SecureContext } from 'node:tls'
import type { Bytes, Segments, Timings } from '../../model/verification.ts'
import { contextFor, dialInTurn, dialOf, type NodeHandshake } from '../handshakes/nodeClient.ts'
import { offerOf, type Subject, type TlsAddress } from '../subject.ts'
import { timeMcp } from './mcpTimings.ts'
import { bootstrapMedian, median, quantiles, rounded } from './statistics.ts'

type Done = Extract<NodeHandshake, { kind: 'done' }>

/** Pairs that do not count: they warm up caches and just-in-time compilers. */
const WARM_UP = 2

/** Failed pairs, after which a host is given up. */
const MAX_FAILURES = 3

/**
 * Times pairs of a classical and a post-quantum handshake of Node.js with the same address, in alternating order so that
 * drift affects both alike; then MCP. Undefined: no post-quantum handshake is possible.
 */
export const timeEndpoint = async (subject: Subject): Promise<Timings | undefined> => {
  const { samples } = subject.options
  const at = subject.tls.find(
    ({ group, cause }) => offerOf(group, undefined) !== undefined && cause?.open === undefined,
  )
  const hybrid = at && offerOf(at.group, undefined)
  if (samples === 0 || !at || !hybrid) return undefined
  const classical = offerOf(at.classical, undefined)
  const pairs = await timePairs(subject, at, {
    hybrid: contextFor(hybrid.group),
    classical: classical && contextFor(classical.group),
  })
  if (pairs.length === 0) return undefined
  const mcp = await timeMcp(subject)
  const isLimited = affordable(samples, at) < samples
  const fewer = isLimited ? 'the host limits connections' : 'too many handshakes failed'
  return timingsOf(pairs, { hybrid: hybrid.group, classical: classical?.group, mcp, asked: samples, fewer })
}

type Pair = { hybrid: Done; classical: Done | undefined }
type Contexts = { hybrid: SecureContext; classical: SecureContext | undefined }

const timePairs = async (subject: Subject, at: TlsAddress, contexts: Contexts): Promise<Pair[]> => {
  const samples = affordable(subject.options.samples, at)
  const dial = async (secureContext: SecureContext): Promise<Done | undefined> => {
    const done = await dialInTurn({ ...dialOf(subject, at), secureContext }, at)
    return done.kind === 'done' ? done : undefined
  }
  const pairs: Pair[] = []
  let failures = 0
  for (let i = 0; pairs.length < WARM_UP + samples && failures < MAX_FAILURES; i++) {
    const pair = await timePair(dial, contexts, i % 2 === 0)
    if (pair) pairs.push(pair)
    else failures++
  }
  return pairs.slice(WARM_UP)
}

/** Milliseconds of all pauses between timed handshakes, at a host that limits connections. */
const MOST_PAUSED_MS = 10_000

const affordable = (samples: number, { context: { session } }: TlsAddress): number => {
  const { interval } = session.pace
  const most = interval === 0 ? samples : Math.floor(MOST_PAUSED_MS / (2 * interval)) - WARM_UP
  return Math.max(1, Math.min(samples, most))
}

/** Undefined: one of the two failed. */
const timePair = async (
  dial: (context: SecureContext) => Promise<Done | undefined>,
  contexts: Contexts,
  hybridFirst: boolean,
): Promise<Pair | undefined> => {
  if (!contexts.classical) {
    const hybrid = await dial(contexts.hybrid)
    return hybrid && { hybrid, classical: undefined }
  }
  const [first, second] = hybridFirst
    ? [contexts.hybrid, contexts.classical]
    : [contexts.classical, contexts.hybrid]
  const one = await dial(first)
  const other = await dial(second)
  if (!one || !other) return undefined
  return hybridFirst ? { hybrid: one, classical: other } : { hybrid: other, classical: one }
}

type About = {
  hybrid: string
  classical: string | undefined
  mcp: Awaited<ReturnType<typeof timeMcp>>
  asked: number
  /** Why there are fewer samples than were asked for. */
  fewer: string
}

const timingsOf = (pairs: readonly Pair[], { hybrid, classical, mcp, asked, fewer }: About): Timings => {
  const ofHybrid = pairs.map((pair) => pair.hybrid)
  const ofClassical = pairs.flatMap((pair) => pair.classical ?? [])
  const both = <T>(of: (all: readonly Done[]) => T): { classical?: T; hybrid: T } => ({
    ...(ofClassical.length > 0 ? { classical: of(ofClassical) } : {}),
    hybrid: of(ofHybrid),
  })
  const compared = ofClassical.length > 0 ? compare(pairs) : {}
  return {
    samples: pairs.length,
    groups: { ...(classical === undefined ? {} : { classical }), hybrid },
    connect: quantiles([...ofHybrid, ...ofClassical].map(({ connectMs }) => connectMs)),
    firstAnswer: both((all) => quantiles(all.map(({ firstAnswerMs }) => firstAnswerMs))),
    handshake: { ...both((all) => quantiles(all.map(({ handshakeMs }) => handshakeMs))), ...compared },
    bytes: both(typicalBytes),
    segmentsAtMss1460: both(segments),
    ...('first' in mcp ? { mcp } : {}),
    notes: [
      ...(classical === undefined
        ? ['no classical timings: the server accepts no classical group in TLS 1.3']
        : []),
      ...(pairs.length < asked ? [`${pairs.length} of ${asked} samples: ${fewer}`] : []),
      ...('missing' in mcp ? [`no MCP timings: ${mcp.missing}`] : []),
    ],
  }
}

const compare = (pairs: readonly Pair[]): Partial<Timings['handshake']> => {
  const differences = pairs.flatMap(({ hybrid, classical }) =>
    classical ? [hybrid.handshakeMs - classical.handshakeMs] : [],
  )
  const [low, high] = bootstrapMedian(differences)
  return {
    overheadMs: rounded(median(differences)),
    interval: [rounded(low), rounded(high)],
    insideNoise: low <= 0 && high >= 0,
  }
}

/** The lengths vary only by a byte or two of a signature. */
const typicalBytes = (all: readonly Done[]): Bytes => ({
  sent: Math.round(median(all.map(({ bytes }) => bytes.sent))),
  received: Math.round(median(all.map(({ bytes }) => bytes.received))),
})

/** Bytes: the payload of a segment on Ethernet over IPv4 without TCP options (RFC 9293 §3.7.1: 1,500 less 40). */
const MSS = 1460

/** Each flight begins with a new segment, and fills all segments except its last. */
export const segments = (all: readonly Done[]): Segments => {
  const { sent, received } = typicalBytes(all)
  const first = Math.round(median(all.map(({ firstFlight }) => firstFlight)))
  return {
    sent: Math.ceil(first / MSS) + Math.ceil((sent - first) / MSS),
    received: Math.ceil(received / MSS),
  }
}
