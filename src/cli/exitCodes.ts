/** The exit codes of the contract; README.md and docs/json.md explain them. */
export const EXIT = {
  done: 0,
  gateFailed: 1,
  usage: 2,
  someUnreachable: 3,
  bug: 70,
  interrupted: 130,
} as const
