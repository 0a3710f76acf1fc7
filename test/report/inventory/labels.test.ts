import { expect } from 'chai'
import type { SshFacts } from '../../../src/model/ssh.ts'
import { nextStep } from '../../../src/report/inventory/findings.ts'
import {
  certificateText,
  endpointName,
  endpointTitle,
  keyExchangeText,
  notProbedBecause,
} from '../../../src/report/inventory/labels.ts'
import {
  chain,
  clients,
  deadAddress,
  groups,
  httpAddress,
  ML_DSA_65,
  RSA_1024,
  tlsAddress,
  tlsFacts,
  versions,
} from '../../facts.ts'
import { endpoint } from '../inventory.ts'
import { sshFacts } from '../unusualEndpoints.ts'

const of = (changes: Parameters<typeof tlsFacts>[0]) => endpoint([tlsAddress(tlsFacts(changes))])
const in12 = (...keyExchange12: ('RSA' | 'DHE' | 'ECDHE')[]) =>
  of({ versions: versions('TLS 1.2'), groups: groups([]), keyExchange12 })
const open = (service: 'ssh' | 'other' | 'silent') =>
  endpoint([{ address: '192.0.2.1', port: 443, state: 'open', service }])
const UNRESOLVED = { code: 'UNRESOLVED', message: 'the name a\u202eb does not resolve (ENOTFOUND)' } as const

/** The facts of unusualEndpoints.ts at an address of its own. */
const ssh = (keyExchange: SshFacts['keyExchange'], changes: Partial<SshFacts> = {}) =>
  endpoint([
    {
      address: '192.0.2.1',
      port: 22,
      state: 'open',
      service: 'ssh',
      ssh: sshFacts({ keyExchange, ...changes }),
    },
  ])
const method = (name: string, kind: 'hybrid' | 'classical', weak = false) => ({ name, kind, weak })

describe('labels', () => {
  const KEY_EXCHANGE: [ReturnType<typeof endpoint>, string][] = [
    [endpoint([httpAddress()]), 'PLAINTEXT'],
    [of({}), 'classical x25519'],
    [in12('RSA'), 'classical, RSA'],
    [in12('DHE', 'RSA'), 'classical, DHE and RSA'],
    [in12(), 'classical'],
    [of({ groups: groups(['X25519MLKEM768', 'x25519']) }), 'hybrid X25519MLKEM768'],
    [of({ groups: groups(['SecP384r1MLKEM1024', 'X25519MLKEM768']) }), 'hybrid SecP384r1MLKEM1024'],
    [of({ groups: groups(['x25519', 'X25519MLKEM768']) }), 'hybrid, prefers x25519'],
    [
      of({ groups: groups(['x25519', 'X25519MLKEM768']), clients: clients(() => 'x25519') }),
      'classical, offers X25519MLKEM768',
    ],
    [
      of({
        groups: groups(['X25519MLKEM768', 'x25519']),
        clients: clients((client) => (client === 'Deno 2' ? 'x25519' : 'X25519MLKEM768')),
      }),
      'mixed, x25519 for Deno 2',
    ],
    [
      of({
        groups: groups(['X25519MLKEM768', 'x25519']),
        clients: clients((client) => (client.startsWith('Node.js') ? 'x25519' : 'X25519MLKEM768')),
      }),
      'mixed, x25519 for 3 clients',
    ],
    [
      of({
        versions: versions('TLS 1.2'),
        groups: groups([]),
        cipherSuites: { 'TLS 1.2': ['TLS_RSA_WITH_NULL_SHA'] },
        cipherSuiteChoice: { 'TLS 1.2': 'single' },
      }),
      'PLAINTEXT, NULL suites',
    ],
    [of({ groups: groups(['MLKEM1024']) }), 'post-quantum MLKEM1024'],
    [of({ groups: groups(['X25519Kyber768Draft00']) }), 'obsolete draft X25519Kyber768Draft00'],
    [of({ groups: groups(['x25519'], 'timed-out') }), 'unknown'],
    [endpoint([deadAddress('closed')]), 'unknown: port closed'],
    [endpoint([deadAddress('timed-out')]), 'unknown: no answer'],
    [endpoint([deadAddress('unreachable')]), 'unknown: unreachable'],
    [endpoint([deadAddress('closed'), deadAddress('timed-out')]), 'unknown'],
    [open('ssh'), 'unknown: SSH'],
    [open('other'), 'unknown: not TLS'],
    [open('silent'), 'unknown: silent'],
    [endpoint([], { problem: UNRESOLVED }), 'unknown: name does not resolve'],
  ]
  for (const [one, text] of KEY_EXCHANGE) it(text, () => expect(keyExchangeText(one)).to.equal(text))

  it('names every key that is shown, and none that was not seen', () => {
    const text = (...chains: ReturnType<typeof chain>[]) => certificateText(of({ chains }))
    expect(text(chain())).to.equal('EC secp256r1')
    expect(text(chain({ certificates: [RSA_1024] }))).to.equal('RSA 1024')
    expect(text(chain({ certificates: [ML_DSA_65] }), chain(), chain())).to.equal('ML-DSA-65, EC secp256r1')
    expect(text()).to.equal('unknown')
    expect(certificateText(endpoint([httpAddress()]))).to.equal('none')
    expect(certificateText(endpoint([deadAddress('closed')]))).to.equal('unknown')
  })

  it('says why an endpoint was not probed, sanitized', () => {
    expect(notProbedBecause(of({}))).to.equal(undefined)
    expect(notProbedBecause(endpoint([httpAddress(), deadAddress('closed')]))).to.equal(undefined)
    expect(
      notProbedBecause(endpoint([deadAddress('closed'), deadAddress('timed-out', '2001:db8::1')])),
    ).to.equal('192.0.2.3 closed (as the test has it); 2001:db8::1 timed-out (as the test has it)')
    expect(notProbedBecause(endpoint([], { problem: UNRESOLVED }))).to.equal(
      'the name a\ufffdb does not resolve (ENOTFOUND)',
    )
    expect(notProbedBecause(endpoint([]))).to.equal('it has no address')
  })

  it('names an endpoint as its source does, sanitized; a range is not a name', () => {
    const source = (kind: 'client-config' | 'range', name: string) =>
      endpoint([], { sources: [{ kind, name }] })
    expect(endpointName(source('client-config', 'crm\x1b[31m'))).to.equal('crm\ufffd[31m')
    expect(endpointName(source('range', '192.0.2.0/24'))).to.equal(undefined)
    expect(endpointTitle(source('client-config', 'crm'))).to.equal('crm (https://server.example/mcp)')
    expect(endpointTitle(source('range', '192.0.2.0/24'))).to.equal('https://server.example/mcp')
  })

  describe('of SSH', () => {
    const hybrid = ssh([
      method('mlkem768x25519-sha256', 'hybrid'),
      method('diffie-hellman-group14-sha1', 'classical', true),
    ])
    const classical = ssh([method('curve25519-sha256', 'classical')])
    const hybridAlone = ssh([method('mlkem768x25519-sha256', 'hybrid')])

    it('name the method and the host keys', () => {
      expect(keyExchangeText(hybrid)).to.equal('hybrid mlkem768x25519-sha256')
      expect(keyExchangeText(classical)).to.equal('classical curve25519-sha256')
      expect(certificateText(hybrid)).to.equal('ssh-ed25519, RSA')
      const rsa = ['rsa-sha2-512', 'ssh-rsa'].map((name) => ({ ...method(name, 'classical'), bits: 3072 }))
      expect(certificateText(ssh([method('curve25519-sha256', 'classical')], { hostKeys: rsa }))).to.equal(
        'RSA 3072',
      )
    })

    it('give the first step as a command that holds no other', () => {
      const hostile = endpoint([{ address: '192.0.2.1', port: 443, state: 'timed-out' }])
      hostile.url = "https://a.example/$(touch$IFS/tmp/x)';y"
      expect(nextStep(hostile)).to.match(/--explain 'https:\/\/a\.example\/\$\(touch\$IFS\/tmp\/x\)'\\'';y'$/)
    })

    it('give the first step for SSH', () => {
      expect(nextStep(classical)).to.equal('offer mlkem768x25519-sha256 first (OpenSSH 9.9 and newer)')
      expect(nextStep(hybrid)).to.equal('remove the key exchange methods with SHA-1 or 1,024-bit groups')
      expect(nextStep(hybridAlone)).to.equal('remove the weak host key algorithms')
    })
  })
})
