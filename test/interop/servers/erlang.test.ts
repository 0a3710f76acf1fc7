import { expect } from 'chai'
import { probeAddress } from '../../../src/probe/address.ts'
import { accepted, dialTo, probeOptions, tlsOf } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { sClient } from './openSslClient.ts'
import { type Folder, makeFolder, whyNot, withServer } from './tlsServers.ts'

/** Completes handshakes, and waits for its application, which says nothing. */
const SERVER = `
main([Port, Path, Versions, Verify]) ->
  {ok, _} = application:ensure_all_started(ssl),
  Options = [{certfile, Path ++ ".pem"}, {keyfile, Path ++ ".key"}, {cacertfile, Path ++ ".pem"}, {ip, {127,0,0,1}},
    {reuseaddr, true}, {log_level, none}, {verify, list_to_atom(Verify)},
    {fail_if_no_peer_cert, false},
    {versions, [list_to_atom(Version) || Version <- string:split(Versions, ",", all)]}],
  {ok, Listener} = ssl:listen(list_to_integer(Port), Options),
  accept(Listener).
accept(Listener) ->
  {ok, Socket} = ssl:transport_accept(Listener),
  Serving = spawn(fun() -> receive go -> serve(ssl:handshake(Socket)) end end),
  ok = ssl:controlling_process(Socket, Serving),
  Serving ! go,
  accept(Listener).
serve({ok, Socket}) -> receive {ssl_closed, Socket} -> ok end;
serve(_) -> ok.
`

/** Much longer than the test may take: whatever waits for a time-out fails. */
const timeoutMs = 3_600_000

describe('a server of Erlang that does not answer HTTP', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/escript'))
    folder = makeFolder()
    folder.write('server.escript', `#!/usr/bin/env escript\n${SERVER}`)
  })
  after(() => folder?.remove())

  for (const [versions, verify, clientCertificate] of [
    ['tlsv1.3,tlsv1.2', 'verify_none', 'none'],
    ['tlsv1.3,tlsv1.2', 'verify_peer', 'requested'],
    ['tlsv1.2', 'verify_none', 'none'],
  ] as const)
    it(`is scanned without waiting for a time-out: ${versions}, ${verify}`, async () => {
      const started = (port: number) => ({
        command: [
          'escript',
          `${folder.inside}/server.escript`,
          `${port}`,
          folder.classical,
          versions,
          verify,
        ],
      })
      await withServer(started, async (port) => {
        const tls = tlsOf(await probeAddress(dialTo(port), probeOptions({ timeoutMs })))
        const newest = tls.signatureSchemes[0]?.version
        const at = tls.signatureSchemes.filter(({ version }) => version === newest)
        expect(accepted(at)[0]).to.equal('ecdsa_secp256r1_sha256')
        expect((await sClient({ url: `https://localhost:${port}/` })).group).to.equal('x25519')
        expect(tls.clients.every(({ state, group }) => state === 'accepted' && group === 'x25519')).to.equal(
          true,
        )
        expect(tls.clientCertificate).to.equal(clientCertificate)
      })
    })
})
