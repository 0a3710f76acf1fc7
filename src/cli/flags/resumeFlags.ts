import { UsageError } from '../../model/error.ts'

/** Flags that do not change what a scan finds: they may be given again. */
const REPEATABLE = [
  'header',
  'token-env',
  'fail-on',
  'output',
  'explain',
  'verbose',
  'concurrency',
  'per-host',
  'rate',
  'proxy',
]

/** What oclif knows of the flags that were given. */
export type FlagMetadata = { flags: { [name: string]: { setFromDefault?: boolean } | undefined } }

/** A scan that is resumed has its sources and options. @throws {UsageError} RESUME_CONTRADICTED */
export const checkResumeFlags = (flags: object, argv: readonly string[], metadata: FlagMetadata): void => {
  if (argv.length > 1) {
    const hint = 'List the stored scans with mcp-pqc history.'
    throw new UsageError('RESUME_CONTRADICTED', '--resume takes one argument, the id of a scan', hint)
  }
  const may = ['resume', 'store', 'json', ...REPEATABLE]
  const given = Object.keys(flags).filter((name) => !metadata.flags[name]?.setFromDefault)
  const wrong = given.filter((name) => !may.includes(name)).map((name) => `--${name}`)
  if (wrong.length === 0) return
  throw new UsageError(
    'RESUME_CONTRADICTED',
    `--resume continues with the sources and options of the scan: ${wrong.join(', ')} cannot be changed`,
    `Leave them out. These may be given again: ${REPEATABLE.map((name) => `--${name}`).join(', ')}.`,
  )
}
