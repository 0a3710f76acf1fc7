import { constants } from 'node:crypto'
import type { TlsOptions } from 'node:tls'
import { expect } from 'chai'
import { findingRow } from '../../src/registry/findings.ts'
import { checkOf, HYBRID, tlsServer, verifyUrl } from './verifying.ts'

/** OpenSSL accepts psk_ke only with SSL_OP_ALLOW_NO_DHE_KEX. */
const WITHOUT_KEY_EXCHANGE: TlsOptions = { ...HYBRID, secureOptions: constants.SSL_OP_ALLOW_NO_DHE_KEX }

describe('verify of resumption', () => {
  const resumption = async (options: TlsOptions) => {
    const server = await tlsServer(options)
    try {
      return checkOf(await verifyUrl(server.url, { dials: 1 }), 'resumption')
    } finally {
      await server.close()
    }
  }

  it('fails by the finding psk-ke, with its evidence and remedy', async () => {
    const { result, evidence, remedy } = await resumption(WITHOUT_KEY_EXCHANGE)
    expect({ result, evidence, remedy }).to.deep.equal({
      result: 'fail',
      evidence: 'It resumes sessions without a fresh key exchange (psk_ke).',
      remedy: findingRow('psk-ke')?.remedy,
    })
  })

  it('passes a server that resumes with a new key exchange only', async () => {
    const { result, evidence } = await resumption(HYBRID)
    expect({ result, evidence }).to.deep.equal({
      result: 'pass',
      evidence: 'resumed with a new X25519MLKEM768 key exchange (psk_dhe_ke)',
    })
  })
})
