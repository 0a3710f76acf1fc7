import { readFileSync } from 'node:fs'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import { expect } from 'chai'
import { Inventory, type InventoryEndpoint } from '../../../src/model/inventory.ts'
import { cyclonedxReport } from '../../../src/report/inventory/cyclonedx/report.ts'
import { reportInput } from '../../../src/report/inventory/reportInput.ts'
import { runHere } from '../../cli/program.ts'
import { chain, groups, ML_DSA_65, NOW, RSA_1024, tlsAddress, tlsFacts, versions } from '../../facts.ts'
import { FLEET } from '../inventory.ts'
import {
  endpointOf,
  HOSTILE,
  hostile,
  inventoryOf,
  sshAddress,
  sshFacts,
  UNUSUAL,
} from '../unusualEndpoints.ts'

type Version = '1.7' | '1.6'
type Reference = { ref: string; type?: string }
type Component = {
  'bom-ref': string
  type: string
  name: string
  purl?: string
  hashes?: { content: string }[]
  properties?: { name: string; value: string }[]
  cryptoProperties?: {
    assetType: string
    algorithmProperties?: Record<string, unknown>
    certificateProperties?: Record<string, unknown> & { relatedCryptographicAssets?: Reference[] }
    protocolProperties?: {
      version: string
      cipherSuites?: {
        name: string
        algorithms: string[]
        identifiers?: string[]
        tlsGroups?: string[]
        tlsSignatureSchemes?: string[]
      }[]
      relatedCryptographicAssets?: Reference[]
      cryptoRefArray?: string[]
    }
    relatedCryptoMaterialProperties?: Record<string, unknown> & { relatedCryptographicAssets?: Reference[] }
  }
}
type Service = {
  'bom-ref': string
  name: string
  endpoints?: string[]
  authenticated?: boolean
  'x-trust-boundary'?: boolean
  data: {
    flow: string
    classification: string
    governance?: { owners: { organization: { name: string } }[] }
  }[]
  properties: { name: string; value: string }[]
}
type Bom = {
  serialNumber: string
  metadata: {
    component: { 'bom-ref': string }
    timestamp: string
    properties: { name: string; value: string }[]
  }
  services: Service[]
  components: Component[]
  dependencies: { ref: string; dependsOn?: string[] }[]
}

const textOf = async (inventory: Inventory, version: Version): Promise<string> => {
  let text = ''
  for await (const piece of cyclonedxReport(version)(reportInput(inventory, { asOf: NOW }))) text += piece
  return text
}

const bomOf = async (endpoints: InventoryEndpoint[], version: Version = '1.7'): Promise<Bom> =>
  JSON.parse(await textOf(inventoryOf(endpoints), version))

/** Every `bom-ref` that is given, and every place that names one. */
const references = ({ metadata, services, components, dependencies }: Bom) => ({
  given: [metadata.component, ...services, ...components].map((one) => one['bom-ref']),
  named: [
    ...dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]),
    ...components.flatMap(({ cryptoProperties }) => {
      const { certificateProperties, protocolProperties, relatedCryptoMaterialProperties } =
        cryptoProperties ?? {}
      return [
        ...[certificateProperties, protocolProperties, relatedCryptoMaterialProperties].flatMap((one) =>
          (one?.relatedCryptographicAssets ?? []).map(({ ref }) => ref),
        ),
        ...(protocolProperties?.cryptoRefArray ?? []),
        ...(protocolProperties?.cipherSuites ?? []).flatMap(({ algorithms }) => algorithms),
        ...[
          certificateProperties?.['signatureAlgorithmRef'],
          certificateProperties?.['subjectPublicKeyRef'],
          relatedCryptoMaterialProperties?.['algorithmRef'],
        ].flatMap((ref) => (ref === undefined ? [] : [String(ref)])),
      ]
    }),
  ],
})

const SPEC = { '1.7': Spec.Version.v1dot7, '1.6': Spec.Version.v1dot6 } as const

const isValid = async (inventory: Inventory, version: Version): Promise<void> => {
  const text = await textOf(inventory, version)
  expect(await new Validation.JsonStrictValidator(SPEC[version]).validate(text)).to.equal(null)
  const bom: Bom = JSON.parse(text)
  const { given, named } = references(bom)
  expect(new Set(given).size, 'a bom-ref is given once').to.equal(given.length)
  expect([...new Set(named)].filter((ref) => !given.includes(ref))).to.deep.equal([])
  const entries = bom.dependencies.map(({ ref }) => ref)
  expect(entries.toSorted(), 'one dependency entry for each').to.deep.equal(given.toSorted())
}

const INVENTORIES: Record<string, () => Inventory> = {
  'nothing at all': () => inventoryOf([]),
  'one endpoint of each kind, all with the same id': () => inventoryOf(FLEET),
  'SSH, plain HTTP, dead, stdio, a template, OAuth, untested versions': () => inventoryOf(UNUSUAL),
  'a hostile network': () =>
    inventoryOf([...FLEET, ...UNUSUAL].map(hostile), {
      tool: { name: HOSTILE, version: HOSTILE },
      startedAt: HOSTILE,
      finishedAt: HOSTILE,
      authorization: { who: HOSTILE, when: HOSTILE, scope: [HOSTILE] },
    }),
}

for (const version of ['1.7', '1.6'] as const) {
  describe(`CycloneDX ${version}`, () => {
    for (const [name, inventory] of Object.entries(INVENTORIES))
      it(`is valid and refers only to what exists: ${name}`, () => isValid(inventory(), version))

    it('has short, visible text from a hostile network', async () => {
      const text = await textOf(INVENTORIES['a hostile network']?.() ?? inventoryOf([]), version)
      expect(text).to.not.match(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|[^\P{Cc}\n]/u)
      const strings: string[] = []
      JSON.parse(text, (_, value) => {
        if (typeof value === 'string') strings.push(value)
        return value
      })
      expect(Math.max(...strings.map(({ length }) => length))).to.be.below(5000)
    })

    it('is the same for the same inventory, and has another serial number for another one', async () => {
      const first = await textOf(inventoryOf(UNUSUAL), version)
      expect(await textOf(inventoryOf(UNUSUAL), version)).to.equal(first)
      const serials = [first, await textOf(inventoryOf(UNUSUAL.slice(1)), version)].map(
        (text) => JSON.parse(text).serialNumber,
      )
      for (const serial of serials)
        expect(serial).to.match(/^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab]/)
      expect(serials[0]).to.not.equal(serials[1])
    })
  })
}

const byRef = <T extends { 'bom-ref': string }>(all: readonly T[], ref: string | undefined): T => {
  const found = all.find((one) => one['bom-ref'] === ref)
  if (!found) throw new Error(`there is no ${ref}`)
  return found
}

const below = ({ dependencies }: Bom, ref: string): string[] =>
  dependencies.find((one) => one.ref === ref)?.dependsOn ?? []

const protocols = ({ components }: Bom): Component[] =>
  components.filter(({ cryptoProperties }) => cryptoProperties?.assetType === 'protocol')

const values = ({ properties = [] }: Pick<Component, 'properties'>, name: string): string[] =>
  properties.filter((one) => one.name === `mcp-pqc:${name}`).map(({ value }) => value)

describe('the content of a CBOM', () => {
  const HYBRID = endpointOf(
    9,
    [
      tlsAddress(
        tlsFacts({
          groups: groups(['X25519MLKEM768', 'x25519']),
          signatureSchemes: [
            { name: 'mldsa65', value: '0x0905', version: 'TLS 1.3', state: 'accepted' },
            { name: 'ed25519', value: '0x0807', version: 'TLS 1.3', state: 'refused' },
          ],
          chains: [chain({ certificates: [ML_DSA_65] })],
        }),
        '127.0.0.1',
      ),
    ],
    { ownership: { owner: 'payments team', classes: ['payment'], evidence: [] } },
  )

  it('a service with its data and their owner', async () => {
    const [service] = (await bomOf([HYBRID])).services
    expect(service).to.include({ name: 'host-9.example', 'x-trust-boundary': false })
    expect(service?.endpoints).to.deep.equal(['https://host-9.example/mcp'])
    expect(service?.data.map(({ classification }) => classification)).to.deep.equal(['payment'])
    expect(service?.data[0]?.governance?.owners).to.deep.equal([{ organization: { name: 'payments team' } }])
    expect(service).to.not.have.property('authenticated')
  })

  it('a protocol with suites, groups and signature schemes that were accepted, and no others', async () => {
    const [protocol] = protocols(await bomOf([HYBRID]))
    expect(protocol?.cryptoProperties?.protocolProperties).to.include({ type: 'tls', version: '1.3' })
    expect(protocol?.cryptoProperties?.protocolProperties?.cipherSuites).to.deep.equal([
      {
        name: 'TLS_AES_256_GCM_SHA384',
        identifiers: ['0x13', '0x02'],
        algorithms: ['algorithm/AES-256-GCM', 'algorithm/SHA-384'],
        tlsGroups: ['X25519MLKEM768', 'x25519'],
        tlsSignatureSchemes: ['mldsa65'],
      },
    ])
  })

  it('1.6 has the names of groups and signature schemes as properties', async () => {
    const [protocol] = protocols(await bomOf([HYBRID], '1.6'))
    const suite = protocol?.cryptoProperties?.protocolProperties?.cipherSuites?.[0]
    expect(suite).to.have.keys('name', 'identifiers', 'algorithms')
    expect(protocol && values(protocol, 'tls-group')).to.deep.equal(['X25519MLKEM768', 'x25519'])
    expect(protocol && values(protocol, 'tls-signature-scheme')).to.deep.equal(['mldsa65'])
  })

  it('service, protocol, combiner, ML-KEM and X25519 depend on one another in this order', async () => {
    const bom = await bomOf([HYBRID])
    const [service] = bom.services
    const [protocol] = protocols(bom)
    expect(below(bom, bom.metadata.component['bom-ref'])).to.deep.equal([service?.['bom-ref']])
    expect(below(bom, String(service?.['bom-ref']))).to.include(protocol?.['bom-ref'])
    expect(below(bom, String(protocol?.['bom-ref']))).to.include('algorithm/X25519MLKEM768')
    expect(below(bom, 'algorithm/X25519MLKEM768')).to.deep.equal(['algorithm/ML-KEM-768', 'algorithm/X25519'])
    const combiner = byRef(bom.components, 'algorithm/X25519MLKEM768').cryptoProperties?.algorithmProperties
    expect(combiner).to.include({ primitive: 'combiner', nistQuantumSecurityLevel: 3 })
    const x25519 = byRef(bom.components, 'algorithm/X25519').cryptoProperties?.algorithmProperties
    expect(x25519).to.include({ ellipticCurve: 'other/Curve25519', nistQuantumSecurityLevel: 0 })
    const older = byRef((await bomOf([HYBRID], '1.6')).components, 'algorithm/X25519')
    expect(older.cryptoProperties?.algorithmProperties).to.include({ curve: 'Curve25519' })
  })

  it('a certificate with its signature, and its key with an algorithm of its own', async () => {
    const endpoint = endpointOf(9, [tlsAddress(tlsFacts({ chains: [chain({ certificates: [RSA_1024] })] }))])
    const bom = await bomOf([endpoint])
    const ref = `certificate/${RSA_1024.sha256}`
    const key = `public-key/${RSA_1024.sha256}`
    const { certificateProperties } = byRef(bom.components, ref).cryptoProperties ?? {}
    expect(certificateProperties).to.include({
      subjectName: 'CN=server.example',
      notValidAfter: '2027-04-01T00:00:00.000Z',
      certificateFormat: 'X.509',
    })
    expect(certificateProperties?.relatedCryptographicAssets).to.deep.equal([
      { type: 'algorithm', ref: 'algorithm/ECDSA-SHA-256' },
      { type: 'publicKey', ref: key },
    ])
    expect(below(bom, ref)).to.deep.equal(['algorithm/ECDSA-SHA-256', key])
    expect(below(bom, key)).to.deep.equal(['algorithm/RSA-1024'])
    expect(byRef(bom.components, key).cryptoProperties?.relatedCryptoMaterialProperties).to.include({
      type: 'public-key',
      size: 1024,
    })
    const older = byRef((await bomOf([endpoint], '1.6')).components, ref).cryptoProperties
    expect(older?.certificateProperties).to.include({
      signatureAlgorithmRef: 'algorithm/ECDSA-SHA-256',
      subjectPublicKeyRef: key,
    })
  })

  it('key exchanges of TLS 1.2 with the sizes that were seen, of older versions without', async () => {
    const bom = await bomOf(UNUSUAL.filter(({ id }) => id.endsWith('8')))
    const suites = Object.fromEntries(
      protocols(bom).map(({ name, cryptoProperties }) => [
        name,
        (cryptoProperties?.protocolProperties?.cipherSuites ?? []).map(({ algorithms }) => algorithms[0]),
      ]),
    )
    expect(suites).to.deep.equal({
      'TLS 1.2': ['algorithm/ECDHE-secp256r1', 'algorithm/FFDHE-1024', undefined],
      'TLS 1.0': ['algorithm/RSAES-PKCS1-v1_5', 'algorithm/FFDHE'],
      'SSL 3.0': [],
    })
  })

  it('SSH with its algorithms, including unknown ones', async () => {
    const bom = await bomOf([endpointOf(1, [sshAddress(sshFacts())])])
    const [protocol] = protocols(bom)
    expect(protocol?.name).to.equal('SSH 2.0')
    const names = below(bom, String(protocol?.['bom-ref'])).map((ref) => byRef(bom.components, ref).name)
    expect(names).to.deep.equal([
      'sntrup761x25519-sha512@openssh.com',
      'X25519',
      'FFDHE-MODP-1024',
      'nobody-knows@example.com',
      'Ed25519',
      'RSASSA-PKCS1-v1_5-SHA-1',
      'ChaCha20-Poly1305',
      'AES-128-CTR',
      'AES-256-GCM',
      'HMAC-SHA-256',
      'umac-64@openssh.com',
    ])
  })

  it('a local server is a component with its package, and no service', async () => {
    const bom = await bomOf(UNUSUAL)
    const [stdio] = bom.components.filter(({ type }) => type === 'application')
    expect(stdio).to.include({ name: 'files', purl: 'pkg:npm/%40example/files' })
    expect(bom.services).to.have.length(UNUSUAL.length - 1)
  })

  it('keys that sign tokens, and who signs them if that is in the inventory', async () => {
    const bom = await bomOf(UNUSUAL)
    const service = below(bom, 'service/0000000000000006')
    expect(service).to.include('service/0000000000000007')
    const keys = service.filter((ref) => ref.startsWith('token-key/')).map((ref) => below(bom, ref)[0])
    expect(keys.slice(0, 3)).to.deep.equal([
      'algorithm/RSA-2048',
      'algorithm/ECDSA-secp256r1',
      'algorithm/ML-DSA-65',
    ])
  })

  it('what was not tested, which does not count as absent', async () => {
    const open = endpointOf(9, [
      tlsAddress(
        tlsFacts({
          versions: versions('TLS 1.3', 'not-tested'),
          groups: groups(['x25519'], 'timed-out'),
          cipherSuites: {},
          chains: [],
        }),
      ),
    ])
    const bom = await bomOf([open, ...UNUSUAL.slice(2, 3)])
    const [dead, service] = ['service/0000000000000003', 'service/0000000000000009'].map((ref) =>
      byRef(bom.services, ref),
    )
    const said = service ? values(service, 'not-tested') : []
    expect(said).to.include.members(['TLS 1.2', 'SSL 3.0', 'certificates (none was seen)', 'MCP'])
    expect(said.find((text) => text.startsWith('some key-exchange groups ('))).to.include('X25519MLKEM768')
    expect(protocols(bom).flatMap((one) => values(one, 'not-tested'))).to.deep.equal(['cipher suites'])
    expect(dead && values(dead, 'not-tested')).to.deep.equal(['everything: it could not be probed'])
    expect(dead && below(bom, dead['bom-ref'])).to.deep.equal([])
    expect(service && values(service, 'classical-accepted')).to.deep.equal(['true'])
    expect(dead && values(dead, 'classical-accepted')).to.deep.equal(['unknown'])
  })

  it('who authorized the scan, and when it ended', async () => {
    const authorization = { who: 'A. Uthority', when: '2026-11-01', scope: ['192.0.2.0/24'] }
    const { metadata } = JSON.parse(await textOf(inventoryOf([], { authorization }), '1.7')) as Bom
    expect(metadata.timestamp).to.equal(NOW.toISOString())
    expect(values(metadata, 'authorized-by')).to.deep.equal(['A. Uthority'])
    expect(values(metadata, 'authorized-scope')).to.deep.equal(['192.0.2.0/24'])
  })

  it('in properties that docs/reports-cbom-sarif.md explains', async () => {
    const page = readFileSync(new URL('../../../docs/reports-cbom-sarif.md', import.meta.url), 'utf8')
    const { services } = await bomOf([...UNUSUAL, HYBRID])
    const names = new Set(services.flatMap(({ properties }) => properties.map((one) => one.name.slice(8))))
    expect([...names].filter((name) => !page.includes(`\`${name}\``))).to.deep.equal([])
  })

  it('servers that accept the same share a protocol', async () => {
    const bom = await bomOf([1, 2, 3].map((number) => endpointOf(number, [tlsAddress(tlsFacts())])))
    expect(protocols(bom)).to.have.length(1)
    expect(bom.services).to.have.length(3)
  })
})

describe('CycloneDX of the lab', () => {
  let inventory: Inventory
  before(async function () {
    this.timeout(60_000)
    inventory = Inventory.parse(JSON.parse((await runHere(['scan', '--lab', '--json'])).stdout))
  })

  for (const version of ['1.7', '1.6'] as const)
    it(`is valid as ${version}`, () => isValid(inventory, version))

  it('has every endpoint, and every group that was accepted', async () => {
    const bom: Bom = JSON.parse(await textOf(inventory, '1.7'))
    expect(bom.services.flatMap(({ endpoints = [] }) => endpoints)).to.have.members(
      inventory.endpoints.map(({ url }) => url),
    )
    for (const { id, addresses } of inventory.endpoints) {
      const groupNames = addresses
        .flatMap(({ tls }) => tls?.groups ?? [])
        .filter(({ state }) => state === 'accepted')
        .map(({ name }) => name)
      const said = below(bom, `service/${id}`).flatMap((ref) =>
        protocols(bom)
          .filter((one) => one['bom-ref'] === ref && one.name === 'TLS 1.3')
          .flatMap((one) => one.cryptoProperties?.protocolProperties?.cipherSuites?.[0]?.tlsGroups ?? []),
      )
      expect(said).to.deep.equal(groupNames)
    }
  })
})
