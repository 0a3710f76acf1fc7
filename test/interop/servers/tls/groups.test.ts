import { expect } from 'chai'
import { accepted } from '../../../probe/probing.ts'
import { skipIf } from '../../../skip.ts'
import { type Folder, makeFolder, whyNot } from '../tlsServers.ts'
import { botan, factsOf } from './probeServer.ts'

/** What Botan calls each in a policy. */
const VENDOR: [string, string, string][] = [
  ['eFrodoKEM-640-AES', '0xfe00', 'pqc'],
  ['eFrodoKEM-640-SHAKE', '0xfe01', 'pqc'],
  ['eFrodoKEM-976-AES', '0xfe02', 'pqc'],
  ['eFrodoKEM-976-SHAKE', '0x0203', 'pqc'],
  ['eFrodoKEM-1344-AES', '0x0204', 'pqc'],
  ['eFrodoKEM-1344-SHAKE', '0x0205', 'pqc'],
  ['x25519/eFrodoKEM-640-AES', '0x2f80', 'hybrid'],
  ['x25519/eFrodoKEM-640-SHAKE', '0x2f81', 'hybrid'],
  ['x448/eFrodoKEM-976-AES', '0x2f82', 'hybrid'],
  ['x448/eFrodoKEM-976-SHAKE', '0x2f83', 'hybrid'],
  ['secp256r1/eFrodoKEM-640-AES', '0x2f00', 'hybrid'],
  ['secp256r1/eFrodoKEM-640-SHAKE', '0x2f01', 'hybrid'],
  ['secp384r1/eFrodoKEM-976-AES', '0x2f02', 'hybrid'],
  ['secp384r1/eFrodoKEM-976-SHAKE', '0x2f03', 'hybrid'],
  ['secp521r1/eFrodoKEM-1344-AES', '0x2f04', 'hybrid'],
  ['secp521r1/eFrodoKEM-1344-SHAKE', '0x2f05', 'hybrid'],
]

describe('Groups that only some stacks have in TLS 1.3', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/botan'))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  it('Botan with the policy of the BSI has Brainpool curves by their code points of TLS 1.2', async () => {
    const { groups, groupChoice } = await factsOf((port) => botan(port, 'bsi', folder.classical))
    expect(accepted(groups)).to.deep.equal([
      ...['brainpoolP512r1', 'brainpoolP384r1', 'brainpoolP256r1'],
      ...['secp521r1', 'secp384r1', 'secp256r1', 'ffdhe4096', 'ffdhe3072'],
    ])
    expect(groups[0]).to.include({ value: '0x001c' }).and.not.have.property('rank')
    expect(groupChoice).to.equal('client')
    expect(groups.find(({ name }) => name === 'X25519MLKEM768')).to.include({ state: 'refused' })
    expect(groups.filter(({ state }) => state === 'not-tested')).to.deep.equal([])
  })

  it('Botan accepts the first key share of a client, whatever its own order', async () => {
    const policy = folder.write('policy', 'allow_tls13=true\nkey_exchange_groups=secp256r1 x25519\n')
    const { groups, groupChoice, clients } = await factsOf((port) => botan(port, policy, folder.classical))
    expect(accepted(groups)).to.deep.equal(['secp256r1', 'x25519'])
    expect(groupChoice).to.equal('client')
    // Clients of HTTP name other protocols: what they would get is not known.
    expect(clients.find(({ client }) => client === 'Java 21 (java.net.http)')).to.include({
      state: 'not-tested',
      detail: 'the server names echo/0.1 only (ALPN)',
    })
  })

  for (const [name, value, kind] of VENDOR)
    it(`Botan with ${name}`, async () => {
      const policy = folder.write('policy', `allow_tls13=true\nkey_exchange_groups=x25519 ${name}\n`)
      const { groups } = await factsOf((port) => botan(port, policy, folder.classical))
      expect(accepted(groups)).to.have.members(['x25519', name])
      expect(groups.find((group) => group.name === name)).to.include({ value, kind })
    })

  for (const [name, value] of [
    ['eFrodoKEM-640-SHAKE', '0xfe01'],
    ['x25519/eFrodoKEM-640-AES', '0x2f80'],
  ])
    it(`Botan with ${name} alone has TLS 1.3`, async () => {
      const policy = folder.write('policy', `allow_tls13=true\nkey_exchange_groups=${name}\n`)
      const { versions, groups, groupChoice, cipherSuites } = await factsOf((port) =>
        botan(port, policy, folder.classical),
      )
      expect(versions['TLS 1.3']).to.deep.equal({ state: 'accepted' })
      expect(groups.filter(({ state }) => state === 'accepted').map((group) => group.value)).to.deep.equal([
        value,
      ])
      expect(groups.filter(({ state }) => state === 'not-tested')).to.deep.equal([])
      expect(groupChoice).to.equal('single')
      expect(cipherSuites['TLS 1.3']).to.include('TLS_AES_256_GCM_SHA384')
    })
})
