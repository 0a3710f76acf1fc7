import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PEER } from '../../servers/openSslClient.ts'
import type { Configuration, Known } from '../configuration.ts'
import type { Material } from '../material.ts'

const SOURCES = fileURLToPath(new URL('../sources', import.meta.url))

type Library = { stack: string; source: string; flags: string; header: string }

/** Configurations of a server that is compiled once from `sources/`. */
export const compiledWith =
  ({ stack, source, flags, header }: Library) =>
  (name: string, options: (material: Material) => Options, known: Known = {}): Configuration => ({
    stack,
    name,
    needs: ['/usr/bin/gcc', header],
    known,
    run: (port, material) => ({
      command: [
        compile(material, source, flags),
        ...['--port', String(port)],
        ...Object.entries(options(material)).flatMap(([option, value]) => [`--${option}`, value]),
      ],
    }),
  })

export type Options = Record<string, string>

/** Certificate and key, and a second pair of options where `suffix` is given. */
export const pem = ({ keys }: Material, key: keyof Material['keys'], suffix = ''): Options => ({
  [`cert${suffix}`]: `${keys[key]}.pem`,
  [`key${suffix}`]: `${keys[key]}.key`,
})

const compile = ({ inside, outside }: Material, source: string, flags: string): string => {
  const program = `${inside}/${source}.server`
  const isThere = compiled.has(program)
  compiled.add(program)
  if (isThere) return program
  cpSync(SOURCES, `${outside}/sources`, { recursive: true })
  const command = `gcc ${inside}/sources/${source} -o ${program} ${flags}`
  execFileSync('chroot', [PEER, 'sh', '-c', command], { stdio: ['ignore', 'ignore', 'pipe'] })
  return program
}

const compiled = new Set<string>()
