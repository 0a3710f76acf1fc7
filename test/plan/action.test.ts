import { expect } from 'chai'
import { assessedAgain } from '../../src/assess/assess.ts'
import type { Action, PlanItem } from '../../src/model/plan.ts'
import { policyOf } from '../../src/registry/mandates/mandates.ts'
import { REMEDIATIONS, settingFor } from '../../src/registry/remediation/remediation.ts'
import { versions } from '../facts.ts'
import { inventoryEndpoint, type Made } from './endpoints.ts'
import { plan, TODAY } from './planning.ts'

const items = (made: Made, ...mandates: string[]): PlanItem[] =>
  plan([inventoryEndpoint(made)], mandates.length > 0 ? { mandates } : {}).waves.flatMap((wave) => wave.items)

const item = (made: Made, ...mandates: string[]): PlanItem => {
  const [first] = items({ certificate: null, ...made }, ...mandates)
  if (!first) throw new Error('nothing is planned')
  return first
}

const action = (made: Made, ...mandates: string[]): Action => item(made, ...mandates).action

describe('actions', () => {
  for (const row of REMEDIATIONS) {
    const { id, hybrid, operator, name } = row
    const strict = settingFor(row, policyOf(['cnsa-2.0']).groups)
    it(`${name}, classical: ${hybrid ? 'its own configuration' : operator ? 'a request' : 'a proxy'}`, () => {
      const { kind, config, summary } = action({ software: id })
      if (hybrid) expect({ kind, config }).to.deep.equal({ kind: 'upgrade-in-place', config: hybrid })
      else if (operator) expect(kind).to.equal('vendor-request')
      else expect(kind).to.equal('front-with-gateway')
      expect(summary).to.include(operator ?? (hybrid ? name : 'nginx'))
    })
    it(`${name} under CNSA 2.0: ${strict ? 'ML-KEM-1024' : operator ? 'a request' : 'says that it cannot'}`, () => {
      const { kind, config, summary } = action({ software: id, category: 'hybrid' }, 'cnsa-2.0')
      if (strict) expect({ kind, config }).to.deep.equal({ kind: 'upgrade-in-place', config: strict })
      else if (operator) expect(kind).to.equal('vendor-request')
      else {
        expect(summary).to.include('has no known setting for SecP384r1MLKEM1024 or MLKEM1024')
        expect(config).to.include('SecP384r1MLKEM1024')
      }
    })
  }

  it('unknown software gets a proxy on the same port', () => {
    const { kind, summary, config, rollback } = action({ url: 'https://api.example:8443/mcp' })
    expect(kind).to.equal('front-with-gateway')
    expect(summary).to.match(
      /^Put nginx with OpenSSL 3\.5 in front of it: the software that terminates TLS is unknown$/,
    )
    expect(config).to.include('listen 8443 ssl;').and.include('server_name api.example;')
    expect(config).to.include('proxy_pass https://127.0.0.1:18443;').and.include('X25519MLKEM768')
    expect(config)
      .to.include('--port 8443 --name api.example')
      .and.include('--upstream http://127.0.0.1:18443/mcp')
    for (const line of (config ?? '')
      .slice((config ?? '').indexOf('# Or'))
      .trimEnd()
      .split('\n'))
      expect(line).to.match(/^#/)
    expect(action({ url: 'https://a.example/x$(id)%0aevil' }).config).to.match(/127\.0\.0\.1:\d+\/\n$/)
    expect(action({ category: 'hybrid', software: 'rustls' }, 'cnsa-2.0').config).to.not.include(
      'mcp-pqc serve',
    )
    expect(rollback).to.not.equal(undefined)
  })

  it('plaintext gets a proxy with TLS, and is verified by its https URL', () => {
    const found = item({ url: 'http://api.example/mcp', category: 'plaintext' })
    expect(found.action.config).to.include('listen 443 ssl;').and.include('proxy_pass http://')
    expect(found.verify).to.equal('mcp-pqc verify https://api.example/mcp --require hybrid')
    expect(found.why[1]).to.include('plain HTTP: traffic is readable today')
    expect(found.deadline.mandate).to.equal('at-once')
  })

  it('unknown software that prefers a classical group: the lines for each likely server', () => {
    const { kind, summary, config } = action({ category: 'hybrid', groups: 'x25519 X25519MLKEM768' })
    expect({ kind, summary }).to.deep.equal({
      kind: 'upgrade-in-place',
      summary: 'Put the hybrid group first in the server’s group list',
    })
    for (const name of ['nginx', 'HAProxy', 'Apache httpd', 'Node.js', 'OpenSSL'])
      expect(config).to.include(name)
  })

  it('a host name from a registry cannot inject configuration or shell syntax', () => {
    const { config } = action({ url: 'https://a;include{x}$(id)`id`.example/mcp' })
    expect(config).to.include('server_name HOST;').and.not.include('include{')
    const { verify } = item({ url: "https://a.example/mcp?x='$(id)'" })
    expect(verify).to.equal(`mcp-pqc verify 'https://a.example/mcp?x='\\''$(id)'\\''' --require hybrid`)
  })

  it('a vendor’s endpoint: a request with its text, and a review date', () => {
    const found = item({ ownership: { vendor: 'Vendor Inc.' } })
    expect(found).to.include({ status: 'waiting-on-vendor', recheck: '2027-02-20' })
    expect(found.action.config)
      .to.match(/^To: Vendor Inc\.\nSubject: /)
      .and.include('X25519MLKEM768')
    expect(found.blockedBy).to.deep.equal(['an answer from Vendor Inc.'])
  })

  it('a vendor’s hosted server: a request to that vendor, unless its owner says otherwise', () => {
    const found = item({ url: 'https://mcp.linear.app/mcp', software: 'cloudflare' })
    expect(found.action.summary).to.match(/^Ask Linear for post-quantum key exchange/)
    expect(found.status).to.equal('waiting-on-vendor')
    const ours = action({
      url: 'https://mcp.linear.app/mcp',
      software: 'nginx',
      ownership: { vendor: 'none' },
    })
    expect(ours.kind).to.equal('upgrade-in-place')
    for (const host of ['notmcp.linear.app.example', 'linear.app', 'evilmcp.linear.app'])
      expect(action({ url: `https://${host}/mcp` }).kind, host).to.equal('front-with-gateway')
    expect(action({ url: 'https://docs.mcp.cloudflare.com/mcp' }).summary).to.include('Ask Cloudflare')
  })

  it('plaintext on loopback only is accepted for a year; elsewhere it is not', () => {
    const found = item({ category: 'plaintext', address: '127.0.0.1' })
    expect(found.action.kind).to.equal('accept')
    expect(found).to.include({ status: 'blocked', recheck: '2027-11-22' })
    expect(action({ category: 'plaintext', address: '10.0.0.1' }).kind).to.equal('front-with-gateway')
    const lab: Made = { category: 'plaintext', address: '127.0.0.1', source: { kind: 'lab' } }
    expect(action(lab).kind).to.equal('front-with-gateway')
  })

  it('an acceptance of the owner ends on its date', () => {
    const accept = (until: string): Made => ({
      ownership: { accept: { until, reason: 'retired in spring' } },
    })
    const found = items(accept('2027-06-30'))
    expect(found.map(({ action: { kind } }) => kind)).to.deep.equal(['accept'])
    expect(found[0]).to.include({ recheck: '2027-06-30', status: 'blocked' })
    expect(found[0]?.action.summary).to.include('retired in spring')
    expect(action(accept('2026-11-21')).kind).to.equal('front-with-gateway')
  })

  it('an endpoint that is switched off, or disabled in every configuration, has one item', () => {
    const said = items({ ownership: { switchOff: '2027-03-31' } })
    expect(said.map(({ action: { kind } }) => kind)).to.deep.equal(['switch-off'])
    expect(said[0]?.verify).to.match(/^mcp-pqc scan /)
    const disabled = items({
      source: { kind: 'client-config', path: '/home/a/.mcp.json', line: 3, disabled: true },
    })
    expect(disabled).to.have.length(1)
    expect(disabled[0]?.action.steps).to.include('Remove it from /home/a/.mcp.json:3.')
  })

  it('an endpoint that no scan reached is investigated', () => {
    expect(action({ category: 'unknown' }).kind).to.equal('investigate')
  })

  it('a certificate of a public authority is kept until a review date', () => {
    const [found] = items({ category: 'hybrid', isPublic: true })
    expect(found).to.include({ track: 'authentication', status: 'blocked', recheck: '2027-07-01' })
    expect(found?.action.kind).to.equal('accept')
  })

  it('with a private authority: a second certificate, with the lines for the server', () => {
    const [found] = items({ category: 'hybrid', software: 'nginx', url: 'https://[fd00::1]/mcp' })
    expect(found).to.include({ track: 'authentication', status: 'open' })
    expect(found?.action.config).to.include('-algorithm ML-DSA-65').and.include('ssl_certificate ')
    expect(found?.action.config).to.include('subjectAltName=IP:fd00::1')
    expect(found?.verify).to.include('--require pqc-signatures')
    const [strict] = items({ category: 'hybrid', groups: 'SecP384r1MLKEM1024' }, 'cnsa-2.0')
    expect(strict?.action.config).to.include('-algorithm ML-DSA-87')
  })

  it('a weak or expired certificate is replaced now, whoever issued it', () => {
    const RSA_1024 = { algorithm: 'RSA', bits: 1024 }
    for (const [finding, made, summary, why] of [
      ['short-rsa', { certificate: RSA_1024 }, /^Issue a certificate with a longer key/, /RSA 1024/],
      ['expired', { notAfter: '2026-11-01T00:00:00.000Z' }, /^Renew its certificate/, /2026-11-01/],
      ['expiring', { notAfter: '2026-12-01T00:00:00.000Z' }, /^Renew its certificate/, /2026-12-01/],
      [
        'untrusted',
        { chain: { trusted: false, trustError: 'self-signed certificate' } },
        /^Use a certificate of an authority that the clients trust/,
        /not trusted: .*self-signed certificate/,
      ],
      [
        'wrong-name',
        { chain: { nameMatches: false } },
        /^Issue a certificate for the name that clients use/,
        /for another name/,
      ],
    ] satisfies [string, Made, RegExp, RegExp][]) {
      for (const isPublic of [true, false]) {
        const [found] = items({ category: 'hybrid', isPublic, ...made })
        expect(found, finding).to.include({ track: 'authentication', status: 'open' })
        expect(found?.findings?.[0]).to.equal(finding)
        expect(found?.action.summary).to.match(summary)
        expect(found?.why[1]).to.match(why)
      }
    }
  })

  it('a classical endpoint: every weakness is in the reason, and in a step', () => {
    const found = item({
      software: 'nginx',
      tls: {
        versions: versions(['TLS 1.3', 'TLS 1.2', 'TLS 1.0']),
        keyExchange12: ['RSA', 'DHE'],
        keyExchange12Details: [{ family: 'RSA' }, { family: 'DHE', bits: 1024 }],
        cipherSuites: { 'TLS 1.2': ['TLS_RSA_WITH_NULL_SHA256'] },
      },
    })
    expect(found.findings).to.deep.equal([
      'classical-key-exchange',
      'static-rsa',
      'weak-dh',
      'null-cipher',
      'obsolete-version',
    ])
    expect(found.action).to.include({
      kind: 'upgrade-in-place',
      summary: 'Enable hybrid key exchange in nginx',
    })
    for (const words of ['TLS_RSA_WITH_', 'with DHE', 'with NULL', 'TLS 1.1 and earlier versions'])
      expect(found.action.steps.join(' ')).to.include(words)
  })

  it('names the clients that cannot connect any more', () => {
    const clients = ['Node.js 20', 'Node.js 24', 'Go 1.26 (net/http)']
    expect(item({ clients }).clientsLeftOut).to.deep.equal(['Node.js 20'])
    const strict = item({ clients, category: 'hybrid', software: 'nginx' }, 'cnsa-2.0')
    expect(strict.clientsLeftOut).to.deep.equal(['Node.js 20', 'Node.js 24'])
    expect(strict.action.steps.join(' ')).to.include('Node.js 20, Node.js 24')
  })

  it('a hybrid endpoint needs nothing, unless it accepts TLS 1.0', () => {
    expect(items({ category: 'hybrid', certificate: null })).to.deep.equal([])
    const endpoint = inventoryEndpoint({ category: 'hybrid', certificate: null })
    const tls = endpoint.addresses[0]?.tls
    if (tls) tls.versions['TLS 1.0'] = { state: 'accepted' }
    const [found] = plan([assessedAgain(endpoint, new Date(TODAY))]).waves.flatMap((wave) => wave.items)
    expect(found?.why[1]).to.equal('It accepts TLS 1.0, which is obsolete.')
  })
})
