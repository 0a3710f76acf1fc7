import { execFile } from 'node:child_process'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { assess } from '../../../src/assess/assess.ts'
import { parseGates } from '../../../src/assess/gates.ts'
import { established, negotiatedGroup } from '../../../src/net/socket.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { groupName } from '../../../src/registry/tls/groups/namedGroups.ts'
import { ENDPOINT, NOW } from '../../facts.ts'
import { dialTo, PATIENT, probeOptions, tlsOf } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { PEER, sClient } from '../servers/openSslClient.ts'
import { type Folder, makeFolder, type Running, whyNot, withServer } from '../servers/tlsServers.ts'

const X25519MLKEM768 = 'X25519MLKEM768'

/** By the group list and the preference of a server: what current clients with a hybrid key share get, and all runtimes. */
const LISTS: [groups: string, preference: 'client' | 'server', gets: string, clientsGet: string][] = [
  ['X25519:P-256/X25519MLKEM768', 'client', 'x25519', 'classical'],
  ['X25519:P-256/X25519MLKEM768', 'server', 'x25519', 'classical'],
  ['P-256/X25519MLKEM768/X25519', 'client', 'secp256r1', 'classical'],
  ['X25519:X25519MLKEM768', 'server', 'x25519', 'classical'],
  // No client sends a key share for this hybrid group, and two of Go offer it.
  ['SecP256r1MLKEM768:X25519', 'server', 'x25519', 'classical'],
  ['MLKEM768:X25519', 'server', 'x25519', 'classical'],
  // Deno offers the hybrid group without a key share for it.
  ['X25519:X25519MLKEM768', 'client', X25519MLKEM768, 'mixed'],
  ['X25519MLKEM768:X25519', 'client', X25519MLKEM768, 'mixed'],
  ['X25519MLKEM768:X25519', 'server', X25519MLKEM768, 'mixed'],
  ['X25519MLKEM768:P-256/X25519', 'client', X25519MLKEM768, 'mixed'],
  ['P-384:X25519MLKEM768', 'server', X25519MLKEM768, 'mixed'],
  ['X25519MLKEM768:P-256/X25519', 'server', X25519MLKEM768, 'hybrid'],
  ['X25519MLKEM768/X25519', 'client', X25519MLKEM768, 'hybrid'],
  ['X25519MLKEM768/X25519', 'server', X25519MLKEM768, 'hybrid'],
  ['?*X25519MLKEM768/?*X25519:?secp256r1', 'client', X25519MLKEM768, 'hybrid'],
  ['?noSuchGroup:?X25519MLKEM768/*X25519', 'server', X25519MLKEM768, 'hybrid'],
  ['?*X25519:?secp256r1/?*X25519MLKEM768', 'server', 'x25519', 'classical'],
  ['X25519MLKEM768', 'client', X25519MLKEM768, 'hybrid'],
  ['X25519:P-256', 'client', 'x25519', 'classical'],
]

describe('clientsGet, with real servers and what real clients get', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/openssl') ?? whyNot('/usr/sbin/nginx') ?? whyNot('/usr/bin/curl'))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  const sServer = (port: number, groups: string, preference: string): Running => ({
    command: [
      ...['openssl', 's_server', '-www', '-accept', `127.0.0.1:${port}`, '-groups', groups],
      ...(preference === 'server' ? ['-serverpref'] : []),
      ...['-cert', `${folder.classical}.pem`, '-key', `${folder.classical}.key`],
    ],
  })

  const nginx = (port: number, groups: string, preference: string): Running => ({
    command: [
      'nginx',
      '-c',
      folder.write(
        'nginx.conf',
        `daemon off; pid ${folder.inside}/pid; error_log ${folder.inside}/error.log;
events {}
http { access_log off; server { listen 127.0.0.1:${port} ssl; location / { return 200 'ok'; }
ssl_certificate ${folder.classical}.pem; ssl_certificate_key ${folder.classical}.key;
ssl_ecdh_curve ${groups}; ssl_prefer_server_ciphers ${preference === 'server' ? 'on' : 'off'}; } }
`,
      ),
    ],
  })

  for (const [name, run] of Object.entries({ 'OpenSSL s_server': sServer, nginx }))
    for (const [groups, preference, gets, clientsGet] of LISTS)
      it(`${name}, ${groups}, order of the ${preference}: ${clientsGet}`, () =>
        withServer(
          (port) => run(port, groups, preference),
          async (port) => {
            const facts = await probeAddress(dialTo(port), probeOptions(PATIENT))
            const assessment = assess({ endpoint: ENDPOINT, addresses: [facts] }, NOW)
            expect(assessment.keyExchange.clientsGet).to.equal(clientsGet)
            const isBad = clientsGet !== 'hybrid'
            for (const gate of parseGates(['classical', 'prefers-classical']))
              expect(gate.fails({ ...ENDPOINT, addresses: [facts], assessment }), gate.name).to.equal(isBad)
            const clients = tlsOf(facts).clients
            for (const [client, group] of Object.entries(await realClients(port))) {
              expect(group, client).to.equal(gets)
              expect(clients.find((one) => one.client === client)?.group, client).to.equal(gets)
            }
          },
        ))

  it('Go: its client gets what the scan says of it', async function () {
    skipIf(this, whyNot('/usr/bin/go'))
    this.timeout(300_000)
    folder.write('go.mod', 'module client\n\ngo 1.24\n')
    folder.write('main.go', GO_CLIENT)
    const run = promisify(execFile)
    await run('chroot', [PEER, 'sh', '-c', `cd ${folder.inside} && go build -o client .`], { env: GO })
    for (const [groups, preference] of LISTS)
      await withServer(
        (port) => sServer(port, groups, preference),
        async (port) => {
          const facts = await probeAddress(dialTo(port), probeOptions(PATIENT))
          const { stdout } = await run('chroot', [PEER, `${folder.inside}/client`, `127.0.0.1:${port}`])
          const said = tlsOf(facts).clients.find(({ client }) => client === 'Go 1.24 (net/http)')
          expect(groupName(Number(stdout)), `${groups}, ${preference}`).to.equal(said?.group)
        },
      )
  })
})

/** Without /proc, Go does not find itself. */
const GO = { ...process.env, GOROOT: '/usr/lib/go', HOME: '/tmp' }

/** Prints the group of a handshake with default settings, which Go 1.24 has in a private field. */
const GO_CLIENT = `package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"reflect"
)

func main() {
	connection, err := tls.Dial("tcp", os.Args[1], &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		panic(err)
	}
	state := reflect.ValueOf(connection.ConnectionState())
	group := state.FieldByName("CurveID")
	if !group.IsValid() {
		group = state.FieldByName("testingOnlyCurveID")
	}
	fmt.Print(group.Uint())
}
`

/** What clients with default settings get, by the name that the registry has for them. */
const realClients = async (port: number): Promise<Record<string, string | undefined>> => ({
  'Node.js 24': await nodeClient(port),
  'Codex CLI': (await sClient({ url: `https://127.0.0.1:${port}` })).group,
  'curl 8.14': await curl(port),
})

const nodeClient = async (port: number): Promise<string | undefined> => {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false })
  socket.on('error', () => {})
  try {
    await established(socket, 'secureConnect', { timeoutMs: 5000 })
    return negotiatedGroup(socket)
  } finally {
    socket.destroy()
  }
}

/** `SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384 / x25519 / id-ecPublicKey`. */
const curl = async (port: number): Promise<string | undefined> => {
  const { stderr } = await promisify(execFile)('chroot', [PEER, 'curl', '-skv', `https://127.0.0.1:${port}/`])
  return /SSL connection using TLSv1\.3 \/ \S+ \/ (\S+)/.exec(stderr)?.[1]
}
