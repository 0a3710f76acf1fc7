import { problem } from '../problem.ts'

/** Flags that do not change what a scan finds: they may be given again. */
const WORDS = 'header token-env fail-on output explain verbose concurrency per-host rate proxy'
const REPEATABLE = WORDS.split(' ')

/** Flags that may be given again with the value that they had: the scan compares them. */
const SAME = ['ca', 'home', 'all-users', 'with-config-credentials']

/** What oclif knows of the flags that were given. */
export type FlagMetadata = { flags: { [name: string]: { setFromDefault?: boolean } | undefined } }

/** A scan that is resumed has its sources and options. @throws {UsageError} RESUME_CONTRADICTED */
export const checkResumeFlags = (flags: object, argv: readonly string[], metadata: FlagMetadata): void => {
  if (argv.length > 1) {
    throw problem('RESUME_CONTRADICTED by a second id')
  }
  const may = ['resume', 'store', 'json', ...REPEATABLE, ...SAME]
  const given = Object.keys(flags).filter((name) => !metadata.flags[name]?.setFromDefault)
  const wrong = given.filter((name) => !may.includes(name)).map((name) => `--${name}`)
  if (wrong.length === 0) return
  throw problem('RESUME_CONTRADICTED', {
    wrong: wrong.join(', '),
    repeatable: REPEATABLE.map((name) => `--${name}`).join(', '),
  })
}
