import type { SecureVersion } from 'node:tls'
import { expect } from 'chai'
import { type Lab, type LabEndpoint, startLab } from '../../src/lab/fleet.ts'
import { SPECIFICATIONS } from '../../src/lab/specifications.ts'
import { expectedAt } from './expected.ts'
import {
  anything,
  cipherList,
  cipherSuitesInOrder,
  GROUPS,
  handshake,
  SCHEMES,
  suitesOf,
} from './handshake.ts'

const VERSIONS: [string, SecureVersion][] = [
  ['TLS 1.3', 'TLSv1.3'],
  ['TLS 1.2', 'TLSv1.2'],
  ['TLS 1.1', 'TLSv1.1'],
  ['TLS 1.0', 'TLSv1'],
]

const KEY_TYPES: Record<string, string> = {
  rsa: 'RSA',
  'rsa-pss': 'RSASSA-PSS',
  ec: 'EC',
  ed25519: 'Ed25519',
  'ml-dsa-65': 'ML-DSA',
}

describe('what Node.js finds at the endpoints of the lab', () => {
  let lab: Lab
  before(async () => {
    lab = await startLab()
  })
  after(() => lab.close())

  for (const { name } of SPECIFICATIONS.filter(({ setup }) => setup !== 'http')) {
    const expected = expectedAt(name)
    describe(name, () => {
      let endpoint: LabEndpoint
      before(() => {
        endpoint = lab.endpoints.find((one) => one.name === name) as LabEndpoint
      })
      const only = (version: SecureVersion) => ({
        ...anything(lab),
        minVersion: version,
        maxVersion: version,
      })

      it('versions', async () => {
        const accepted = []
        for (const [version, protocol] of VERSIONS) {
          if (await handshake(endpoint, only(protocol))) accepted.push(version)
        }
        expect(accepted).to.deep.equal(expected.versions)
      })

      it('groups of TLS 1.3, one at a time', async () => {
        const accepted = []
        for (const group of GROUPS) {
          const made = await handshake(endpoint, { ...only('TLSv1.3'), ecdhCurve: group })
          if (made) {
            expect(made.group).to.equal(group)
            accepted.push(group)
          }
        }
        expect(accepted).to.have.members(expected.groups)
      })

      it('group for a client that sent a key share for a classical one', async () => {
        const classical = expected.groups.find((group) => !group.includes('MLKEM'))
        if (classical === undefined || expected.groupForClassicalShare === undefined) return
        const ecdhCurve = [classical, ...expected.groups.filter((group) => group !== classical)].join(':')
        const made = await handshake(endpoint, { ...only('TLSv1.3'), ecdhCurve })
        expect(made?.group).to.equal(expected.groupForClassicalShare)
      })

      it('cipher suites, in order', async () => {
        const found: Record<string, string[]> = {}
        for (const [version, protocol] of VERSIONS) {
          const suites = await cipherSuitesInOrder(endpoint, suitesOf(protocol), only(protocol))
          if (suites.length > 0) found[version] = suites
        }
        if (expected.groupChoice !== 'client') expect(found).to.deep.equal(expected.cipherSuites)
        else expect(found['TLS 1.3']).to.have.members(expected.cipherSuites['TLS 1.3'] ?? [])
      })

      it('groups of TLS 1.2', async () => {
        const accepted = []
        for (const group of GROUPS) {
          // A certificate's own curve has to be among those offered (RFC 8422 §5.1), so it goes in last.
          const curve = expected.certificates.find(({ algorithm }) => algorithm === 'EC')?.parameters ?? group
          const ecdhCurve = curve === group ? group : `${group}:${curve}`
          const ciphers = cipherList(suitesOf('TLSv1.2').filter((suite) => suite.includes('ECDHE')))
          const made = await handshake(endpoint, { ...only('TLSv1.2'), ecdhCurve, ciphers })
          if (made?.group === group) accepted.push(group)
        }
        expect(accepted).to.have.members(expected.groups12)
      })

      it('signature schemes', async () => {
        const accepted: Record<string, string[]> = { 'TLSv1.3': [], 'TLSv1.2': [] }
        const ciphers = cipherList([
          ...suitesOf('TLSv1.3'),
          // A static RSA key exchange proves nothing by a signature.
          ...suitesOf('TLSv1.2').filter((suite) => suite.includes('DHE-')),
        ])
        for (const protocol of ['TLSv1.3', 'TLSv1.2'] as const) {
          for (const sigalgs of protocol === 'TLSv1.2' ? [...SCHEMES, 'rsa_pkcs1_sha1'] : SCHEMES) {
            const made = await handshake(endpoint, { ...only(protocol), ciphers, sigalgs })
            if (made) accepted[protocol]?.push(sigalgs)
          }
        }
        expect(accepted['TLSv1.3']).to.have.members(expected.signatureSchemes13)
        expect(accepted['TLSv1.2']).to.have.members(expected.signatureSchemes12)
      })

      it('certificates', async () => {
        const shown = new Set<string>()
        for (const scheme of expected.signatureSchemes13) {
          const made = await handshake(endpoint, { ...only('TLSv1.3'), sigalgs: scheme })
          shown.add(KEY_TYPES[made?.keyType ?? ''] ?? '')
        }
        if (shown.size === 0)
          shown.add(KEY_TYPES[(await handshake(endpoint, anything(lab)))?.keyType ?? ''] ?? '')
        expect([...shown]).to.have.members(expected.certificates.map((one) => one.algorithm))
      })
    })
  }
})
