import { expect } from 'chai'
import type { GroupFact } from '../../src/model/tls.ts'
import { recogniseSoftware, type StackFacts } from '../../src/probe/software.ts'
import { groupName, TLS13_GROUPS } from '../../src/registry/tls/groups/namedGroups.ts'
import recorded from './stackFacts.json' with { type: 'json' }

/** The name begins as that of the stack, or belongs to what the server is built on. */
const OPENSSL = 'OpenSSL 3.5 or newer'
const MAY_BE: Record<string, string> = {
  'lighttpd 1.4.79 with mod_openssl': OPENSSL,
  'lighttpd 1.4.79 with mod_wolfssl': 'wolfSSL 5.7',
  'Postfix 3.10': OPENSSL,
  'Dovecot 2.4': OPENSSL,
  'ProFTPD 1.3.8': OPENSSL,
  'nginx 1.26': OPENSSL,
  'HAProxy 3.0': OPENSSL,
  'Apache 2.4': OPENSSL,
  'stunnel 5.74': OPENSSL,
  'hitch 1.8': OPENSSL,
  'OpenSSL 3.5': OPENSSL,
  'OpenSSL 3.0': 'OpenSSL 3.0 to 3.4',
  'Deno 2.9 with rustls': 'rustls or BoringSSL',
  'Bun 1.4 with BoringSSL': 'rustls or BoringSSL',
}

type Row = Omit<(typeof recorded.rows)[number], 'special'> & { special: Record<string, string[]> }

const factsOf = ({ accepted, rest, special, suites, choice }: Row): StackFacts => {
  const known = new Map(Object.entries(special).flatMap(([how, names]) => names.map((name) => [name, how])))
  const group = (name: string): GroupFact => {
    const [state, alert] = (accepted.includes(name) ? 'accepted' : (known.get(name) ?? rest)).split(' ')
    return {
      name,
      value: '0x0000',
      kind: 'unknown',
      state: state as GroupFact['state'],
      ...(alert && { alert }),
    }
  }
  return {
    groups: [...new Set([...TLS13_GROUPS.map(groupName), ...accepted])].map(group),
    cipherSuites: { 'TLS 1.3': suites },
    cipherSuiteChoice: choice === undefined ? {} : { 'TLS 1.3': choice as 'server' },
  }
}

describe('the TLS library of a real server', () => {
  for (const row of recorded.rows as Row[])
    for (const server of row.servers)
      it(`is named rightly or not at all: ${server}`, () => {
        const [stack = ''] = server.split(': ')
        const names = recogniseSoftware({ tls: factsOf(row) }).map(({ name }) => name)
        expect(names.filter((name) => name !== (MAY_BE[stack] ?? stack))).to.deep.equal([])
      })

  it('is named where a server has its defaults', () => {
    const named = (recorded.rows as Row[])
      .filter((row) =>
        row.servers.some((server) => /: (default|default policy|as installed|NORMAL)$/.test(server)),
      )
      .flatMap((row) => recogniseSoftware({ tls: factsOf(row) }).map(({ name }) => name))
    expect([...new Set(named)].sort()).to.deep.equal([
      'Botan 3.7',
      'Erlang 27',
      'GnuTLS 3.8',
      'Java 21',
      'NSS 3.110',
      'OpenSSL 3.0 to 3.4',
      'OpenSSL 3.5 or newer',
      'mbedTLS 3.6',
      'wolfSSL 5.7',
    ])
  })
})
