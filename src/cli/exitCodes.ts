/** The exit codes of the contract; README.md and docs/json.md explain them. */
export const EXIT = {
  done: 0,
  gateFailed: 1,
  usage: 2,
  someUnreachable: 3,
  bug: 70,
  interrupted: 130,
} as const

/** Of `verify`: a failed check wins over one that could not be made. */
export const verdictExitCode = (verdicts: readonly ('pass' | 'fail' | 'incomplete')[]): number => {
  if (verdicts.includes('fail')) return EXIT.gateFailed
  return verdicts.includes('incomplete') ? EXIT.someUnreachable : EXIT.done
}
