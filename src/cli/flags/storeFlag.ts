import { Flags } from '@oclif/core'

/** For every command that keeps scans or begins with one. */
export const storeFlag = {
  store: Flags.string({
    helpValue: 'FILE',
    description: 'where scans are kept [default: a file in the folder of this user, see docs/store.md]',
  }),
}
