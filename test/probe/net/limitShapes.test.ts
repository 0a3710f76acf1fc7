import { expect } from 'chai'
import { assess } from '../../../src/assess/assess.ts'
import { parseGates } from '../../../src/assess/gates.ts'
import { rateLimitText } from '../../../src/model/questions/tls.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { HostLimiters, SYSTEM_CLOCK } from '../../../src/net/limiter.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { ENDPOINT } from '../../facts.ts'
import type { Ending } from '../../middleboxes/ending.ts'
import {
  atOnce,
  type Limit,
  limitsConnections,
  notFirst,
  onlyFirst,
  perSecond,
  perWindow,
  tokenBucket,
  usedUpFor,
} from '../../middleboxes/limitsConnections.ts'
import { realServer, type Server } from '../front.ts'
import { dialTo, PATIENT, probeOnce, probeOptions, tlsOf } from '../probing.ts'
import { listsOf, statesOf, TestClock } from './everyAnswer.ts'

const ENDINGS: Record<string, Ending> = {
  'a reset': 'reset',
  'a close': 'close',
  internal_error: { alert: 80 },
  handshake_failure: { alert: 40 },
}

/** By the clock of the test. */
const SHAPES: Record<string, (clock: TestClock) => Limit> = {
  'to five at once and then one a second': (clock) => tokenBucket(5, 1, clock),
  'to five at once and then five a second': (clock) => tokenBucket(5, 5, clock),
  'to ten in each period of ten seconds': (clock) => perWindow(10, 10_000, clock),
  'to one a second': (clock) => tokenBucket(1, 1, clock),
  'when others have used them up for three seconds': (clock) => usedUpFor(3000, clock),
  'when others have used them up for ten seconds': (clock) => usedUpFor(10_000, clock),
  'from the first one on, of which it ends three': () => notFirst(3),
  'from the first one on, of which it ends six': () => notFirst(6),
}

describe('A limit of connections of another shape', () => {
  let server: Server
  let whole: TlsFacts
  before(async () => {
    server = await realServer({ ecdhCurve: 'X25519MLKEM768:x25519', minVersion: 'TLSv1.2' })
    whole = tlsOf(
      await probeOnce(
        limitsConnections(server, () => true, 'reset'),
        PATIENT,
      ),
    )
  })
  after(() => server.close())

  const expectWhole = (tls: TlsFacts): void => {
    expect(statesOf(tls)).to.deep.equal(statesOf(whole))
    expect(listsOf(tls)).to.deep.equal(listsOf(whole))
  }

  for (const [ends, ending] of Object.entries(ENDINGS)) {
    for (const [name, limit] of Object.entries(SHAPES))
      it(`${name} (${ends}): all is found`, async () => {
        const clock = new TestClock()
        const tls = tlsOf(
          await probeOnce(limitsConnections(server, limit(clock), ending), { ...PATIENT, clock }),
        )
        expectWhole(tls)
      })

    it(`to one in five seconds (${ends}): what is said is right, the rest is not tested`, async () => {
      const clock = new TestClock()
      const front = limitsConnections(server, tokenBucket(1, 0.2, clock), ending)
      const tls = tlsOf(await probeOnce(front, { ...PATIENT, clock }))
      const states = statesOf(whole)
      const tested = Object.entries(statesOf(tls)).filter(([, state]) => state !== 'not-tested')
      for (const [what, state] of tested) expect(state, what).to.equal(states[what])
      expect(tested.map(([what]) => what)).to.include.members(['TLS 1.3', 'TLS 1.2', 'X25519MLKEM768'])
      expect(clock.now()).to.be.at.most(620_000)
      expect(tls.rateLimit?.pauseMs).to.be.within(4000, 8000)
    })

    for (const most of [2, 3])
      it(`to ${most} that are open at the same time (${ends}): all is found`, async () => {
        const front = limitsConnections(server, atOnce(most), ending)
        expectWhole(tlsOf(await probeOnce(front, { ...PATIENT, clock: SYSTEM_CLOCK })))
      })
  }

  it('says that it was asked one connection at a time, or again after the first ones were cut off', async () => {
    const once = tlsOf(
      await probeOnce(limitsConnections(server, atOnce(2), { alert: 80 }), {
        ...PATIENT,
        clock: SYSTEM_CLOCK,
      }),
    )
    expect(rateLimitText(once.rateLimit ?? { answered: 0 })).to.equal(
      'the host cut connections off while others were open; asked again, one at a time',
    )
    const clock = new TestClock()
    const front = limitsConnections(server, usedUpFor(3000, clock), 'reset')
    const { rateLimit = { answered: -1 } } = tlsOf(await probeOnce(front, { ...PATIENT, clock }))
    expect(rateLimitText(rateLimit)).to.equal(
      'the host cut the first connections off, whatever was asked; asked again, one every 125 ms',
    )
  })

  it('makes few connections to a host that ends every one, and waits for 12 seconds at most', async () => {
    for (const ending of ['reset', 'close'] as const) {
      const clock = new TestClock()
      const front = await limitsConnections(server, () => false, ending)
      try {
        const facts = await probeAddress(dialTo(front.port), probeOptions({ ...PATIENT, clock }))
        expect(facts).to.include({ state: 'open', service: 'silent' })
        expect(facts.detail).to.include('may limit connections')
        expect(front.accepted).to.be.at.most(10)
        expect(clock.now()).to.be.at.most(12_000)
      } finally {
        await front.close()
      }
    }
  })

  it('lets no gate pass where it leaves questions without an answer', async () => {
    const gates = parseGates(['classical', 'prefers-classical', 'classical-accepted', 'static-rsa'])
    let compared = 0
    for (const ending of Object.values(ENDINGS))
      for (const most of [8, 30, 45]) {
        const front = limitsConnections(server, onlyFirst(most), ending)
        const facts = await probeOnce(front, PATIENT)
        const assessment = assess({ endpoint: ENDPOINT, addresses: [facts] }, new Date())
        const endpoint = { ...ENDPOINT, addresses: [facts], assessment }
        const isWhole = JSON.stringify(statesOf(tlsOf(facts))) === JSON.stringify(statesOf(whole))
        const wholeEndpoint = { ...ENDPOINT, addresses: [{ ...facts, tls: whole }] }
        const truth = {
          ...wholeEndpoint,
          assessment: assess({ endpoint: ENDPOINT, addresses: wholeEndpoint.addresses }, new Date()),
        }
        for (const gate of gates.filter((one) => one.fails(truth) && !isWhole)) {
          compared++
          const passes = !gate.fails(endpoint) && gate.undecided(endpoint) === undefined
          expect(passes, `${gate.name} ${most}`).to.equal(false)
        }
      }
    expect(compared).to.be.at.least(Object.keys(ENDINGS).length)
  })

  it('is not one of another server at the same address, behind another port', async () => {
    const hosts = new HostLimiters(4)
    const limited = await limitsConnections(server, notFirst(6), 'reset')
    const clock = new TestClock()
    try {
      const [slow, quick] = await Promise.all(
        [limited.port, server.port].map((port) =>
          probeAddress(dialTo(port), probeOptions({ ...PATIENT, hosts, clock })),
        ),
      )
      expect(slow && tlsOf(slow).rateLimit).to.not.equal(undefined)
      const tls = tlsOf(quick as Exclude<typeof quick, undefined>)
      expect(tls.rateLimit).to.equal(undefined)
      expectWhole(tls)
    } finally {
      await limited.close()
    }
  })

  it('is found once by several probes of the host, which share what is known of it', async () => {
    const clock = new TestClock()
    const front = await limitsConnections(server, perSecond(5, clock), { alert: 80 })
    try {
      const hosts = new HostLimiters(4)
      const options = probeOptions({ ...PATIENT, clock, hosts })
      const all = await Promise.all(
        ['/a', '/b', '/c'].map((path) => probeAddress(dialTo(front.port, { path }), options)),
      )
      for (const facts of all) expectWhole(tlsOf(facts))
      const before = front.accepted
      const later = tlsOf(await probeAddress(dialTo(front.port), options))
      expectWhole(later)
      expect(later.rateLimit?.pauseMs).to.be.at.least(125)
      // Each question once, and each alert that the limit sends too with its controls.
      expect(front.accepted - before).to.be.at.most(2 * whole.connections)
    } finally {
      await front.close()
    }
  })
})
