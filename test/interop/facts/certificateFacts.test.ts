import { expect } from 'chai'
import type { Chain } from '../../../src/model/certificate.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { concat, u16, u32, vector16 } from '../../../src/tls/writer.ts'
import { accepted, dialTo, PATIENT, probeOptions, tlsOf } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { type Folder, inChroot, makeFolder, openssl, whyNot, withServer } from '../servers/tlsServers.ts'

/** SSL_EXT_CLIENT_HELLO, SSL_EXT_TLS1_2_SERVER_HELLO and SSL_EXT_TLS1_3_CERTIFICATE. */
const CONTEXT = 0x1180
const SIGNED_CERTIFICATE_TIMESTAMP = 18

/** RFC 6962 §3.3: one timestamp with ecdsa_secp256r1_sha256, whose signature is not valid. */
const TIMESTAMPS = vector16(vector16(new Uint8Array(43), u16(0x0403), vector16(new Uint8Array(4))))

describe('certificates of real servers', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/openssl'))
    folder = makeFolder()
    inChroot(`cd ${folder.inside}
new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.key -subj /CN=$2 -out $1.csr; }
sign() { openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -set_serial $3 -days 2 -extfile $1.ext -out $1.pem; }
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -subj /CN=root
printf 'basicConstraints=critical,CA:TRUE\\n' >intermediate.ext
printf 'subjectAltName=DNS:localhost\\nauthorityInfoAccess=OCSP;URI:http://ocsp.example/\\n' >leaf.ext
new intermediate intermediate && sign intermediate root 2
new leaf localhost && sign leaf intermediate 0x0102AB
cat intermediate.pem root.pem >chain.pem && cat root.pem intermediate.pem >reversed.pem
printf 'V\\t361130000000Z\\t\\t0102AB\\tunknown\\t/CN=localhost\\n' >index.txt
openssl ocsp -index index.txt -rsigner intermediate.pem -rkey intermediate.key -CA intermediate.pem \\
  -issuer intermediate.pem -cert leaf.pem -respout ocsp.der -ndays 2
chmod a+r *`)
    const serverInfo = concat(u32(CONTEXT), u16(SIGNED_CERTIFICATE_TIMESTAMP), vector16(TIMESTAMPS))
    const base64 = Buffer.from(serverInfo).toString('base64')
    const label = 'SERVERINFOV2 FOR TIMESTAMPS'
    folder.write('serverinfo.pem', `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`)
  })
  after(() => folder?.remove())

  const chainOf = (...options: string[]): Promise<Chain> =>
    withServer(
      (port) => ({
        command: [
          ...['openssl', 's_server', '-www', '-quiet', '-accept', String(port)],
          ...['-cert', `${folder.inside}/leaf.pem`, '-key', `${folder.inside}/leaf.key`, ...options],
        ],
      }),
      async (port) => tlsOf(await probeAddress(dialTo(port), probeOptions(PATIENT))).chains[0] as Chain,
    )

  for (const version of ['-tls1_3', '-tls1_2']) {
    it(`in order, without OCSP and timestamps, ${version}`, async () => {
      const chain = await chainOf(version, '-cert_chain', `${folder.inside}/chain.pem`)
      expect(chain.sentOrder).to.deep.equal({ inOrder: true, extra: 0, root: true })
      expect(chain.ocspStaple).to.deep.equal({ state: 'refused' })
      expect(chain.timestamps).to.equal(undefined)
      const [leaf] = chain.certificates
      expect(leaf).to.deep.include({ serialNumber: '0102ab', ocspUrls: ['http://ocsp.example/'] })
    })

    it(`with an OCSP response and timestamps, ${version}`, async () => {
      const chain = await chainOf(
        ...[version, '-status_file', `${folder.inside}/ocsp.der`],
        ...['-serverinfo', `${folder.inside}/serverinfo.pem`],
      )
      const signatureQuantum = 'vulnerable'
      expect(chain.ocspStaple).to.deep.equal({
        ...{ state: 'accepted', signatureAlgorithm: 'ecdsa-with-SHA256', signatureQuantum },
      })
      expect(chain.timestamps).to.deep.equal([
        { log: '00'.repeat(32), signatureAlgorithm: 'ecdsa_secp256r1_sha256', signatureQuantum },
      ])
    })
  }

  it('out of order, and without the intermediate', async () => {
    const reversed = await chainOf('-cert_chain', `${folder.inside}/reversed.pem`)
    expect(reversed.sentOrder).to.deep.equal({ inOrder: false, extra: 0, root: true })
    const alone = await chainOf('-cert_chain', `${folder.inside}/root.pem`)
    expect(alone.sentOrder).to.deep.equal({
      inOrder: true,
      extra: 1,
      root: false,
      missing: 'CN=intermediate',
    })
  })

  /** The bytes of a Certificate message that s_client gets compressed; undefined: uncompressed. */
  const compressedFor = (port: number, ...options: string[]): number | undefined => {
    const said = openssl('s_client', '-connect', `127.0.0.1:${port}`, '-trace', ...options).toString()
    const [, bytes] = /CompressedCertificate, Length=(\d+)/.exec(said) ?? []
    return bytes === undefined ? undefined : Number(bytes)
  }

  const S_SERVER = ['openssl', 's_server', '-www', '-quiet']

  const COMPRESSED: Record<string, (port: number) => string[]> = {
    'openssl s_server': (port) => [...S_SERVER, '-accept', String(port), ...keyOf(folder.classical)],
    'openssl s_server -cert_comp': (port) => [
      ...[...S_SERVER, '-accept', String(port), ...keyOf(folder.classical), '-cert_comp'],
    ],
    'openssl s_server -cert_comp, with ML-DSA': (port) => [
      ...[...S_SERVER, '-accept', String(port), ...keyOf(folder.postQuantum), '-cert_comp'],
    ],
    'gnutls-serv': (port) => [
      ...['gnutls-serv', '--http', '-q', '-p', String(port), '--compress-cert', 'ZLIB'],
      ...[`--x509certfile=${folder.classical}.pem`, `--x509keyfile=${folder.classical}.key`],
    ],
  }

  const keyOf = (path: string): string[] => ['-cert', `${path}.pem`, '-key', `${path}.key`]

  for (const [name, command] of Object.entries(COMPRESSED))
    it(`${name}: certificates are compressed as for openssl s_client`, async () => {
      const [found, expected] = await withServer(
        (port) => ({ command: command(port) }),
        async (port) => [
          tlsOf(await probeAddress(dialTo(port), probeOptions(PATIENT))).certificateCompression ?? [],
          compressedFor(port),
        ],
      )
      const bytes = found.flatMap((one) => (one.state === 'accepted' ? [one.bytes] : []))
      if (expected === undefined) expect(bytes).to.deep.equal([])
      else expect(bytes).to.include(expected)
      expect(found.map(({ algorithm }) => algorithm)).to.deep.equal(['zlib', 'brotli', 'zstd'])
    })

  it('is that of a server that has only finite-field groups', async function () {
    skipIf(this, whyNot('/usr/bin/gnutls-serv'))
    const tls = await withServer(
      (port) => ({
        command: [
          ...['gnutls-serv', '--http', '-q', '-p', String(port), '--priority'],
          'NORMAL:-GROUP-ALL:+GROUP-FFDHE3072:+GROUP-FFDHE8192:-VERS-ALL:+VERS-TLS1.3',
          ...[`--x509certfile=${folder.classical}.pem`, `--x509keyfile=${folder.classical}.key`],
        ],
      }),
      async (port) => tlsOf(await probeAddress(dialTo(port), probeOptions(PATIENT))),
    )
    expect(tls.chains.map(({ certificates }) => certificates.length)).to.deep.equal([1])
    expect(accepted(tls.groups)).to.have.members(['ffdhe3072', 'ffdhe8192'])
  })
})
