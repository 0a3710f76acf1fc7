import { constants } from 'node:crypto'
import type { TlsOptions } from 'node:tls'
import { expect } from 'chai'
import type { TlsFacts } from '../../../../src/model/tls.ts'
import { probeAddress } from '../../../../src/probe/address.ts'
import { unusedShare } from '../../../../src/probe/tls/keyAgreement.ts'
import { EXTENSION } from '../../../../src/registry/tls/messages/extensions.ts'
import { extensionData } from '../../../../src/tls/extensions.ts'
import { frontOf, realServer, type Seen } from '../../front.ts'
import { dialTo, PATIENT, probeOnce, probeOptions, tlsOf } from '../../probing.ts'
import { tls13Server } from '../tls13Server.ts'

type Server = Awaited<ReturnType<typeof realServer>>

describe('tickets of TLS 1.3', () => {
  let hellos: Seen['hello'][]
  beforeEach(() => {
    hellos = []
  })

  const resumptionOf = async (server: Server): Promise<TlsFacts['resumption']> => {
    const front = frontOf(server, ({ hello }) => {
      hellos.push(hello)
      return 'pass'
    })
    try {
      return tlsOf(await probeOnce(front, PATIENT)).resumption
    } finally {
      await server.close()
    }
  }

  const dataOf = (type: number): string[] =>
    hellos.flatMap(({ extensions = [] }) => {
      const data = extensionData(extensions, type)
      return data ? [Buffer.from(data).toString('hex')] : []
    })

  it('have a lifetime, and are accepted by a server that prefers another group than that of the first key share', async () => {
    expect(
      await resumptionOf(
        await realServer({ ecdhCurve: 'P-384', minVersion: 'TLSv1.3', sessionTimeout: 1234 }),
      ),
    ).to.deep.equal({
      tickets: 'accepted',
      psk_ke: 'refused',
      psk_dhe_ke: 'accepted',
      ticketLifetime: 1234,
    })
  })

  it('are asked for with psk_key_exchange_modes, and each is sent back once', async () => {
    await resumptionOf(await realServer({ minVersion: 'TLSv1.3' }))
    const modes = dataOf(EXTENSION.psk_key_exchange_modes)
    expect(modes.filter((mode) => mode === '020100')).to.have.lengthOf.above(0)
    const offered = hellos.filter(
      ({ extensions = [] }) => extensions.at(-1)?.type === EXTENSION.pre_shared_key,
    )
    const shared = hellos.filter(
      ({ extensions = [] }) => (extensionData(extensions, EXTENSION.key_share) ?? []).length > 2,
    )
    expect(shared.filter((one) => !offered.includes(one) && !isWithModes(one))).to.have.lengthOf(0)
    const sent = dataOf(EXTENSION.pre_shared_key).map((data) => data.slice(0, 200))
    expect(sent).to.have.lengthOf(2)
    expect(new Set(sent).size).to.equal(2)
  })

  it('are accepted only where they came, also with the first application data', async () => {
    const { resumption } = tlsOf(await probeOnce(tls13Server({ ticketWithData: true }), PATIENT))
    expect(resumption).to.deep.equal({
      tickets: 'accepted',
      psk_ke: 'refused',
      psk_dhe_ke: 'refused',
      ticketLifetime: 7200,
    })
  })

  it('are sent back with key shares of X25519 that a client could have made', () => {
    const shares = Array.from({ length: 64 }, () => unusedShare(0x001d))
    expect(shares.filter((share) => (share[31] as number) > 0x7f)).to.deep.equal([])
  })
})

describe('resumption in TLS 1.2', () => {
  const resumption12Of = async (options: TlsOptions): Promise<TlsFacts['resumption12']> => {
    const server = await realServer(options)
    try {
      return tlsOf(await probeAddress(dialTo(server.port), probeOptions(PATIENT))).resumption12
    } finally {
      await server.close()
    }
  }

  // Node.js' server gives each session an id, and stores none.
  it('is by tickets, whose lifetime is that of the server', async () => {
    expect(await resumption12Of({ sessionTimeout: 1234 })).to.deep.equal({
      sessionId: 'refused',
      ticket: 'accepted',
      ticketLifetime: 1234,
    })
  })

  it('is refused where there are neither tickets nor stored sessions', async () => {
    expect(await resumption12Of({ secureOptions: constants.SSL_OP_NO_TICKET })).to.deep.equal({
      sessionId: 'refused',
      ticket: 'refused',
    })
  })

  it('is absent where only TLS 1.3 is accepted', async () => {
    expect(await resumption12Of({ minVersion: 'TLSv1.3' })).to.equal(undefined)
  })
})

const isWithModes = ({ extensions = [] }: Seen['hello']): boolean =>
  extensionData(extensions, EXTENSION.psk_key_exchange_modes) !== undefined
