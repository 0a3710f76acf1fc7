import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import { GATE_NAMES, parseGates } from '../../src/assess/gates.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import { UsageError } from '../../src/model/error.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import {
  chain,
  deadAddress,
  ENDPOINT,
  groups,
  httpAddress,
  NOW,
  RSA_1024,
  tlsAddress,
  tlsFacts,
  versions,
} from '../facts.ts'

const endpoint = (...addresses: AddressFacts[]): InventoryEndpoint => ({
  ...ENDPOINT,
  addresses,
  assessment: assess({ endpoint: ENDPOINT, addresses }, NOW),
})

const fails = (name: string, ...addresses: AddressFacts[]): boolean => {
  const [gate] = parseGates([name], 'full')
  return gate?.fails(endpoint(...addresses)) === true
}

const CLASSICAL = tlsAddress(tlsFacts())
const HYBRID = tlsAddress(tlsFacts({ groups: groups(['X25519MLKEM768']) }))
const DRAFT = tlsAddress(tlsFacts({ groups: groups(['X25519Kyber768Draft00', 'x25519']) }))
const with12 = (changes: Parameters<typeof tlsFacts>[0]) =>
  tlsAddress(tlsFacts({ versions: versions(['TLS 1.3', 'TLS 1.2']), ...changes }))

/** For each gate, what it must stop and what it must let through. */
const CASES: Record<string, { stops: AddressFacts[]; passes: AddressFacts[] }> = {
  plaintext: { stops: [httpAddress()], passes: [CLASSICAL, HYBRID, deadAddress('closed')] },
  classical: { stops: [CLASSICAL, DRAFT, httpAddress()], passes: [HYBRID, deadAddress('closed')] },
  'classical-accepted': {
    stops: [CLASSICAL, tlsAddress(tlsFacts({ groups: groups(['X25519MLKEM768', 'x25519']) })), with12({})],
    passes: [HYBRID],
  },
  'obsolete-version': {
    stops: [
      tlsAddress(tlsFacts({ versions: versions(['TLS 1.3', 'TLS 1.1']) })),
      tlsAddress(tlsFacts({ versions: versions(['TLS 1.3', 'SSL 3.0']) })),
    ],
    passes: [CLASSICAL, with12({})],
  },
  'static-rsa': {
    stops: [with12({ keyExchange12: ['ECDHE', 'RSA'] })],
    passes: [with12({ keyExchange12: ['ECDHE', 'DHE'] })],
  },
  'short-rsa': {
    stops: [tlsAddress(tlsFacts({ chains: [chain(), chain({ certificates: [RSA_1024] })] }))],
    passes: [CLASSICAL],
  },
  untrusted: {
    stops: [
      tlsAddress(tlsFacts({ chains: [chain({ trusted: false })] })),
      tlsAddress(tlsFacts({ chains: [chain({ nameMatches: false })] })),
    ],
    passes: [CLASSICAL, tlsAddress(tlsFacts({ chains: [chain({ trusted: null, nameMatches: null })] }))],
  },
  unknown: {
    stops: [deadAddress('timed-out'), tlsAddress(tlsFacts({ groups: groups(['x25519'], 'timed-out') }))],
    passes: [CLASSICAL, HYBRID, httpAddress()],
  },
  'risk=100': { stops: [], passes: [CLASSICAL] },
  'risk=1': { stops: [CLASSICAL, httpAddress()], passes: [] },
  'risk=0': { stops: [HYBRID], passes: [] },
}

describe('--fail-on', () => {
  it('is tested for each condition', () => expect(Object.keys(CASES)).to.include.members(GATE_NAMES))

  for (const [name, { stops, passes }] of Object.entries(CASES)) {
    it(name, () => {
      expect(stops.map((address) => fails(name, address))).to.deep.equal(stops.map(() => true))
      expect(passes.map((address) => fails(name, address))).to.deep.equal(passes.map(() => false))
    })
  }

  it('stops an endpoint of which one address fails', () => {
    expect(fails('static-rsa', HYBRID, with12({ keyExchange12: ['RSA'] }))).to.equal(true)
    expect(fails('classical', HYBRID, CLASSICAL)).to.equal(true)
  })

  const codeOf = (name: string, profile: 'full' | 'quick'): string => {
    try {
      parseGates([name], profile)
      return 'none'
    } catch (error) {
      return error instanceof UsageError ? error.code : String(error)
    }
  }

  it('refuses what is no condition', () => {
    for (const name of [
      '',
      'Classical',
      'risk',
      'risk=',
      'risk=101',
      'risk=-1',
      'risk=1.5',
      'toString',
      '__proto__',
    ])
      expect(codeOf(name, 'full'), name).to.equal('GATE_INVALID')
  })

  it('refuses under the quick profile what that does not ask for', () => {
    const refused = GATE_NAMES.filter((name) => codeOf(name, 'quick') === 'GATE_NEEDS_FULL')
    expect(refused).to.deep.equal(['classical-accepted', 'obsolete-version', 'static-rsa'])
  })
})
