import { expect } from 'chai'
import type { Inventory, InventoryEndpoint } from '../../../src/model/inventory.ts'
import { CODE_SCANNING } from '../../../src/registry/sarif.ts'
import { suiteWeaknesses } from '../../../src/registry/tls/suites/cipherSuites.ts'
import { hasWeakHash } from '../../../src/registry/x509/strength.ts'
import { reportInput } from '../../../src/report/inventory/reportInput.ts'
import { sarifReport } from '../../../src/report/inventory/sarif/report.ts'
import {
  certificate,
  chain,
  deadAddress,
  groups,
  httpAddress,
  ML_DSA_65,
  NOW,
  RSA_1024,
  tlsAddress,
  tlsFacts,
  versions,
} from '../../facts.ts'
import { FLEET } from '../inventory.ts'
import {
  endpointOf,
  HOSTILE,
  hostile,
  inventoryOf,
  oauthFacts,
  sshAddress,
  sshFacts,
  UNUSUAL,
} from '../unusualEndpoints.ts'

type Location = {
  physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string }; region: { startLine: number } }
}
type Result = {
  ruleId: string
  ruleIndex: number
  kind: string
  level: string
  message: { text: string }
  locations: Location[]
  relatedLocations?: Location[]
  partialFingerprints: Record<string, string>
  rank: number
}
type Rule = {
  id: string
  name: string
  help: { text: string; markdown: string }
  defaultConfiguration: { level: string }
  relationships?: { target: { id: string; index: number } }[]
  properties: { tags: string[]; 'security-severity'?: string }
}
type Run = {
  tool: { driver: { version: string; semanticVersion?: string; rules: Rule[] } }
  invocations: {
    executionSuccessful: boolean
    startTimeUtc?: string
    toolExecutionNotifications: { descriptor: { id: string }; message: { text: string } }[]
  }[]
  taxonomies: { taxa: { id: string }[] }[]
  results: Result[]
  properties: Record<string, unknown>
}

const runOf = async (
  inventory: Inventory,
  { asOf = NOW, root = undefined as string | undefined } = {},
): Promise<Run> => {
  let text = ''
  const report = sarifReport(root)
  for await (const piece of report(reportInput(inventory, { asOf }))) text += piece
  const [run] = JSON.parse(text).runs
  return run
}

const resultsOf = async (...endpoints: InventoryEndpoint[]): Promise<Result[]> =>
  (await runOf(inventoryOf(endpoints))).results

/** Rules of the results, by their names. */
const found = async (endpoint: InventoryEndpoint): Promise<string[]> => {
  const { results, tool } = await runOf(inventoryOf([endpoint]))
  return results.map(({ ruleIndex, level }) => `${tool.driver.rules[ruleIndex]?.name} ${level}`)
}

const tls = (facts: Parameters<typeof tlsFacts>[0], changes: Partial<InventoryEndpoint> = {}) =>
  endpointOf(1, [tlsAddress(tlsFacts({ chains: [chain({ certificates: [ML_DSA_65] })], ...facts }))], changes)

const HYBRID_ONLY = { groups: groups(['X25519MLKEM768']) }

describe('what SARIF finds', () => {
  const CASES: Record<string, { endpoint: InventoryEndpoint; rules: string[] }> = {
    'nothing about an endpoint that is in order': { endpoint: tls(HYBRID_ONLY), rules: [] },
    'plain HTTP': { endpoint: endpointOf(1, [httpAddress()]), rules: ['PlainHttp error'] },
    'classical key exchange': { endpoint: tls({}), rules: ['ClassicalKeyExchangeOnly warning'] },
    'classical key exchange where health data passes': {
      endpoint: tls({}, { ownership: { classes: ['health'], evidence: [] } }),
      rules: ['ClassicalKeyExchangeOnly error'],
    },
    'a Kyber draft': {
      endpoint: tls({ groups: groups(['X25519Kyber768Draft00']) }),
      rules: ['DraftKyberOnly warning'],
    },
    'a hybrid group beside a classical one': {
      endpoint: tls({ groups: groups(['X25519MLKEM768', 'x25519']) }),
      rules: ['ClassicalKeyExchangeAccepted note'],
    },
    'a hybrid group behind a classical one': {
      endpoint: tls({ groups: groups(['x25519', 'X25519MLKEM768']) }),
      rules: ['ClassicalKeyExchangePreferred warning'],
    },
    'old versions': {
      endpoint: tls({ versions: versions(['TLS 1.2', 'TLS 1.0']), groups: [], keyExchange12: ['ECDHE'] }),
      rules: [
        'ClassicalKeyExchangeOnly warning',
        'ObsoleteProtocolVersion warning',
        'CurrentTlsVersionMissing warning',
      ],
    },
    'SSL 3.0': {
      endpoint: tls({ ...HYBRID_ONLY, versions: versions(['TLS 1.3', 'SSL 3.0']) }),
      rules: ['ObsoleteProtocolVersion error', 'ClassicalKeyExchangeAccepted note'],
    },
    'static RSA and short Diffie-Hellman': {
      endpoint: tls({
        ...HYBRID_ONLY,
        keyExchange12: ['RSA', 'DHE'],
        keyExchange12Details: [{ family: 'RSA' }, { family: 'DHE', bits: 1024 }],
      }),
      rules: ['StaticRsaKeyExchange warning', 'ShortDiffieHellman warning'],
    },
    'suites that protect little': {
      endpoint: tls({
        ...HYBRID_ONLY,
        cipherSuites: { 'TLS 1.2': ['TLS_RSA_WITH_RC4_128_MD5', 'TLS_DH_anon_WITH_AES_128_CBC_SHA'] },
      }),
      rules: ['ArcfourCipherSuite error', 'AnonymousCipherSuite error', 'FiniteFieldDiffieHellman warning'],
    },
    'resumption without key exchange': {
      endpoint: tls({
        ...HYBRID_ONLY,
        resumption: { tickets: 'accepted', psk_ke: 'accepted', psk_dhe_ke: 'accepted' },
      }),
      rules: ['ResumptionWithoutKeyExchange note'],
    },
    'a short RSA key': {
      endpoint: tls({ ...HYBRID_ONLY, chains: [chain({ certificates: [RSA_1024] })] }),
      rules: ['ShortRsaKey error', 'ClassicalCertificate note'],
    },
    'SHA-1 in a certificate': {
      endpoint: tls({
        ...HYBRID_ONLY,
        chains: [chain({ certificates: [certificate({ signatureAlgorithm: 'sha1WithRSAEncryption' })] })],
      }),
      rules: ['WeakSignatureHash warning', 'ClassicalCertificate note'],
    },
    'no SHA-1 in the signature of a root': {
      endpoint: tls({
        ...HYBRID_ONLY,
        chains: [
          chain({
            certificates: [
              certificate(),
              certificate({
                subject: 'CN=root',
                issuer: 'CN=root',
                signatureAlgorithm: 'sha1WithRSAEncryption',
              }),
            ],
          }),
        ],
      }),
      rules: ['ClassicalCertificate note'],
    },
    'an expired certificate, once': {
      endpoint: tls({
        ...HYBRID_ONLY,
        chains: [
          chain({
            trusted: false,
            trustError: 'certificate has expired',
            certificates: [{ ...ML_DSA_65, notAfter: '2026-12-31T00:00:00.000Z' }],
          }),
        ],
      }),
      rules: ['ExpiredCertificate error'],
    },
    'a certificate that ends soon': {
      endpoint: tls({
        ...HYBRID_ONLY,
        chains: [chain({ certificates: [{ ...ML_DSA_65, notAfter: '2027-01-15T00:00:00.000Z' }] })],
      }),
      rules: ['ExpiringCertificate note'],
    },
    'a chain that nobody trusts, for another name': {
      endpoint: tls({
        ...HYBRID_ONLY,
        chains: [chain({ trusted: false, nameMatches: false, certificates: [ML_DSA_65] })],
      }),
      rules: ['UntrustedCertificate error', 'CertificateForAnotherName error'],
    },
    'nothing about trust that was not checked': {
      endpoint: tls({
        ...HYBRID_ONLY,
        chains: [chain({ trusted: null, nameMatches: null, certificates: [ML_DSA_65] })],
      }),
      rules: [],
    },
    'a signature that is wrong': {
      endpoint: tls({
        ...HYBRID_ONLY,
        signatureSchemes: [
          { name: 'mldsa65', value: '0x0905', version: 'TLS 1.3', state: 'accepted', verified: false },
        ],
      }),
      rules: ['InvalidHandshakeSignature error'],
    },
    'tokens that a quantum computer can forge': {
      endpoint: tls(HYBRID_ONLY, { oauth: oauthFacts() }),
      rules: ['ClassicalTokenSignature note'],
    },
    SSH: {
      endpoint: endpointOf(1, [sshAddress(sshFacts())]),
      rules: [
        'WeakSshAlgorithm warning',
        'WeakSshHostKey warning',
        'ClassicalKeyExchangeAccepted note',
        'SshWithoutStrictKeyExchange note',
        'ClassicalSshHostKey note',
      ],
    },
    'what a configuration says': {
      endpoint: tls(HYBRID_ONLY, {
        findings: [
          { code: 'TLS_VERIFICATION_OFF', level: 'error', message: 'off', path: '/c.json', line: 3 },
          { code: 'EXTRA_CA', level: 'note', message: 'ca', path: '/c.json', line: 4 },
        ],
      }),
      rules: ['CertificateCheckSwitchedOff error', 'AuthorityAdded note'],
    },
    'plain HTTP once, although the configuration says it too': {
      endpoint: endpointOf(1, [httpAddress()], {
        findings: [{ code: 'PLAINTEXT_HTTP', level: 'error', message: 'http', path: '/c.json' }],
      }),
      rules: ['PlainHttp error'],
    },
    'what could not be probed': {
      endpoint: endpointOf(1, [deadAddress('timed-out')]),
      rules: ['NotProbed none'],
    },
    'what answered and remains unknown': {
      endpoint: tls({ groups: groups([], 'timed-out') }),
      rules: ['KeyExchangeUnknown none'],
    },
    'nothing about the connection of a local program': {
      endpoint: UNUSUAL[3] as InventoryEndpoint,
      rules: [],
    },
  }
  for (const [name, { endpoint, rules }] of Object.entries(CASES))
    it(name, async () => expect(await found(endpoint)).to.deep.equal(rules))

  it('what is unknown is open, not a failure', async () => {
    const [result] = await resultsOf(endpointOf(1, [deadAddress('closed')]))
    expect(result).to.include({ kind: 'open', level: 'none' })
    const [failure] = await resultsOf(endpointOf(1, [httpAddress()]))
    expect(failure).to.include({ kind: 'fail', level: 'error' })
  })

  it('gives the first step, and the setting of the software', async () => {
    const software = { id: 'nginx', name: 'nginx', role: 'tls', confidence: 0.8, evidence: [] } as const
    const [result] = await resultsOf(tls({}, { software: { ...software, evidence: [] } }))
    expect(result?.message.text).to.include('Next: add X25519MLKEM768 as its first group.')
    expect(result?.message.text).to.include('ssl_ecdh_curve X25519MLKEM768')
    const [ssh] = await resultsOf(
      endpointOf(1, [
        sshAddress(
          sshFacts({ keyExchange: [{ name: 'curve25519-sha256', kind: 'classical', weak: false }] }),
        ),
      ]),
    )
    expect(ssh?.message.text).to.include('mlkem768x25519-sha256')
  })

  it('knows weak suites and hashes by their names', () => {
    expect(
      [
        'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
        'TLS_RSA_WITH_NULL_SHA',
        'TLS_SHA256_SHA256',
        'TLS_AES_128_GCM_SHA256',
      ].map(suiteWeaknesses),
    ).to.deep.equal([['export'], ['null'], ['null'], []])
    expect(
      [
        'md5WithRSA',
        'ecdsa-with-SHA1',
        'rsa_pkcs1_sha1',
        'sha1WithRSAEncryption',
        'ecdsa-with-SHA256',
        'sha512WithRSAEncryption',
        'ML-DSA-44',
      ].map(hasWeakHash),
    ).to.deep.equal([true, true, true, true, false, false, false])
  })
})

describe('locations in SARIF', () => {
  const at = (sources: InventoryEndpoint['sources'], changes: Partial<InventoryEndpoint> = {}) =>
    endpointOf(1, [httpAddress()], { sources, ...changes })
  const inFile = (path: string, line?: number) =>
    ({ kind: 'client-config', path, ...(line === undefined ? {} : { line }) }) as const
  const placeOf = async (endpoint: InventoryEndpoint, root?: string) => {
    const { results } = await runOf(inventoryOf([endpoint]), root === undefined ? {} : { root })
    const { artifactLocation, region } = results[0]?.locations[0]?.physicalLocation ?? {}
    return { ...artifactLocation, ...region }
  }
  const BASE = { uriBaseId: '%SRCROOT%' }

  it('at the line of a file, relative below the folder of the report', async () => {
    const endpoint = at([inFile('/repo/.vscode/mcp.json', 12)])
    expect(await placeOf(endpoint, '/repo')).to.deep.equal({
      uri: '.vscode/mcp.json',
      ...BASE,
      startLine: 12,
    })
    expect(await placeOf(endpoint, '/repo/')).to.deep.equal({
      uri: '.vscode/mcp.json',
      ...BASE,
      startLine: 12,
    })
    expect(await placeOf(endpoint, '/rep')).to.deep.equal({
      uri: 'file:///repo/.vscode/mcp.json',
      startLine: 12,
    })
    expect(await placeOf(endpoint)).to.deep.equal({ uri: 'file:///repo/.vscode/mcp.json', startLine: 12 })
  })

  it('at paths as URIs have them', async () => {
    expect(await placeOf(at([inFile('configs/a b#1.json', 2)]))).to.deep.equal({
      uri: 'configs/a%20b%231.json',
      ...BASE,
      startLine: 2,
    })
    expect(await placeOf(at([inFile('C:\\Users\\u\\mcp.json', 2)]))).to.deep.equal({
      uri: 'file:///C%3A/Users/u/mcp.json',
      startLine: 2,
    })
    expect(await placeOf(at([inFile('../../outside.json', 2)]))).to.include({
      uri: '%2E%2E/%2E%2E/outside.json',
    })
  })

  it('at a file with a line before one without, with the others as related locations', async () => {
    const endpoint = at([{ kind: 'argument' }, inFile('b.json'), inFile('a.json', 3), inFile('a.json', 3)])
    const [result] = await resultsOf(endpoint)
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).to.equal('a.json')
    expect(result?.relatedLocations?.map((one) => one.physicalLocation.artifactLocation.uri)).to.deep.equal([
      'b.json',
    ])
  })

  it('at a path made of the address where there is no file', async () => {
    expect(await placeOf(at([{ kind: 'argument' }]))).to.deep.equal({
      uri: 'mcp-endpoints/https/host-1.example/443/mcp',
      ...BASE,
      startLine: 1,
    })
    const registry = at([{ kind: 'registry', path: 'https://registry.example/v0' }], {
      url: 'http://[::1]:8080/',
    })
    expect(await placeOf(registry)).to.include({ uri: 'mcp-endpoints/http/%3A%3A1/8080' })
  })

  it('at the line of what a configuration says', async () => {
    const endpoint = tls(HYBRID_ONLY, {
      findings: [{ code: 'TLS_VERIFICATION_OFF', level: 'error', message: 'off', path: 'mcp.json', line: 9 }],
    })
    expect(await placeOf(endpoint)).to.deep.equal({ uri: 'mcp.json', ...BASE, startLine: 9 })
  })
})

describe('fingerprints in SARIF', () => {
  const print = async (endpoint: InventoryEndpoint, options?: Parameters<typeof runOf>[1]) =>
    (await runOf(inventoryOf([endpoint]), options)).results.map((one) => one.partialFingerprints)

  it('do not depend on lines and dates', async () => {
    const at = (line: number) =>
      endpointOf(1, [httpAddress()], { sources: [{ kind: 'client-config', path: '/repo/a.json', line }] })
    const first = await print(at(3))
    expect(await print(at(90), { asOf: new Date('2027-02-01'), root: '/repo' })).to.deep.equal(first)
    expect(first[0]?.['primaryLocationLineHash']).to.match(/^[\da-f]{16}:1$/)
  })

  it('differ between findings', async () => {
    const twice = { code: 'SECRET_IN_URL', level: 'warning', message: 'a secret', path: 'a.json' } as const
    const endpoint = tls(
      {},
      {
        findings: [
          { ...twice, line: 3 },
          { ...twice, line: 8 },
          { ...twice, path: 'b.json' },
        ],
      },
    )
    const prints = (await resultsOf(endpoint, ...UNUSUAL)).map(
      (one) => one.partialFingerprints['mcpPqcFinding/v1'],
    )
    expect(new Set(prints).size).to.equal(prints.length)
  })
})

describe('a SARIF run', () => {
  it('describes each rule with help, tags, weaknesses and a score', async () => {
    const { tool, taxonomies } = await runOf(inventoryOf([]))
    const taxa = taxonomies[0]?.taxa.map(({ id }) => id) ?? []
    for (const { id, name, help, properties, relationships = [] } of tool.driver.rules) {
      expect(id).to.match(/^PQC[12349]\d{3}$/)
      expect(name).to.match(/^[A-Z][A-Za-z\d]+$/)
      expect(help.markdown, id).to.include('### Remedy')
      expect(help.text, id).to.include('Remedy: ')
      expect(properties.tags.length, id).to.be.below(10)
      for (const { target } of relationships) {
        expect(taxa[target.index]).to.equal(target.id)
        expect(properties.tags).to.include(`external/cwe/cwe-${target.id}`)
      }
      const severity = properties['security-severity']
      if (id.startsWith('PQC9')) expect(severity).to.equal(undefined)
      else expect(Number(severity)).to.be.within(0.1, 10)
    }
    const names = tool.driver.rules.map(({ name }) => name)
    const ids = tool.driver.rules.map(({ id }) => id)
    expect([new Set(names).size, new Set(ids).size]).to.deep.equal([names.length, ids.length])
    const taken = taxa.filter(
      (id) => !tool.driver.rules.some((rule) => rule.relationships?.some((one) => one.target.id === id)),
    )
    expect(taken, 'every weakness is used').to.deep.equal([])
  })

  it('says when it ran, and what could not be probed', async () => {
    const inventory = inventoryOf(FLEET)
    const { invocations, tool } = await runOf(inventory)
    expect(invocations[0]).to.include({ executionSuccessful: true, startTimeUtc: NOW.toISOString() })
    expect(tool.driver).to.include({ version: '0.1.0', semanticVersion: '0.1.0' })
    const texts = invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text) ?? []
    expect(texts.filter((text) => text.includes('could not be probed'))).to.have.length(2)
    const interrupted = { ...inventory, summary: { ...inventory.summary, interrupted: true } }
    const [invocation] = (await runOf(interrupted)).invocations
    expect(invocation?.executionSuccessful).to.equal(false)
    expect(invocation?.toolExecutionNotifications[0]?.descriptor.id).to.equal('PQCN02')
  })

  it('puts the most severe first, and leaves out the least severe beyond the limit of code scanning', async () => {
    const findings = Array.from({ length: 200 }, (_, line) => {
      const [code, level] =
        line < 100 ? (['ALLOW_HTTP', 'warning'] as const) : (['EXTRA_CA', 'note'] as const)
      return { code, level, message: 'said', path: 'a.json', line: line + 1 }
    })
    const many = Array.from({ length: 130 }, () => tls(HYBRID_ONLY, { findings }))
    const inventory = inventoryOf([...many, endpointOf(2, [httpAddress()])])
    const { results, properties, invocations } = await runOf(inventory)
    expect(results).to.have.length(CODE_SCANNING.maxResults)
    expect(results[0]).to.include({ ruleId: 'PQC1001', level: 'error' })
    const levels = results.map(({ level }) => level)
    expect(levels).to.deep.equal(levels.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)))
    const all = 1 + 130 * 200
    expect(properties['mcp-pqc:resultsLeftOut']).to.equal(all - CODE_SCANNING.maxResults)
    expect(properties['mcp-pqc:results']).to.deep.equal({ error: 1, warning: 13_000, note: 13_000, none: 0 })
    expect(invocations[0]?.toolExecutionNotifications.map(({ descriptor }) => descriptor.id)).to.deep.equal([
      'PQCN03',
    ])
  })

  it('is inert with text from a hostile network', async () => {
    const inventory = inventoryOf([...FLEET, ...UNUSUAL].map(hostile), {
      tool: { name: HOSTILE, version: HOSTILE },
      startedAt: HOSTILE,
    })
    let text = ''
    for await (const piece of sarifReport(undefined)(reportInput(inventory, { asOf: NOW }))) text += piece
    expect(text).to.not.match(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|[^\P{Cc}\n]/u)
    const { results, tool, invocations } = JSON.parse(text).runs[0] as Run
    expect(results).to.not.be.empty
    for (const { message } of [...results, ...(invocations[0]?.toolExecutionNotifications ?? [])]) {
      expect(message.text).to.not.include('](')
      expect(message.text).to.not.match(/(?<!\{)(\{\{)*\{(?!\{)/)
      expect(message.text.length).to.be.below(5000)
    }
    expect(tool.driver).to.not.have.property('semanticVersion')
    expect(invocations[0]).to.not.have.property('startTimeUtc')
  })
})

const ORDER = ['error', 'warning', 'note', 'none']
