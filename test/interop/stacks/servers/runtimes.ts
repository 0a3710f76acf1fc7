import { readFileSync } from 'node:fs'
import { withProc } from '../../servers/tlsServers.ts'
import { type Configuration, type Known, PSK } from '../configuration.ts'
import type { Material } from '../material.ts'

const SOURCE = new URL('../sources/runtime.mjs', import.meta.url)
const MODULES = '/opt/npm/node_modules'

/** Runtimes of npm that bring a TLS library of their own; `program` is that of x64. */
const server = (stack: string, program: string, key: keyof Material['keys']): Configuration => ({
  stack,
  name: `${key} certificate`,
  needs: [program],
  run: (port, material) => {
    const path = material.write('runtime.mjs', readFileSync(SOURCE, 'utf8'))
    const files = [`${material.keys[key]}.pem`, `${material.keys[key]}.key`]
    const allow = program.endsWith('deno') ? 'run --allow-all' : ''
    return withProc(`HOME=/tmp exec ${program} ${allow} "$@"`, path, String(port), ...files)
  },
})

const HOOGLE = '/opt/hoogle/usr/bin/hoogle'

/** The server of hoogle: Haskell's tls by way of warp. */
const haskell = (key: keyof Material['keys']): Configuration => ({
  stack: 'Haskell tls 1.8',
  name: `${key} certificate`,
  needs: [HOOGLE],
  run: (port, { inside, keys, write }) => {
    write('hoogle.txt', '@package one\nmodule One\none :: Int\n')
    const files = `--cert=${keys[key]}.pem --key=${keys[key]}.key --database=${inside}/hoogle-${port}.hoo`
    const script = `hoogle=${HOOGLE}; export LANG=C.UTF-8
mkdir ${inside}/hoogle-${port}; cp ${inside}/hoogle.txt ${inside}/hoogle-${port}
$hoogle generate --database=${inside}/hoogle-${port}.hoo --local=${inside}/hoogle-${port} >${inside}/hoogle.log
exec $hoogle server --host=127.0.0.1 --port=${port} --https ${files}`
    return { command: ['sh', '-c', script] }
  },
})

const GO = '/usr/lib/go-1.24'

/** crypto/tls of Debian's Go, under net/http; `debug`: settings of GODEBUG. */
const go = (
  name: string,
  key: keyof Material['keys'],
  options: (material: Material) => Record<string, string>,
  debug = '',
  known: Known = {},
): Configuration => ({
  stack: 'Go 1.24',
  name,
  needs: [`${GO}/bin/go`],
  known,
  run: (port, material) => {
    const source = material.write(
      'server.go',
      readFileSync(new URL('../sources/server.go', import.meta.url), 'utf8'),
    )
    const all = {
      port: String(port),
      cert: `${material.keys[key]}.pem`,
      key: `${material.keys[key]}.key`,
      ...options(material),
    }
    const words = Object.entries(all).flatMap(([option, value]) => [`-${option}`, value])
    const program = `${material.inside}/go-${port}`
    return {
      command: [
        'sh',
        '-euc',
        `${GO}/bin/go build -o ${program} ${source}; exec ${program} "$@"`,
        'sh',
        ...words,
      ],
      // Without /proc, Go does not find itself.
      env: { GOROOT: GO, HOME: '/tmp', GOCACHE: '/tmp/go-cache', CGO_ENABLED: '0', GODEBUG: debug },
    }
  },
})

/** ssl of Debian's Python, on OpenSSL. */
const python = (
  name: string,
  options: (material: Material) => Record<string, unknown>,
  known: Known = {},
): Configuration => ({
  stack: 'Python 3.13',
  name,
  needs: ['/usr/bin/python3'],
  known,
  run: (port, material) => {
    const path = material.write(
      'server.py',
      readFileSync(new URL('../sources/server.py', import.meta.url), 'utf8'),
    )
    return { command: ['python3', path, String(port), JSON.stringify(options(material))] }
  },
})

const pythonPair = ({ keys }: Material, key: keyof Material['keys']): Record<string, string> => ({
  cert: `${keys[key]}.pem`,
  key: `${keys[key]}.key`,
})

export const RUNTIMES = [
  server('Deno 2.9 with rustls', `${MODULES}/@deno/linux-x64-glibc/deno`, 'rsa'),
  server('Deno 2.9 with rustls', `${MODULES}/@deno/linux-x64-glibc/deno`, 'p384'),
  server('Bun 1.4 with BoringSSL', `${MODULES}/@oven/bun-linux-x64/bin/bun`, 'rsa'),
  server('Bun 1.4 with BoringSSL', `${MODULES}/@oven/bun-linux-x64/bin/bun`, 'p256'),
  haskell('rsa'),
  haskell('p256'),
  go('default', 'p256', () => ({})),
  go('X25519MLKEM768 and P-521, ALPN', 'rsa', () => ({ min: '13', curves: '11ec,0019', alpn: 'http/1.1' })),
  go(
    'TLS 1.0 to 1.2 with 3DES and static RSA',
    'rsa',
    () => ({ min: '10', max: '12', suites: '000a,002f,009c,c013,c02f', curves: '0017' }),
    'tls10server=1,tlsrsakex=1,tls3des=1',
  ),
  go('client certificate required', 'p256', ({ ca }) => ({ ca }), '', {
    clientCertificate: 'required',
    clientKey: 'rsa',
  }),
  python('one curve, ALPN, no tickets in TLS 1.3', (material) => ({
    ...pythonPair(material, 'rsa'),
    ...{ curve: 'secp384r1', alpn: ['h2', 'http/1.1'], tickets: 0 },
  })),
  python('TLS 1.0 to 1.2 with every suite', (material) => ({
    ...pythonPair(material, 'p521'),
    ...{ minimum: 'TLSv1', maximum: 'TLSv1_2', ciphers: 'ALL:@SECLEVEL=0' },
  })),
  python(
    'pre-shared key alone, TLS 1.2',
    () => ({ maximum: 'TLSv1_2', ciphers: 'kECDHEPSK:kPSK', psk: PSK }),
    {
      psk: 'alone',
    },
  ),
]
