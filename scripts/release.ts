import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'

// npm run release -- FOLDER: builds the commit twice, in two folders, time zones and umasks; fails where the packages differ.
// FOLDER gets the package, its SBOM (CycloneDX), and the hashes of both.

const run = (folder: string, command: string, ...args: string[]): string =>
  execFileSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  })

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

const output = resolve(process.argv[2] ?? 'release')
const repository = process.cwd()
const scratch = mkdtempSync(join(tmpdir(), 'mcp-pqc-release-'))

/** The committed files, built and packed. Gives the path of the package. */
const build = (name: string, mask: number, zone: string): string => {
  const folder = join(scratch, name)
  mkdirSync(folder)
  process.umask(mask)
  process.env['TZ'] = zone
  execFileSync('sh', ['-c', `git archive HEAD | tar -x -C "${folder}"`], { cwd: repository })
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  const [packed = ''] = run(folder, 'npm', 'pack', '--silent').trim().split('\n').slice(-1)
  return join(folder, packed)
}

try {
  const [first, second] = [build('a', 0o022, 'UTC'), build('another-folder', 0o077, 'Asia/Tokyo')]
  process.umask(0o022)
  const [hash, other] = [sha256(first), sha256(second)]
  if (hash !== other) throw new Error(`two builds of one commit differ: ${hash} and ${other}`)
  mkdirSync(output, { recursive: true })
  const name = basename(first)
  cpSync(first, join(output, name))
  const sbom = name.replace(/\.tgz$/, '.cdx.json')
  writeFileSync(
    join(output, sbom),
    bill(
      run(
        join(scratch, 'a'),
        'npm',
        'sbom',
        '--sbom-format',
        'cyclonedx',
        '--omit',
        'dev',
        '--package-lock-only',
      ),
      hash,
    ),
  )
  const lines = [name, sbom].map((file) => `${sha256(join(output, file))}  ${file}`)
  writeFileSync(join(output, 'SHA256SUMS'), `${lines.join('\n')}\n`)
  console.log(`two builds are equal\n${lines.join('\n')}`)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** npm's SBOM with the hash of the package, and without what would differ each time. */
function bill(text: string, hash: string): string {
  const { serialNumber: _, metadata, ...rest } = JSON.parse(text)
  const { timestamp: __, ...constant } = metadata
  const component = { ...constant.component, name: 'mcp-pqc', hashes: [{ alg: 'SHA-256', content: hash }] }
  return `${JSON.stringify({ ...rest, metadata: { ...constant, component } }, undefined, 2)}\n`
}
