import { readdirSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { asMarkdown, asText, type Report, type Row } from './harness/row.ts'

/**
 * `npm run bench`: every bench of this folder, or those that are named: `npm run bench -- fleet sweep`.
 * `--markdown` prints the tables as docs/performance.md has them. A bench is a file that exports `run`.
 */
const main = async (words: readonly string[]): Promise<void> => {
  const markdown = words.includes('--markdown')
  const named = words.filter((word) => !word.startsWith('--'))
  const unknown = named.filter((name) => !BENCHES.includes(name))
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}. There are: ${BENCHES.join(', ')}`)
    process.exitCode = 2
    return
  }
  console.log(machine())
  for (const name of named.length > 0 ? named : BENCHES.filter((name) => !LONG.includes(name))) {
    console.log(`\n${markdown ? '### ' : ''}${name} (load average before: ${loadavg()[0]?.toFixed(1)})\n`)
    const rows: Row[] = []
    const file = LONG.includes(name) ? `./long/${name}.ts` : `./${name}.ts`
    const { run } = (await import(file)) as { run: (report: Report) => Promise<void> }
    await run((row) => rows.push(row))
    // Some benches print sentences instead.
    if (rows.length > 0) console.log(markdown ? asMarkdown(rows) : asText(rows))
  }
}

const benchesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
    .map((file) => file.replace(/\.ts$/, ''))

/** Those that take minutes run when they are named. */
const LONG = benchesOf(`${import.meta.dirname}/long`)

const BENCHES = [...benchesOf(import.meta.dirname), ...LONG].sort()

const machine = (): string => {
  const [processor] = cpus()
  return [
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, OpenSSL ${process.versions.openssl}`,
    `Linux ${release()}, ${cpus().length} cores of ${processor?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
  ].join('; ')
}

await main(process.argv.slice(2))
