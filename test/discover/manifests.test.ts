import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { looksLikeManifest } from '../../src/discover/fileKind.ts'
import { discoverManifest } from '../../src/discover/manifest/manifests.ts'
import { Endpoint } from '../../src/model/endpoint.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/manifests/${name}`, import.meta.url), 'utf8')

const read = (text: string, path = 'x.yaml') => {
  const problems: { code: string; line?: number | undefined; message: string }[] = []
  const endpoints = [...discoverManifest({ path, text, note: (problem) => problems.push(problem) })]
  for (const endpoint of endpoints) Endpoint.parse(endpoint)
  const found = (name: string) =>
    endpoints.filter(({ sources }) => sources[0]?.name === name).map(({ url }) => url)
  return {
    endpoints,
    urls: endpoints.map(({ url }) => url),
    problems,
    found,
    codes: problems.map(({ code }) => code),
  }
}

/** A compose file of one service. */
const service = (yaml: string) => read(`services:\n  web:\n    ${yaml}\n`)

describe('manifests', () => {
  describe('compose.yaml', () => {
    const { found, endpoints, problems, urls } = read(fixture('compose.yaml'))

    it('takes the hosts and paths of Traefik’s rules', () => {
      expect(found('notes')).to.deep.equal([
        'https://notes.example.com/mcp',
        'https://notes.example.com/sse',
        'https://memo.example.com/mcp',
        'https://memo.example.com/sse',
      ])
      expect(found('plain')).to.include.members(['http://plain.example.com/', 'https://{host}/'])
      expect(urls.join()).to.not.match(/hidden|not\.example/)
    })

    it('takes the ports that services publish', () =>
      expect(found('plain').slice(0, 7)).to.deep.equal([
        'https://localhost:8080/',
        'https://127.0.0.1:8443/',
        'https://localhost:9000/',
        'https://localhost:9001/',
        `https://localhost:\${ADMIN_PORT}/`,
        'https://localhost:{plain:3000}/',
        'https://[::1]:7001/',
      ]))

    it('takes the hosts of VIRTUAL_HOST, each once', () =>
      expect(found('proxied')).to.deep.equal([
        'https://one.example.com/mcp',
        'https://*.two.example.com/mcp',
        'https://{host}/mcp',
      ]))

    it('takes URLs of MCP servers from the environment, without their secrets', () => {
      expect(found('agent')).to.deep.equal([
        'https://crm.example.com/mcp?api_key=',
        'https://a.example.com/mcp',
        'https://b.example.com/sse',
        `https://\${TENANT}.example.com/mcp`,
        'http://localhost:8080/mcp',
        'http://{notes}:3000/mcp',
      ])
      const crm = endpoints.find(({ url }) => url.startsWith('https://crm'))
      expect(crm?.secrets?.map(({ name }) => name)).to.deep.equal(['user information', 'api_key'])
      expect(JSON.stringify([endpoints, problems])).to.not.include('hunter2')
    })

    it('marks what is not known, and says where each stands', () => {
      const open = endpoints
        .filter(({ unresolved }) => unresolved)
        .map(({ unresolved }) => unresolved?.join())
      expect(open).to.deep.equal(['ADMIN_PORT', 'plain:3000', 'host', '*', 'host', 'TENANT', 'notes'])
      const notes = endpoints.find(({ url }) => url === 'https://notes.example.com/mcp')
      expect(notes?.sources).to.deep.equal([{ kind: 'file', path: 'x.yaml', name: 'notes', line: 4 }])
      expect(problems).to.deep.equal([])
    })
  })

  describe('Kubernetes', () => {
    it('takes hosts, TLS hosts and paths of an Ingress, in lists as well', () => {
      const { found, endpoints, problems } = read(fixture('ingress.yaml'))
      expect(found('Ingress tools/mcp')).to.deep.equal([
        'https://mcp.example.com/mcp',
        'https://mcp.example.com/api',
        'https://*.wild.example.com/',
        'http://plain.example.com/',
        'http://{host}/anywhere',
        'https://only-tls.example.com/',
      ])
      expect(found('Ingress running')).to.deep.equal(['https://192.0.2.10/', 'https://lb.example.com/'])
      expect(found('Ingress helm')).to.deep.equal(['http://{{ .Values.host }}/'])
      expect(endpoints.flatMap(({ unresolved }) => unresolved ?? [])).to.deep.equal([
        '*',
        'host',
        '.Values.host',
      ])
      expect(endpoints[0]?.sources[0]?.line).to.equal(17)
      expect(problems.map(({ code, line }) => [code, line])).to.deep.equal([['BAD_ENTRY', 53]])
    })

    it('joins an HTTPRoute with the listeners of its Gateway', () => {
      const { found, problems } = read(fixture('gateway.yaml'))
      expect(found('HTTPRoute tools/mcp')).to.deep.equal([
        'https://mcp.example.com:8443/mcp',
        'https://mcp.example.com:8443/sse',
      ])
      expect(found('HTTPRoute far')).to.deep.equal(['https://far.example.com/'])
      expect(found('Gateway infra/edge')).to.deep.equal([
        'http://[2001:db8::10]/',
        'https://tls.example.com/',
      ])
      expect(found('Gateway another-project')).to.deep.equal([])
      expect(problems).to.deep.equal([])
    })

    it('reads JSON as kubectl writes it', () => {
      const items = [
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: { name: 'json' },
          spec: { rules: [{ host: 'json.example.com' }] },
        },
      ]
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'IngressList', items }, null, 2)
      expect(looksLikeManifest('ingress.json', text)).to.equal(true)
      expect(read(text).urls).to.deep.equal(['http://json.example.com/'])
    })
  })

  describe('what a file is', () => {
    for (const name of ['compose.yaml', 'ingress.yaml', 'gateway.yaml'])
      it(`tells ${name} by its contents`, () => expect(looksLikeManifest('x', fixture(name))).to.equal(true))

    it('tells a manifest by its name, for better words on what is wrong', () =>
      expect(looksLikeManifest('a/compose.YML', '')).to.equal(true))

    for (const text of ['', 'mcp.example.com\n10.0.0.0/24 # services: all\n', 'services.example.com:443\n'])
      it(`takes ${JSON.stringify(text)} for a list`, () =>
        expect(looksLikeManifest('targets.txt', text)).to.equal(false))
  })

  describe('bad input', () => {
    it('reads what is whole of a truncated file', () => {
      const { codes, urls } = read(`${fixture('ingress.yaml').slice(0, 420)}\n    - "broken`)
      expect(urls).to.include('https://mcp.example.com/mcp')
      expect(codes).to.include('SYNTAX')
    })

    it('reports a binary file, a huge one and one of another kind', () => {
      expect(read('\u007fELF\0\0').codes).to.deep.equal(['BINARY'])
      expect(read(`kind: List\n${'#'.repeat(17 << 20)}`).codes).to.deep.equal(['TOO_LARGE'])
      expect(read(`kind: List\n---\nservices: ${'#'.repeat(2 << 20)}`).codes).to.deep.equal(['TOO_LARGE'])
      expect(read(`kind: List\nitems: [${'0,'.repeat(200_000)}]`).codes).to.deep.equal(['TOO_LARGE'])
      for (const text of ['', 'a: 1', '- 1', 'services: none', '--- \n---\n'])
        expect(read(text).codes, text).to.include('NOT_A_MANIFEST')
    })

    it('reports a bomb of aliases and goes on with the next document', () => {
      const levels = Array.from(
        { length: 9 },
        (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join()}]`,
      )
      const bomb = `a0: &a0 [x]\n${levels.join('\n')}\nservices: { web: { ports: *a9 } }\n`
      const good = 'services:\n  web:\n    ports: ["8080:80"]\n'
      const { codes, urls } = read(`${bomb}---\n${good}`)
      expect([codes, urls]).to.deep.equal([['ALIAS_BOMB'], ['https://localhost:8080/']])
    })

    it('says what it does not read of a compose file', () => {
      const long = (text: string, length: number) => `${'x'.repeat(length)} ${text}`
      const rule = `${'Path(`/x`) || '.repeat(400)}Host(\`192.0.2.1\`)`
      const cases: Record<string, string> = {
        [`environment: { MCP_URLS: "${long('http://192.0.2.1/mcp', 66_000)}" }`]: 'TOO_LARGE',
        [`labels: { traefik.http.routers.a.rule: '${rule}' }`]: 'TOO_LARGE',
        'extends: { file: base.yaml, service: b }': 'OTHER_FILE',
        'env_file: .env': 'OTHER_FILE',
        'label_file: [labels]': 'OTHER_FILE',
      }
      for (const [yaml, code] of Object.entries(cases))
        expect(service(yaml).codes, yaml.slice(-60)).to.include(code)
      expect(read('include: [other.yaml]\nservices: {}\n').codes).to.deep.equal(['OTHER_FILE'])
      expect(service('extends: { service: b }').codes).to.deep.equal([])
    })

    it('merges maps as Docker does', () => {
      const urlsOf = (web: string): string[] =>
        read(
          `x-env: &env { MCP_URL: "http://merged.example/mcp" }\nx-ports: &ports { ports: ["18443:443"] }\nservices:\n  web:\n    ${web}\n`,
        ).urls
      expect(urlsOf('environment: { <<: [*env] }')).to.deep.equal(['http://merged.example/mcp'])
      expect(urlsOf('environment: { <<: *env }')).to.deep.equal(['http://merged.example/mcp'])
      expect(urlsOf('ports: ["18080:80"]\n    <<: *ports')).to.deep.equal(['https://localhost:18080/'])
      expect(urlsOf('<<: *ports')).to.deep.equal(['https://localhost:18443/'])
      expect(service('environment: { MCP_URL: "${S:-http}://192.0.2.1/mcp" }').urls).to.deep.equal([
        'http://192.0.2.1/mcp',
      ])
    })

    it('reads schemes and protocols in capitals, and lists in lists of Kubernetes', () => {
      expect(service('environment: { MCP_URL: "HTTP://192.0.2.1/mcp" }').urls).to.deep.equal([
        'http://192.0.2.1/mcp',
      ])
      expect(service('ports: ["18080:80/TCP"]').urls).to.deep.equal(['https://localhost:18080/'])
      expect(service('ports: [{ target: 80, published: 18080, protocol: TCP }]').urls).to.deep.equal([
        'https://localhost:18080/',
      ])
      const ingress =
        '{ apiVersion: networking.k8s.io/v1, kind: Ingress, spec: { rules: [{ host: a.example }] } }'
      const nested = Array.from({ length: 6 }).reduce<string>(
        (inner) => `{ apiVersion: v1, kind: List, items: [${inner}] }`,
        ingress,
      )
      expect(read(nested).urls).to.deep.equal(['http://a.example/'])
    })

    it('survives an alias of itself, and nesting without end', () => {
      expect(read('services: &a\n  web: *a\n').urls).to.deep.equal([])
      expect(read(`services: ${'['.repeat(100_000)}`).codes).to.include('TOO_DEEP')
    })

    it('survives values of any type where others belong', () => {
      const odd = ['1', 'null', '[]', '{}', 'text', '[[]]', '[{}]', '[null]', '{a: {b: c}}']
      for (const value of odd) {
        for (const key of ['ports', 'labels', 'environment', 'deploy'])
          expect(service(`${key}: ${value}`).urls).to.deep.equal([])
        for (const kind of ['Ingress', 'Gateway', 'HTTPRoute']) {
          const group = kind === 'Ingress' ? 'networking.k8s.io' : 'gateway.networking.k8s.io'
          for (const spec of ['rules', 'tls', 'listeners', 'hostnames', 'parentRefs', 'addresses'])
            read(`apiVersion: ${group}/v1\nkind: ${kind}\nspec:\n  ${spec}: ${value}\n`)
        }
      }
    })

    it('bounds ports, endpoints and what they are called', () => {
      expect(service('ports: ["1-65535:1-65535"]').urls).to.have.lengthOf(1000)
      const many = Array.from({ length: 20 }, (_, i) => `  s${i}:\n    ports: ["1-999:1-999"]\n`).join('')
      const { urls, codes } = read(`services:\n${many}`)
      expect(urls).to.have.lengthOf(10_000)
      expect(codes).to.deep.equal(['TOO_MANY_ENDPOINTS'])
    })

    it('shows nothing dangerous', () => {
      const { endpoints, problems } = read(
        'services:\n  "a\\e[2J\\u202e":\n    environment: { VIRTUAL_HOST: "x\\e[2Jy,ok.example.com" }\n',
      )
      expect(endpoints.map(({ url }) => url)).to.deep.equal(['https://ok.example.com/'])
      expect(problems).to.have.lengthOf(1)
      expect(JSON.stringify([endpoints, problems])).to.not.match(/[\p{Cc}\u202e]|\\u00/u)
    })
  })
})
