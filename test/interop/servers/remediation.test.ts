import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { judgeAddresses } from '../../../src/assess/category.ts'
import { keyName } from '../../../src/model/questions/key.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { frontWithGateway } from '../../../src/plan/actions/gateway.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { policyOf } from '../../../src/registry/mandates/mandates.ts'
import { bareHost } from '../../../src/registry/net/host.ts'
import { remediation, settingFor } from '../../../src/registry/remediation/remediation.ts'
import { tlsAddress } from '../../facts.ts'
import { inventoryEndpoint } from '../../plan/endpoints.ts'
import { at } from '../../probe/at.ts'
import { dialTo, probeOptions } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { type Folder, makeFolder, type Running, whyNot, withServer } from './tlsServers.ts'

type Trial = {
  id: string
  program: string
  run: (config: string, port: number, folder: Folder) => Running
  /** Why `strict` cannot be tried. */
  noStrict?: () => string | undefined
}

/** How each server of the table is started with a configuration of the table and nothing else that speaks of groups. */
const TRIALS: Trial[] = [
  {
    id: 'nginx',
    program: '/usr/sbin/nginx',
    run: (config, port, folder) => nginx(server(config, port, folder), folder),
  },
  {
    id: 'haproxy',
    program: '/usr/sbin/haproxy',
    run: (config, port, folder) => ({
      command: [
        'haproxy',
        '-db',
        '-f',
        folder.write(
          'haproxy.cfg',
          `${config}
defaults
    mode http
    timeout client 5s
    timeout connect 5s
    timeout server 5s
frontend here
    bind 127.0.0.1:${port} ssl crt ${folder.classical}.both
    http-request return status 200
`,
        ),
      ],
    }),
  },
  {
    id: 'apache',
    program: '/usr/sbin/apache2',
    run: (config, port, folder) => ({
      command: [
        'apache2',
        '-D',
        'FOREGROUND',
        '-f',
        folder.write(
          'apache.conf',
          `ServerName localhost
ServerRoot ${folder.inside}
DefaultRuntimeDir ${folder.inside}
PidFile ${folder.inside}/apache.pid
ErrorLog ${folder.inside}/apache.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
User www-data
Group www-data
Listen 127.0.0.1:${port} https
SSLEngine on
SSLCertificateFile ${folder.classical}.pem
SSLCertificateKeyFile ${folder.classical}.key
${config}
`,
        ),
      ],
    }),
  },
  {
    id: 'openssl',
    program: '/usr/bin/openssl',
    run: (config, port, folder) => ({
      command: [
        'openssl',
        's_server',
        '-accept',
        `127.0.0.1:${port}`,
        '-www',
        '-cert',
        `${folder.classical}.pem`,
        '-key',
        `${folder.classical}.key`,
      ],
      env: { OPENSSL_CONF: folder.write('openssl.cnf', `${config}\n`) },
    }),
  },
  {
    id: 'python',
    program: '/usr/bin/python3',
    run: (config, port, folder) => ({
      command: [
        'python3',
        '-c',
        `import http.server, ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('${folder.classical}.pem', '${folder.classical}.key')
server = http.server.ThreadingHTTPServer(('127.0.0.1', ${port}), http.server.BaseHTTPRequestHandler)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()`,
      ],
      env: { OPENSSL_CONF: folder.write('python.cnf', `${config}\n`) },
    }),
  },
  {
    id: 'node',
    program: '/usr/bin/openssl',
    run: (config, port, { outside, write }) => {
      write(
        'server.mjs',
        `import https from 'node:https'
import { readFileSync } from 'node:fs'
const options = { cert: readFileSync('${outside}/p256.pem'), key: readFileSync('${outside}/p256.key') }
${config}.listen(${port}, '127.0.0.1')`,
      )
      return { command: [process.execPath, `${outside}/server.mjs`], chrooted: false }
    },
  },
  {
    id: 'go',
    program: '/usr/bin/go',
    noStrict: () => {
      const version = execFileSync('chroot', [HOUSE, 'go', 'version'], { encoding: 'utf8', env: GO })
      const [, minor = '0'] = /go1\.(\d+)/.exec(version) ?? []
      return Number(minor) >= 26 ? undefined : `ML-KEM-1024 needs Go 1.26, there is ${version.trim()}`
    },
    run: (config, port, folder) => {
      folder.write('go.mod', 'module remediation\n\ngo 1.24\n')
      folder.write(
        'main.go',
        `package main

import (
	"crypto/tls"
	"net/http"
)

func main() {
	config := ${config}
	server := http.Server{Addr: "127.0.0.1:${port}", TLSConfig: &config}
	panic(server.ListenAndServeTLS("${folder.classical}.pem", "${folder.classical}.key"))
}
`,
      )
      const build = `cd ${folder.inside} && go build -o server .`
      execFileSync('chroot', [HOUSE, 'sh', '-c', build], { env: GO, stdio: ['ignore', 'ignore', 'pipe'] })
      return { command: [`${folder.inside}/server`] }
    },
  },
]

/** Without /proc, Go does not find itself. */
const GO = { ...process.env, GOROOT: '/usr/lib/go', HOME: '/tmp' }

const HOUSE = new URL('../../../.peers/trixie', import.meta.url).pathname

const server = (config: string, port: number, { classical }: Folder): string => `server {
listen 127.0.0.1:${port} ssl; ssl_certificate ${classical}.pem; ssl_certificate_key ${classical}.key;
${config}
location / { return 200 'ok'; }
}`

const nginx = (http: string, { inside, write }: Folder): Running => ({
  command: [
    'nginx',
    '-c',
    write(
      'nginx.conf',
      `daemon off; pid ${inside}/pid; error_log ${inside}/error.log;
events {}
http { access_log off; ${http} }
`,
    ),
  ],
})

const facts = async (port: number, host = '127.0.0.1'): Promise<TlsFacts> => {
  const { tls } = await probeAddress(dialTo(port, { to: at(port, host) }), probeOptions({ timeoutMs: 3000 }))
  if (!tls) throw new Error('no TLS was seen')
  return tls
}

const clientsGet = (tls: TlsFacts): string => judgeAddresses([tlsAddress(tls)])[0]?.clients.get ?? ''

const accepted = ({ groups }: TlsFacts): string[] =>
  groups.filter(({ state }) => state === 'accepted').map(({ name }) => name)

describe('the table of remediations, with real servers', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/openssl'))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  for (const { id, program, run, noStrict } of TRIALS) {
    const row = remediation(id)
    const reason = whyNot(program)
    it(`${id}: hybrid first, classical behind it`, async function () {
      skipIf(this, reason)
      const tls = await withServer((port) => run(row?.hybrid ?? '', port, folder), facts)
      expect(tls.groups.find(({ rank }) => rank === 1)?.name).to.equal('X25519MLKEM768')
      expect(accepted(tls)).to.include.members(['X25519MLKEM768', 'x25519', 'secp256r1'])
      expect(clientsGet(tls)).to.equal('hybrid')
      expect(tls.versions['TLS 1.2'].state).to.equal('accepted')
      expect(tls.versions['TLS 1.1'].state).to.not.equal('accepted')
    })

    const strictReason = reason ?? noStrict?.()
    it(`${id}: under CNSA 2.0 ML-KEM-1024 and nothing else`, async function () {
      skipIf(this, strictReason)
      const tls = await withServer(
        (port) => run((row && settingFor(row, policyOf(['cnsa-2.0']).groups)) ?? '', port, folder),
        facts,
      )
      expect(accepted(tls)).to.deep.equal(['SecP384r1MLKEM1024', 'MLKEM1024'])
      expect(tls.versions['TLS 1.2'].state).to.not.equal('accepted')
    })
  }

  for (const [id, run] of [
    ['nginx', TRIALS[0]?.run],
    ['apache', TRIALS[2]?.run],
  ] as const) {
    it(`${id}: an ML-DSA-65 certificate beside the classical one`, async () => {
      const row = remediation(id)
      const second = (row?.secondCertificate ?? '')
        .replaceAll('CERTIFICATE.ml-dsa', folder.postQuantum)
        .replace(/ +#.*/g, '')
      const tls = await withServer(
        (port) => (run as Trial['run'])(`${row?.hybrid}\n${second}`, port, folder),
        facts,
      )
      const keys = tls.chains.map(({ certificates }) => certificates[0] && keyName(certificates[0].publicKey))
      expect(keys).to.include.members(['ML-DSA-65', 'EC secp256r1'])
    })
  }

  for (const host of ['127.0.0.1', '[::1]']) {
    it(`the proxy of the plan for ${host} speaks hybrid and passes requests on`, async () => {
      const upstream = createServer((_, response) => response.end('from behind')).listen(0, '127.0.0.1')
      await once(upstream, 'listening')
      const behind = (upstream.address() as AddressInfo).port
      const proxied = (port: number): Running => {
        const endpoint = inventoryEndpoint({ url: `http://${host}:${port}/mcp`, category: 'plaintext' })
        const { action } = frontWithGateway({
          endpoint,
          need: { track: 'key-exchange', kind: 'plaintext', why: '', rows: [], strength: 'below-112' },
          policy: policyOf([]),
          asOf: '2026-11-22',
          since: '2026-11-22',
          recheck: undefined,
          earlier: undefined,
        })
        const config = (action.config ?? '')
          .replace(/proxy_pass http:\/\/127\.0\.0\.1:\d+;/, `proxy_pass http://127.0.0.1:${behind};`)
          .replace(/\/etc\/ssl\/certs\/[\w.]+\.pem(?=;)/, `${folder.classical}.pem`)
          .replace(/\/etc\/ssl\/private\/[\w.]+\.key(?=;)/, `${folder.classical}.key`)
        // withServer waits for IPv4.
        const others = host === '[::1]' ? `server { listen 127.0.0.1:${port}; }` : ''
        return nginx(`${config}${others}`, folder)
      }
      try {
        await withServer(proxied, async (port) => {
          const tls = await facts(port, host)
          expect(tls.groups.find(({ rank }) => rank === 1)?.name).to.equal('X25519MLKEM768')
          expect(await get(port, bareHost(host))).to.equal('from behind')
        })
      } finally {
        upstream.closeAllConnections()
        upstream.close()
      }
    })
  }

  it('Caddy (skipped: Debian 13 has 2.6.2, the hybrid group needs 2.10)')
})

const get = (port: number, host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    request({ host, port, path: '/mcp', rejectUnauthorized: false }, (response) => resolve(text(response)))
      .on('error', reject)
      .end()
  })
