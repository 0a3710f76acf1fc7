import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withProc } from '../../servers/tlsServers.ts'
import type { Configuration } from '../configuration.ts'
import type { Material } from '../material.ts'

const SOURCE = fileURLToPath(new URL('../sources/Server.cs', import.meta.url))

/** SslStream of Debian's Mono; `protocols`: the sum of values of SslProtocols. */
const server = (name: string, key: keyof Material['keys'], protocols: number): Configuration => ({
  stack: 'Mono 6.12',
  name,
  needs: ['/usr/bin/mono', '/usr/bin/mcs'],
  run: (port, { outside, inside, keys }) => {
    cpSync(SOURCE, `${outside}/${port}.cs`)
    const program = `${inside}/${port}`
    return withProc(
      `mcs ${program}.cs -out:${program}.exe && exec mono ${program}.exe "$@"`,
      ...[String(port), `${keys[key]}.p12`, String(protocols)],
    )
  },
})

const TLS10 = 192
const TLS12 = 3072

export const MONO = [server('TLS 1.2', 'rsa', TLS12), server('TLS 1.0', 'rsa', TLS10)]
