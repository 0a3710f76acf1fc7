import { join } from 'node:path'
import { Flags } from '@oclif/core'

/** For every command that keeps scans or begins with one. */
export const storeFlag = {
  store: Flags.string({
    helpValue: 'FILE',
    description: 'where scans are kept [default: a file in the folder of this user, see docs/store.md]',
  }),
}

/** The store that was named, or the one in the folder that oclif names for what a program keeps. */
export const storePath = (store: string | undefined, dataDir: string): string =>
  store ?? join(dataDir, 'scans.db')
