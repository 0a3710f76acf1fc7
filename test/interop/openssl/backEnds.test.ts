import { expect } from 'chai'
import { assess } from '../../../src/assess/assess.ts'
import { uncovered } from '../../../src/assess/findings/findings.ts'
import type { Assessment } from '../../../src/model/assessment.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { ENDPOINT, NOW } from '../../facts.ts'
import { atRandom, mixesBackEnds, type Pick } from '../../middleboxes/mixesBackEnds.ts'
import { dialTo, PATIENT, probeOptions } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { type Folder, makeFolder, openssl, type Running, whyNot, withServer } from '../servers/tlsServers.ts'

type Setup = {
  groups?: string
  protocols?: string
  ciphers?: string
  certificate?: 'rsa' | 'p256'
  more?: string
}

describe('Servers of nginx and OpenSSL behind one address', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/sbin/nginx') ?? whyNot('/usr/bin/openssl'))
    folder = makeFolder()
    const path = `${folder.inside}/rsa`
    openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', `${path}.key`)
    openssl(
      'req',
      '-x509',
      '-new',
      '-key',
      `${path}.key`,
      '-subj',
      '/CN=localhost',
      '-days',
      '2',
      '-out',
      `${path}.pem`,
    )
  })
  after(() => folder?.remove())

  let configurations = 0
  const nginx =
    ({ groups = 'X25519', protocols = 'TLSv1.2 TLSv1.3', ciphers, certificate = 'rsa', more = '' }: Setup) =>
    (port: number): Running => {
      const name = `nginx${++configurations}`
      const file = `${folder.inside}/${certificate}`
      const text = `daemon off; pid ${folder.inside}/${name}.pid; error_log ${folder.inside}/${name}.log;
events {}
http { access_log off; server { listen 127.0.0.1:${port} ssl; location / { return 200 'ok'; }
ssl_certificate ${file}.pem; ssl_certificate_key ${file}.key; ssl_protocols ${protocols};
ssl_ecdh_curve ${groups}; ${ciphers === undefined ? '' : `ssl_ciphers ${ciphers};`} ${more} } }
`
      return { command: ['nginx', '-c', folder.write(`${name}.conf`, text)] }
    }

  /** A scan of several servers that share an address. */
  const scanOf = (first: Setup, second: Setup, pick?: Pick): Promise<Assessment> =>
    withServer(nginx(first), (one) =>
      withServer(nginx(second), async (other) => {
        const box = await mixesBackEnds([{ port: one }, { port: other }], pick)
        try {
          const address = await probeAddress(dialTo(box.port), probeOptions(PATIENT))
          return assess({ endpoint: ENDPOINT, addresses: [address] }, NOW)
        } finally {
          await box.close()
        }
      }),
    )

  const idsOf = ({ findings }: Assessment): string[] => uncovered(findings).map(({ id }) => id)

  const HYBRID = { groups: 'X25519MLKEM768/X25519' }
  const SHARES: Record<string, [Setup, Setup, Pick | undefined]> = {
    '1 of 2, in turn': [{}, HYBRID, undefined],
    '1 of 4 with the hybrid group, at random': [{}, HYBRID, atRandom(4, [3, 1])],
    '1 of 8 with the hybrid group, at random': [{}, HYBRID, atRandom(8, [7, 1])],
    '1 of 8 without it, at random': [HYBRID, {}, atRandom(9, [7, 1])],
  }
  for (const [how, [first, second, pick]] of Object.entries(SHARES))
    it(`${how}: the weakest is the category, and each scan has the finding`, async () => {
      for (let scan = 0; scan < 3; scan++) {
        const assessment = await scanOf(first, second, pick)
        expect(idsOf(assessment)).to.include('answers-differ').and.not.include('classical-key-exchange')
        expect(assessment.keyExchange).to.include({ category: 'classical', clientsGet: 'mixed' })
      }
    })

  it('one of them for each client: it is seen alone', async () => {
    const assessment = await scanOf({}, HYBRID, () => 1)
    expect(idsOf(assessment)).not.to.include('answers-differ')
    expect(assessment.keyExchange).to.include({ category: 'hybrid', clientsGet: 'hybrid' })
  })

  const NULLS = "'NULL-SHA256:AES128-SHA:@SECLEVEL=0'"
  const DIFFERENCES: Record<string, [Setup, Setup, string[]]> = {
    'the kind of key': [{}, { certificate: 'p256' }, []],
    versions: [{ protocols: 'TLSv1.3' }, {}, []],
    'an obsolete version': [
      {},
      { protocols: 'TLSv1.1 TLSv1.2 TLSv1.3', ciphers: 'ALL:@SECLEVEL=0' },
      ['obsolete-version'],
    ],
    'static RSA': [{ ciphers: 'ECDHE:!kRSA' }, { ciphers: 'ECDHE:kRSA' }, ['static-rsa']],
    'suites without encryption': [{}, { ciphers: NULLS, protocols: 'TLSv1.2' }, ['null-cipher']],
    'classical groups': [{}, { groups: 'X25519:P-384' }, []],
    'a client certificate': [{}, { more: 'ssl_verify_client optional_no_ca;' }, []],
    'the protocol of HTTP': [{}, { more: 'http2 on;' }, []],
  }
  for (const [what, [first, second, ids]] of Object.entries(DIFFERENCES))
    it(`that differ in ${what}`, async () => {
      const assessment = await scanOf(first, second)
      expect(assessment.findings.map(({ id }) => id)).to.include.members(['servers-differ', ...ids])
      expect(idsOf(assessment)).not.to.include('answers-differ')
    })

  it('one server with two certificates is one server', async () => {
    const { inside } = folder
    const both = `ssl_certificate ${inside}/p256.pem; ssl_certificate_key ${inside}/p256.key;`
    const two = { ...HYBRID, more: both }
    expect(idsOf(await scanOf(two, two)).filter((id) => id.endsWith('-differ'))).to.deep.equal([])
  })
})
