import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { probeAddress } from '../../../src/probe/address.ts'
import { groupName } from '../../../src/registry/tls/groups/namedGroups.ts'
import { HANDSHAKE_TYPE, HandshakeReader } from '../../../src/tls/handshake.ts'
import { CONTENT_TYPE, RecordReader } from '../../../src/tls/record.ts'
import {
  decodeServerHello,
  isHelloRetryRequest,
  selectedGroup,
  serverKeyShare,
} from '../../../src/tls/serverHello.ts'
import { relayTo } from '../../middleboxes/relay.ts'
import { dialTo, PATIENT, probeOptions, tlsOf } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { PEER } from '../servers/openSslClient.ts'
import { type Folder, makeFolder, whyNot, withServer } from '../servers/tlsServers.ts'

const DENO = '/opt/npm/node_modules/@deno/linux-x64-glibc/deno'

/** The group of each ServerHello and HelloRetryRequest in what a server sends, in order. */
const groupsIn = (sent: Uint8Array): string[] => {
  const handshakes = new HandshakeReader()
  const found: string[] = []
  for (const { type, fragment } of new RecordReader().push(sent)) {
    if (type !== CONTENT_TYPE.handshake) continue
    for (const message of handshakes.push(fragment)) {
      if (message.type !== HANDSHAKE_TYPE.server_hello) continue
      const hello = decodeServerHello(message.body)
      const group = isHelloRetryRequest(hello) ? selectedGroup(hello) : serverKeyShare(hello)?.group
      if (group !== undefined) found.push(groupName(group))
    }
  }
  return found
}

describe('Deno, which sends no key share for its hybrid group', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/openssl') ?? whyNot(DENO))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  const GETS: Record<string, string[]> = {
    // Within one tuple, the group of the key share that was sent is chosen.
    'X25519MLKEM768:X25519': ['x25519'],
    'X25519MLKEM768/X25519': ['X25519MLKEM768', 'X25519MLKEM768'],
    'X25519MLKEM768:SecP256r1MLKEM768/X25519': ['X25519MLKEM768', 'X25519MLKEM768'],
  }
  for (const [groups, expected] of Object.entries(GETS))
    it(`gets ${expected.at(-1)} of a server with ${groups}, as a scan says`, () =>
      withServer(
        (port) => ({
          command: [
            ...['openssl', 's_server', '-www', '-accept', `127.0.0.1:${port}`, '-groups', groups],
            ...['-cert', `${folder.classical}.pem`, '-key', `${folder.classical}.key`],
          ],
        }),
        async (port) => {
          const facts = tlsOf(await probeAddress(dialTo(port), probeOptions(PATIENT)))
          const said = facts.clients.find(({ client }) => client === 'Deno 2')?.group
          expect(said).to.equal(expected.at(-1))
          const sent: Buffer[] = []
          const relay = await relayTo(
            { port },
            (chunk, pass) => pass(chunk),
            (chunk, pass) => {
              sent.push(chunk)
              pass(chunk)
            },
          )
          try {
            const script = folder.write('ask.ts', `console.log((await fetch(Deno.args[0])).status)`)
            const url = `https://localhost:${relay.port}/`
            const { stdout } = await promisify(execFile)(
              'chroot',
              [PEER, DENO, 'run', '--allow-net', '--unsafely-ignore-certificate-errors', script, url],
              {
                env: {
                  ...process.env,
                  DENO_DIR: `${folder.inside}/deno`,
                  HOME: folder.inside,
                  NO_COLOR: '1',
                },
              },
            )
            expect(stdout.trim()).to.equal('200')
          } finally {
            await relay.close()
          }
          expect(groupsIn(Buffer.concat(sent))).to.deep.equal(expected)
        },
      ))
})
