import { expect } from 'chai'
import { type Lab, type LabEndpoint, startLab } from '../../../src/lab/fleet.ts'
import { SPECIFICATIONS } from '../../../src/lab/specifications.ts'
import { expectedAt } from '../../lab/expected.ts'
import { GROUPS } from '../../lab/handshake.ts'
import { skipIf } from '../../skip.ts'
import { cipherNames, sClient, whyNoOpenSsl } from './openSslClient.ts'

const VERSIONS = [
  ['TLS 1.3', '-tls1_3', 'TLSv1.3'],
  ['TLS 1.2', '-tls1_2', 'TLSv1.2'],
  ['TLS 1.1', '-tls1_1', 'TLSv1.1'],
  ['TLS 1.0', '-tls1', 'TLSv1'],
] as const

/** Several certificates, or several groups in one tuple: who wins depends on what the client sends. */
const MIXED: { name: string; client: string[]; group?: string; scheme?: string }[] = [
  { name: 'mail', client: ['-groups', 'X25519MLKEM768:x25519'], group: 'x25519' },
  { name: 'mail', client: ['-groups', '*X25519MLKEM768:*x25519'], group: 'x25519' },
  { name: 'mail', client: ['-groups', 'X25519MLKEM768'], group: 'X25519MLKEM768' },
  { name: 'weather', client: ['-groups', 'X25519MLKEM768:x25519'], group: 'X25519MLKEM768' },
  { name: 'weather', client: ['-groups', '*x25519:*X25519MLKEM768'], group: 'X25519MLKEM768' },
  { name: 'weather', client: ['-groups', 'x25519:X25519MLKEM768'], group: 'X25519MLKEM768' },
  { name: 'hr', client: ['-groups', 'x25519:X25519MLKEM768'], group: 'X25519MLKEM768' },
  { name: 'hr', client: ['-groups', 'x25519'], group: 'x25519' },
  { name: 'ledger', client: ['-groups', '*x25519:*X25519MLKEM768'], group: 'x25519' },
  { name: 'ledger', client: ['-groups', '*X25519MLKEM768:*x25519'], group: 'X25519MLKEM768' },
  { name: 'ledger', client: ['-sigalgs', 'mldsa65:ecdsa_secp256r1_sha256'], scheme: 'mldsa65' },
  {
    name: 'ledger',
    client: ['-sigalgs', 'ecdsa_secp256r1_sha256:mldsa65'],
    scheme: 'ecdsa_secp256r1_sha256',
  },
  { name: 'secrets-vault', client: [], scheme: 'mldsa65', group: 'X25519MLKEM768' },
]

const REASON = whyNoOpenSsl()

describe('openssl s_client agrees with the specifications of the lab', () => {
  let lab: Lab
  let ciphers: string[]
  before(async function () {
    skipIf(this, REASON)
    lab = await startLab()
    ciphers = await cipherNames()
  })
  after(() => lab?.close())
  const endpointNamed = (name: string) => lab.endpoints.find((one) => one.name === name) as LabEndpoint

  for (const { name } of SPECIFICATIONS.filter(({ setup }) => setup !== 'http')) {
    const expected = expectedAt(name)
    it(`${name}: versions, and the cipher suites below TLS 1.3`, async () => {
      const versions = []
      for (const [version, flag, protocol] of VERSIONS) {
        const connection = await sClient(
          endpointNamed(name),
          flag,
          '-cipher',
          'ALL:@SECLEVEL=0',
          ...anyGroup(),
        )
        if (connection.version === undefined) continue
        expect(connection.version).to.equal(protocol)
        versions.push(version)
        if (version === 'TLS 1.3') continue
        const suites = await suitesInOrder(endpointNamed(name), flag, ciphers)
        expect(suites, version).to.have.lengthOf(expected.cipherSuites[version]?.length ?? 0)
        expect(families(suites), version).to.have.members(expected.keyExchange12)
      }
      expect(versions).to.deep.equal(expected.versions)
    })

    it(`${name}: groups of TLS 1.3`, async () => {
      const groups = []
      for (const group of GROUPS) {
        const connection = await sClient(endpointNamed(name), '-tls1_3', '-groups', group)
        if (connection.group !== undefined) groups.push(connection.group)
      }
      expect(groups).to.have.members(expected.groups)
    })

    it(`${name}: the certificate for each scheme`, async () => {
      const keys = new Set<string>()
      for (const scheme of expected.signatureSchemes13) {
        const connection = await sClient(endpointNamed(name), '-tls1_3', '-sigalgs', scheme, ...anyGroup())
        expect(connection.scheme).to.equal(scheme)
        keys.add(
          `${connection.key?.asymmetricKeyType} ${connection.key?.asymmetricKeyDetails?.modulusLength ?? ''}`,
        )
      }
      if (keys.size === 0) {
        const { key } = await sClient(endpointNamed(name), '-cipher', 'ALL:@SECLEVEL=0')
        keys.add(`${key?.asymmetricKeyType} ${key?.asymmetricKeyDetails?.modulusLength ?? ''}`)
      }
      expect([...keys]).to.have.members(
        expected.certificates.map(({ algorithm, parameters, bits }) =>
          algorithm === 'EC'
            ? 'ec '
            : algorithm === 'ML-DSA'
              ? `${parameters?.toLowerCase()} `
              : `${algorithm.toLowerCase().replace('rsassa-pss', 'rsa-pss')} ${algorithm.startsWith('RSA') ? bits : ''}`,
        ),
      )
    })
  }

  for (const { name, client, group, scheme } of MIXED) {
    it(`${name}: ${group ?? scheme} for s_client ${client.join(' ')}`, async () => {
      const connection = await sClient(endpointNamed(name), ...client)
      if (group !== undefined) expect(connection.group).to.equal(group)
      if (scheme !== undefined) expect(connection.scheme).to.equal(scheme)
    })
  }
})

const anyGroup = (): string[] => ['-groups', GROUPS.join(':')]

const suitesInOrder = async (endpoint: LabEndpoint, version: string, offers: string[]): Promise<string[]> => {
  const list = `${offers.join(':')}:@SECLEVEL=0`
  const { cipher } = await sClient(endpoint, version, '-cipher', list, ...anyGroup())
  if (cipher === undefined) return []
  const rest = offers.filter((offer) => offer !== cipher)
  return [cipher, ...(await suitesInOrder(endpoint, version, rest))]
}

const families = (suites: string[]): string[] => [
  ...new Set(suites.map((suite) => /^(ECDHE|DHE)-/.exec(suite)?.[1] ?? 'RSA')),
]
