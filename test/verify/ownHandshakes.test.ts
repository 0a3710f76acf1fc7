import { constants } from 'node:crypto'
import type { TlsOptions } from 'node:tls'
import { expect } from 'chai'
import { EVERYTHING_NAMED, Gatekeeper } from '../../src/net/gatekeeper.ts'
import { findingRow } from '../../src/registry/findings.ts'
import { EXTENSION } from '../../src/registry/tls/messages/extensions.ts'
import { extensionData, PSK_MODE } from '../../src/tls/extensions.ts'
import type { CheckDefinition } from '../../src/verify/check.ts'
import { independentStack } from '../../src/verify/checks/tls/independentStack.ts'
import { resumption } from '../../src/verify/checks/tls/resumption.ts'
import { gather, type VerifyOptions } from '../../src/verify/subject.ts'
import { frontOf, type Seen, type Verdict } from '../probe/front.ts'
import { type Fault, tls13Server } from '../probe/tls/tls13Server.ts'
import { checkOf, endpointAt, HYBRID, tlsServer, verifyUrl } from './verifying.ts'

/** OpenSSL accepts psk_ke only with SSL_OP_ALLOW_NO_DHE_KEX. */
const WITHOUT_KEY_EXCHANGE: TlsOptions = { ...HYBRID, secureOptions: constants.SSL_OP_ALLOW_NO_DHE_KEX }

/** A hello that resumes a session without a new key exchange. */
const offersPskKe = ({ hello }: Seen): boolean => {
  const modes = extensionData(hello.extensions ?? [], EXTENSION.psk_key_exchange_modes)
  return modes?.[0] === 1 && modes[1] === PSK_MODE.psk_ke
}

describe('checks of verify that make handshakes and ask the catalogue', () => {
  const resumptionOf = async (options: TlsOptions, judge: (seen: Seen) => Verdict = () => 'pass') => {
    const server = await tlsServer(options)
    const front = await frontOf(server, judge)
    try {
      const result = await verifyUrl(`https://127.0.0.1:${front.port}/mcp`, { dials: 1, timeoutMs: 500 })
      const { id: _, title, ...outcome } = checkOf(result, 'resumption')
      return outcome
    } finally {
      await front.close()
      await server.close()
    }
  }

  it('resumption fails by the finding psk-ke, with its evidence and remedy', async () => {
    expect(await resumptionOf(WITHOUT_KEY_EXCHANGE)).to.deep.equal({
      result: 'fail',
      evidence: 'It resumes sessions without a fresh key exchange (psk_ke).',
      remedy: findingRow('psk-ke')?.remedy,
    })
  })

  it('resumption passes a server that resumes with a new key exchange only', async () => {
    expect(await resumptionOf(HYBRID)).to.deep.equal({
      result: 'pass',
      evidence: 'resumed with a new X25519MLKEM768 key exchange (psk_dhe_ke)',
    })
  })

  it('resumption stays open where psk_ke is not answered, although psk_dhe_ke is accepted', async () => {
    expect(await resumptionOf(HYBRID, (seen) => (offersPskKe(seen) ? 'silence' : 'pass'))).to.deep.equal({
      result: 'skipped',
      evidence: 'resumption without a key exchange (psk_ke) timed out',
      inconclusive: true,
    })
  })

  /** One check of a made server with x25519, as if that were the group to verify. */
  const judged = async ({ run }: CheckDefinition, fault: Fault) => {
    const server = await tls13Server(fault)
    try {
      const options = { requirement: 'hybrid', timeoutMs: 1000, ca: [], dials: 1, samples: 0 } as const
      const gatekeeper = new Gatekeeper({ scope: EVERYTHING_NAMED, timeoutMs: 1000 })
      const endpoint = endpointAt(`https://127.0.0.1:${server.port}/`)
      const subject = await gather(endpoint, options as VerifyOptions, gatekeeper)
      const group = { name: 'x25519', value: 0x1d }
      return await run({ ...subject, tls: subject.tls.map((at) => ({ ...at, group })) })
    } finally {
      await server.close()
    }
  }

  it('resumption stays open where it is unknown whether there are tickets', async () => {
    expect(
      await judged(resumption, { cut: { at: 'client-finished', after: 0, how: 'reset' } }),
    ).to.deep.equal({
      result: 'skipped',
      evidence: 'unknown whether session tickets are issued: the connection did not end in order',
      inconclusive: true,
    })
    expect(await judged(resumption, {})).to.deep.equal({
      result: 'pass',
      evidence: 'no session tickets are issued: every session has its own key exchange',
    })
  })

  it('independent-stack fails by the finding invalid-signature', async () => {
    expect(await judged(independentStack, {})).to.deep.equal({
      result: 'pass',
      evidence: 'x25519: the server’s Finished message is valid, and so is its ed25519 signature',
    })
    expect(
      await judged(independentStack, {
        signature: (bytes) => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte)),
      }),
    ).to.deep.equal({
      result: 'fail',
      evidence:
        'x25519: the server’s Finished message is valid. A signature of the handshake does not match the certificate: ed25519.',
      remedy: findingRow('invalid-signature')?.remedy,
    })
  })
})
