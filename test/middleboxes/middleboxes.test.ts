import { once } from 'node:events'
import { type ConnectionOptions, connect } from 'node:tls'
import { expect } from 'chai'
import { createAuthorities, issueServer } from '../../src/lab/certificates.ts'
import { established, negotiatedGroup } from '../../src/net/socket.ts'
import { realServer, type Server } from '../probe/front.ts'
import { cutsLargeHellos } from './cutsLargeHellos.ts'
import { cutsSecondHellos } from './cutsSecondHellos.ts'
import type { Ending } from './ending.ts'
import { atOnce, limitsConnections, notEvery, onlyFirst, perSecond } from './limitsConnections.ts'
import { atRandom, mixesBackEnds } from './mixesBackEnds.ts'
import { offersGroup, offersTls13, refusesHellos } from './refusesHellos.ts'
import { stripsGroups } from './stripsGroups.ts'
import { terminatesTls } from './terminatesTls.ts'

const X25519MLKEM768 = 0x11ec
const INTERNAL_ERROR = { alert: 80 }

/** Milliseconds for a handshake; and for one that is not answered on purpose. */
const TIMEOUT_MS = 5000
const IMPATIENT_MS = 100

/** A client of Node.js with a key share for each group that has an asterisk. */
const HYBRID: ConnectionOptions = { ecdhCurve: '*X25519MLKEM768:*X25519' }
const CLASSICAL: ConnectionOptions = { ecdhCurve: 'X25519' }
const CLASSICAL_SHARE: ConnectionOptions = { ecdhCurve: '*X25519:X25519MLKEM768' }
const TLS12: ConnectionOptions = { ecdhCurve: 'X25519:P-256', maxVersion: 'TLSv1.2' }

/** What a client sees of one that is ended. */
const SEES: [Ending, RegExp][] = [
  ['reset', /ECONNRESET/],
  ['close', /ECONNRESET|before secure TLS connection/],
  ['silence', /ETIMEDOUT/],
  [INTERNAL_ERROR, /ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR/],
]

describe('A middlebox of the tests', () => {
  let hybrid: Server
  let classical: Server
  before(async () => {
    hybrid = await realServer({ ecdhCurve: 'X25519MLKEM768/X25519:P-256' })
    classical = await realServer({ ecdhCurve: 'X25519' })
  })
  after(() => Promise.all([hybrid.close(), classical.close()]))

  /** The group that a client negotiates, or its error. */
  const client = async (
    port: number,
    options: ConnectionOptions,
    timeoutMs = TIMEOUT_MS,
  ): Promise<string> => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
    socket.on('error', () => {})
    try {
      await established(socket, 'secureConnect', { timeoutMs })
      return negotiatedGroup(socket) ?? 'none'
    } catch (error) {
      return `${(error as NodeJS.ErrnoException).code} ${(error as Error).message}`
    } finally {
      socket.destroy()
      if (!socket.closed) await once(socket, 'close')
    }
  }

  const through = async <Box extends { port: number; close(): Promise<void> }>(
    making: Promise<Box>,
    use: (port: number) => Promise<void>,
  ): Promise<void> => {
    const box = await making
    try {
      await use(box.port)
    } finally {
      await box.close()
    }
  }

  it('strips groups: the server answers, and the client fails', () =>
    through(
      stripsGroups(hybrid, (group) => group !== X25519MLKEM768),
      async (port) => {
        expect(await client(port, CLASSICAL)).to.equal('x25519')
        expect(await client(port, HYBRID)).to.match(/BAD_RECORD_MAC/)
      },
    ))

  for (const [by, sees] of SEES) {
    const how = typeof by === 'string' ? by : 'alert'
    const timeoutMs = by === 'silence' ? IMPATIENT_MS : TIMEOUT_MS
    it(`cuts large hellos (${how})`, () =>
      through(cutsLargeHellos(hybrid, { over: 1200, of: 'message', by }), async (port) => {
        expect(await client(port, CLASSICAL)).to.equal('x25519')
        expect(await client(port, HYBRID, timeoutMs)).to.match(sees)
      }))

    it(`cuts large segments (${how})`, () =>
      through(cutsLargeHellos(hybrid, { over: 1200, of: 'segment', by }), async (port) => {
        expect(await client(port, CLASSICAL)).to.equal('x25519')
        expect(await client(port, HYBRID, timeoutMs)).to.match(sees)
      }))

    it(`refuses hellos that offer TLS 1.3 (${how})`, () =>
      through(refusesHellos(hybrid, offersTls13, by), async (port) => {
        expect(await client(port, TLS12)).to.equal('x25519')
        expect(await client(port, CLASSICAL, timeoutMs)).to.match(sees)
      }))

    it(`refuses hellos that offer a group (${how})`, () =>
      through(refusesHellos(hybrid, offersGroup(X25519MLKEM768), by), async (port) => {
        expect(await client(port, CLASSICAL)).to.equal('x25519')
        expect(await client(port, CLASSICAL_SHARE, timeoutMs)).to.match(sees)
      }))

    it(`cuts second hellos (${how})`, () =>
      through(cutsSecondHellos(hybrid, by), async (port) => {
        expect(await client(port, HYBRID)).to.equal('X25519MLKEM768')
        expect(await client(port, CLASSICAL_SHARE, timeoutMs)).to.match(sees)
      }))

    it(`limits connections (${how})`, () =>
      through(limitsConnections(hybrid, onlyFirst(2), by), async (port) => {
        expect(await client(port, HYBRID)).to.equal('X25519MLKEM768')
        expect(await client(port, HYBRID)).to.equal('X25519MLKEM768')
        expect(await client(port, HYBRID, timeoutMs)).to.match(sees)
      }))
  }

  it('limits connections by their number at once, in a second, or in a row', async () => {
    const LIMITS = [
      { limit: atOnce(1), lost: 2 },
      { limit: perSecond(2), lost: 1 },
      { limit: notEvery(3), lost: 1 },
    ]
    for (const { limit, lost } of LIMITS)
      await through(limitsConnections(hybrid, limit, 'reset'), async (port) => {
        const groups = await Promise.all([1, 2, 3].map(() => client(port, HYBRID)))
        expect(groups.filter((group) => group !== 'X25519MLKEM768')).to.have.length(lost)
      })
  })

  it('mixes back ends in turn, and at random by weight', async () => {
    await through(mixesBackEnds([hybrid, classical]), async (port) => {
      expect(await client(port, HYBRID)).to.equal('X25519MLKEM768')
      expect(await client(port, HYBRID)).to.equal('x25519')
      expect(await client(port, HYBRID)).to.equal('X25519MLKEM768')
    })
    const pick = atRandom(7, [3, 1])
    const first = Array.from({ length: 1000 }, () => pick(2)).filter((which) => which === 0).length
    expect(first).to.be.within(700, 800)
    await through(mixesBackEnds([hybrid, classical], atRandom(1, [0, 1])), async (port) => {
      expect(await client(port, HYBRID)).to.equal('x25519')
    })
  })

  it('terminates TLS: its certificate and its group are what the client gets', async () => {
    const now = Date.now()
    const identity = await issueServer('inspected', { key: 'P-256' }, await createAuthorities(now), now)
    await through(terminatesTls(hybrid, { ...identity, ecdhCurve: 'X25519' }), async (port) => {
      expect(await client(port, HYBRID)).to.equal('x25519')
    })
  })
})
