import { expect } from 'chai'
import { Software } from '../../src/model/endpoint.ts'
import type { GroupFact } from '../../src/model/tls.ts'
import { recogniseSoftware, terminatorOf } from '../../src/probe/software.ts'

const mcp = (marks: object, more: object = {}) => ({ marks, eras: ['modern' as const], ...more })
const group = (state: GroupFact['state']) => (name: string) =>
  ({ name, value: '0x0000', kind: 'unknown', state }) satisfies GroupFact

describe('recogniseSoftware', () => {
  for (const [marks, id, version] of [
    [{ server: 'nginx/1.26.3' }, 'nginx', '1.26.3'],
    [{ server: 'nginx' }, 'nginx', undefined],
    [{ server: 'Apache/2.4.62 (Debian)' }, 'apache', '2.4.62'],
    [{ server: 'cloudflare' }, 'cloudflare', undefined],
    [{ server: 'uvicorn' }, 'python', undefined],
    [{ server: 'SimpleHTTP/0.6 Python/3.13.5' }, 'python', '3.13.5'],
    [{ via: '1.1 google' }, 'gcp-lb', undefined],
    [{ via: '1.1 Caddy' }, 'caddy', undefined],
    [{ poweredBy: 'Express' }, 'node', undefined],
  ] as const) {
    it(JSON.stringify(marks), () => {
      const found = recogniseSoftware({ mcp: mcp(marks) })
      expect(found).to.have.length(1)
      expect(Software.parse(found[0])).to.deep.include({ id, ...(version && { version }) })
      expect(found[0]?.version).to.equal(version)
    })
  }

  it('guesses nothing from a field that it does not know', () =>
    expect(recogniseSoftware({ mcp: mcp({ server: 'notnginx', poweredBy: 'love' }) })).to.deep.equal([]))

  it('takes the proxy for what ends TLS, and not what stands behind it', () => {
    const server = { name: 'tickets', version: '1.0.0' }
    const found = recogniseSoftware({ mcp: mcp({ server: 'nginx', poweredBy: 'Express' }, { server }) })
    expect(found.map(({ role }) => role)).to.deep.equal(['mcp-server', 'tls', 'framework'])
    expect(terminatorOf(found)?.id).to.equal('nginx')
    expect(terminatorOf(recogniseSoftware({}))).to.equal(undefined)
  })

  it('knows the official SDK by its refusal, in the modern era only', () => {
    const marks = { getRefusedByJsonRpc: true }
    expect(recogniseSoftware({ mcp: mcp(marks) })[0]?.id).to.equal('mcp-typescript-sdk')
    expect(recogniseSoftware({ mcp: { marks, eras: ['legacy'] } })).to.deep.equal([])
  })

  it('knows a library by its groups, and not by what nobody tested', () => {
    const suites = { cipherSuites: {}, cipherSuiteChoice: {} }
    const takes = ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1', 'secp521r1'].map(group('accepted'))
    const refuses = ['x448', 'ffdhe2048'].map(group('refused'))
    expect(recogniseSoftware({ tls: { ...suites, groups: [...takes, ...refuses] } })[0]?.id).to.equal('go')
    const untested = ['x448', 'ffdhe2048'].map(group('not-tested'))
    expect(recogniseSoftware({ tls: { ...suites, groups: [...takes, ...untested] } })).to.deep.equal([])
  })

  it('reads the SSH identification', () => {
    const identification = { protocolVersion: '2.0', software: 'OpenSSH_10.0p2' }
    expect(recogniseSoftware({ ssh: { identification } })[0]).to.deep.include({
      id: 'openssh',
      version: '10.0p2',
      role: 'ssh',
    })
  })
})
