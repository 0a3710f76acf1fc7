import { expect } from 'chai'
import { evidence } from '../../../src/report/inventory/evidence.ts'
import { chain, groups, tlsAddress, tlsFacts, versions } from '../../assess/facts.ts'
import { endpoint } from '../inventory.ts'

const shown = (changes: Parameters<typeof tlsFacts>[0] = {}) =>
  evidence(endpoint([tlsAddress(tlsFacts(changes))]), 200).split('\n')

describe('evidence', () => {
  const LINES: [string, Parameters<typeof tlsFacts>[0], string][] = [
    ['where it was found', {}, '  found: argument'],
    ['what the judgement is', {}, '  key exchange: classical, classical accepted: yes'],
    [
      'what is unknown',
      { groups: groups([], 'timed-out') },
      '  key exchange: unknown, classical accepted: not known',
    ],
    ['the address', {}, '  at 192.0.2.1 port 443: open, tls'],
    [
      'a version, and why',
      { versions: { ...versions([]), 'TLS 1.3': { state: 'refused', alert: 'protocol_version' } } },
      '    TLS 1.3: refused (protocol_version)',
    ],
    [
      'what was not tested, as that',
      { versions: versions('TLS 1.3', 'not-tested') },
      '    TLS 1.0: not-tested',
    ],
    [
      'the order of the server',
      { groups: groups(['x25519', 'secp256r1']) },
      '    groups accepted, the server decides: x25519, secp256r1',
    ],
    ['that the client decides', { groupChoice: 'client' }, '    groups accepted, the client decides: x25519'],
    [
      'an alert',
      {
        groups: groups(['x25519']).map((one) =>
          one.state === 'refused' ? { ...one, alert: 'handshake_failure' } : one,
        ),
      },
      '    groups refused (handshake_failure): ',
    ],
    [
      'a prime',
      { keyExchange12Details: [{ family: 'DHE', bits: 1024 }] },
      '    TLS 1.2 key exchange: DHE 1024 bits',
    ],
    [
      'a chain that was not checked',
      { chains: [chain({ trusted: null })] },
      '    certificates with ecdsa_secp256r1_sha256 in TLS 1.3: trust not checked',
    ],
    [
      'a chain that is not trusted, cleaned',
      { chains: [chain({ trusted: false, trustError: 'a\x1bb' })] },
      '    certificates with ecdsa_secp256r1_sha256 in TLS 1.3: not trusted (a\ufffdb)',
    ],
    [
      'a signature that is wrong',
      {
        signatureSchemes: [
          { name: 'ed25519', value: '0x0807', version: 'TLS 1.3', state: 'accepted', verified: false },
        ],
      },
      '    TLS 1.3 signatures: ed25519 (WRONG)',
    ],
    [
      'a signature that could not be checked',
      {
        signatureSchemes: [
          { name: 'ed25519', value: '0x0807', version: 'TLS 1.3', state: 'accepted', verified: null },
        ],
      },
      '    TLS 1.3 signatures: ed25519 (not verified)',
    ],
    ['no ALPN', { alpn: [] }, '    client certificate: none; ALPN: none'],
    [
      'times in words',
      { timings: { connectMs: 1, helloMs: 2, handshakeMs: 3 } },
      '    30 connections; connect 1 ms; first answer 2 ms; handshake 3 ms',
    ],
    [
      'clients with the same outcome together',
      {
        clients: [
          { client: 'a', state: 'accepted', version: 'TLS 1.3', group: 'x25519', kind: 'classical' },
          { client: 'b', state: 'accepted', version: 'TLS 1.3', group: 'x25519', kind: 'classical' },
          { client: 'c', state: 'refused', alert: 'handshake_failure' },
        ],
      },
      '    clients, TLS 1.3 x25519: a, b',
    ],
  ]
  for (const [what, changes, line] of LINES)
    it(`shows ${what}`, () =>
      expect(
        shown(changes).find((one) => one.startsWith(line)),
        shown(changes).join('\n'),
      ).to.be.a('string'))

  it('goes on below where a line is too long', () => {
    const lines = evidence(endpoint([tlsAddress(tlsFacts())]), 60).split('\n')
    expect(lines.filter((line) => line.startsWith('    groups refused'))).to.have.length(1)
    expect(lines.some((line) => /^ {8}\S/.test(line))).to.equal(true)
  })
})
