import { readFileSync } from 'node:fs'
import { withProc } from '../../servers/tlsServers.ts'
import type { Configuration } from '../configuration.ts'
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

export const RUNTIMES = [
  server('Deno 2.9 with rustls', `${MODULES}/@deno/linux-x64-glibc/deno`, 'rsa'),
  server('Deno 2.9 with rustls', `${MODULES}/@deno/linux-x64-glibc/deno`, 'p384'),
  server('Bun 1.4 with BoringSSL', `${MODULES}/@oven/bun-linux-x64/bin/bun`, 'rsa'),
  server('Bun 1.4 with BoringSSL', `${MODULES}/@oven/bun-linux-x64/bin/bun`, 'p256'),
  haskell('rsa'),
  haskell('p256'),
]
