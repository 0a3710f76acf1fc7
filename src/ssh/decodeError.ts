/** What was wrong with the bytes, in the words of the structure that they should have been. */
export class SshDecodeError extends Error {
  override readonly name = 'SshDecodeError'
  readonly structure: string
  readonly problem: 'missing' | 'left-over' | 'invalid'
  readonly detail: string

  constructor(structure: string, problem: 'missing' | 'left-over' | 'invalid', detail: string) {
    super(`${structure}: ${detail}`)
    this.structure = structure
    this.problem = problem
    this.detail = detail
  }
}
