import { expect } from 'chai'
import { AddressFacts, type Endpoint } from '../../src/model/endpoint.ts'
import type { Answer } from '../../src/model/state.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import { type Clock, HostLimiters, RateLimiter } from '../../src/net/limiter.ts'
import { type Dial, type ProbeOptions, probeAddress } from '../../src/probe/address.ts'
import { trustAnchors } from '../../src/probe/tls/certificates/trust.ts'
import { at } from './at.ts'
import type { Listener } from './listener.ts'

/** Milliseconds: everything here answers from loopback, or not at all. */
export const TIMEOUT_MS = 300

/** For servers that always answer: on a busy machine even loopback may take a while. */
export const PATIENT: Partial<ProbeOptions> = { timeoutMs: 5000 }

/** Loaded once: reading the system's certificates takes longer than most probes here. */
const ANCHORS = trustAnchors([])

/** Its pauses take no time. */
const INSTANT: Clock = { now: () => performance.now(), sleep: async () => {} }

export const probeOptions = (changes: Partial<ProbeOptions> = {}): ProbeOptions => ({
  profile: 'full',
  timeoutMs: TIMEOUT_MS,
  hosts: new HostLimiters(4),
  rate: new RateLimiter(undefined),
  anchors: ANCHORS,
  clock: INSTANT,
  ...changes,
})

export const dialTo = (port: number, changes: Partial<Dial> = {}): Dial => ({
  to: at(port),
  host: 'localhost',
  serverName: 'localhost',
  path: '/mcp',
  plaintext: false,
  ...changes,
})

/** Probes a listener; afterwards the facts fit the model and no connection is left. */
export const probe = async (
  listener: Listener,
  changes: Partial<ProbeOptions> = {},
  dial: Partial<Dial> = {},
): Promise<AddressFacts> => {
  const facts = await probeAddress(dialTo(listener.port, dial), probeOptions(changes))
  await listener.idle()
  return AddressFacts.parse(facts)
}

/** The same, of a listener that is closed again whatever comes. */
export const probeOnce = async (
  listening: Promise<Listener>,
  changes: Partial<ProbeOptions> = {},
  dial: Partial<Dial> = {},
): Promise<AddressFacts> => {
  const listener = await listening
  try {
    return await probe(listener, changes, dial)
  } finally {
    await listener.close()
  }
}

export const tlsOf = (facts: AddressFacts): TlsFacts => {
  expect(facts.tls, facts.detail).to.be.an('object')
  return facts.tls as TlsFacts
}

export const accepted = (facts: readonly ({ name: string } & Answer)[]): string[] =>
  facts.filter(({ state }) => state === 'accepted').map(({ name }) => name)

/** The distinct findings of facts that were not accepted, without their names. */
export const others = (facts: readonly ({ name: string } & Answer)[]): Answer[] => {
  const findings = facts
    .filter(({ state }) => state !== 'accepted')
    .map(({ state, alert, detail }) => JSON.stringify({ state, alert, detail }))
  return [...new Set(findings)].map((text) => JSON.parse(text))
}

export const endpointAt = (url: string): Endpoint => ({
  id: url,
  url,
  transport: 'streamable-http',
  sources: [{ kind: 'argument' }],
})
