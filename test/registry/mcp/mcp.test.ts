import { createSecureContext } from 'node:tls'
import { expect } from 'chai'
import { JOSE_ALGORITHMS } from '../../../src/registry/algorithms/jose.ts'
import {
  eraOf,
  LEGACY_REVISION,
  MCP_REVISIONS,
  MODERN_REVISION,
} from '../../../src/registry/mcp/mcpRevisions.ts'
import { CANDIDATE_PATHS, MCP_PATHS } from '../../../src/registry/mcp/servers/places.ts'
import { SPECIAL_ADDRESSES } from '../../../src/registry/net/host.ts'
import { OPENSSL_GROUPS, openSslGroups } from '../../../src/registry/tls/software/openSslGroups.ts'
import { HEADER_PRODUCTS, SSH_SOFTWARE, TLS_STACKS } from '../../../src/registry/tls/software/software.ts'
import { duplicates } from '../rows.ts'

describe('registry: what MCP is asked by', () => {
  it('names the source of every row', () => {
    const rows = [MCP_REVISIONS, MCP_PATHS, JOSE_ALGORITHMS, HEADER_PRODUCTS, SSH_SOFTWARE, TLS_STACKS]
    expect([...rows.flat(), ...SPECIAL_ADDRESSES].filter(({ source }) => source.trim() === '')).to.deep.equal(
      [],
    )
  })

  it('knows the era of every revision, also of one to come', () => {
    for (const { revision, era } of MCP_REVISIONS) expect(eraOf(revision)).to.equal(era)
    expect(eraOf('2030-01-01')).to.equal('modern')
    expect(eraOf('DRAFT')).to.equal(undefined)
    expect([eraOf(LEGACY_REVISION), eraOf(MODERN_REVISION)]).to.deep.equal(['legacy', 'modern'])
  })

  it('tries each path once, and all of them within six requests', () => {
    expect(duplicates(CANDIDATE_PATHS)).to.deep.equal([])
    // One for each path, `initialize`, and the message of HTTP+SSE.
    expect(CANDIDATE_PATHS.length).to.be.at.most(4)
  })

  it('offers groups that this OpenSSL accepts, with and without a hint', () => {
    for (const groups of [OPENSSL_GROUPS, openSslGroups('MLKEM1024'), openSslGroups('x25519')]) {
      expect(() => createSecureContext({ ecdhCurve: groups })).to.not.throw()
    }
    expect(openSslGroups('MLKEM1024').startsWith('?*MLKEM1024/')).to.equal(true)
    expect(openSslGroups('evil:group')).to.equal(OPENSSL_GROUPS)
    expect(openSslGroups(undefined)).to.equal(OPENSSL_GROUPS)
  })
})
