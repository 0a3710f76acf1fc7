import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { Flags } from '@oclif/core'
import { UsageError } from '../../model/error.ts'

/** A flag that may be given several times, each time with one value. */
export const repeatable = { multiple: true, multipleNonGreedy: true } as const

/** For every command that stores scans or reads them. */
export const storeFlag = {
  store: Flags.string({
    helpValue: 'FILE',
    description: 'file in which scans are stored [default: scans.db in your data folder, see docs/store.md]',
  }),
}

export const ownersFlag = (helpGroup?: string) => ({
  owners: Flags.string({
    helpValue: 'FILE',
    description:
      'the owner’s file, with owners, data classes and exclusions of endpoints [default: mcp-pqc.yaml, if it exists]',
    ...(helpGroup === undefined ? {} : { helpGroup }),
  }),
})

/** `what`: the document that is written. */
export const outputFlag = (what: string, helpGroup?: string) => ({
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE',
    description: `write ${what}`,
    ...(helpGroup === undefined ? {} : { helpGroup }),
  }),
})

/** `gates`: the names of conditions. */
export const failOnFlag = (gates: readonly string[], helpGroup?: string) => ({
  'fail-on': Flags.string({
    ...repeatable,
    helpValue: 'CONDITION',
    description: `exit with 1 if CONDITION holds for an endpoint: ${gates.join(', ')}, risk=N`,
    ...(helpGroup === undefined ? {} : { helpGroup }),
  }),
})

/** RFC 6066 §3: a DNS host name in ASCII, not an address. @throws {UsageError} NAME_INVALID */
export const serverName =
  (flag: string) =>
  async (text: string): Promise<string> => {
    const ascii = domainToASCII(text)
    if (ascii !== '' && ascii.length <= 253 && /^[\w.-]+$/.test(ascii) && !isIP(ascii)) return ascii
    throw new UsageError(
      'NAME_INVALID',
      `--${flag} ${JSON.stringify(text)} is not a host name`,
      'Write a name such as mcp.example.com; TLS does not send addresses as server names (RFC 6066).',
    )
  }
