import { hash, randomBytes } from 'node:crypto'
import type { SecretUse } from '../../model/endpoint.ts'
import { plainText } from '../plainText.ts'
import { withoutVariables } from './interpolate.ts'
import { HIDDEN, isSecretName, isSecretValue } from './redact.ts'

/** The secrets of one server, by place and name. Values go in and never come out. */
export type SecretList = {
  /** Notes a value under a name, if either looks secret. True where the file holds the value itself. */
  note: (place: SecretUse['place'], name: string, value: string) => boolean
  /** Notes what is known to be a secret. */
  add: (place: SecretUse['place'], name: string, value?: string) => boolean
  readonly uses: SecretUse[]
  /** At least one value stands in the file in clear text. */
  readonly inClearText: boolean
}

export const secretList = (): SecretList => {
  const uses = new Map<string, SecretUse>()
  let inClearText = false
  const add: SecretList['add'] = (place, name, value = '') => {
    const credential = credentialOf(value)
    const shown = isSecretValue(name) ? HIDDEN : plainText(name)
    const digest = credential === '' ? undefined : digestOf(credential)
    uses.set(`${place} ${shown} ${digest ?? ''}`, { name: shown, place, ...(digest && { hash: digest }) })
    inClearText ||= digest !== undefined
    return digest !== undefined
  }
  return {
    add,
    note: (place, name, value) =>
      (isSecretName(name) && !HARMLESS.test(value)) || isSecretValue(value) ? add(place, name, value) : false,
    get uses() {
      return [...uses.values()]
    },
    get inClearText() {
      return inClearText
    },
  }
}

/** A switch or a number under a secret's name: `USE_AUTH=true`. */
const HARMLESS = /^(true|false|yes|no|on|off|none|null|\d{1,3})?$/i

/** What remains in the file: without variables, and without RFC 9110's scheme, so that one token has one hash. */
const credentialOf = (value: string): string =>
  withoutVariables(value)
    .replace(/^\s*(bearer|basic|token|apikey)(\s+|$)/i, '')
    .replaceAll(HIDDEN, '')
    .trim()

/**
 * Keyed with bytes that live as long as this process: equal values have equal hashes within a run, and nobody who
 * reads a report can try passwords against it. Eight digits are enough to tell some hundred secrets apart.
 */
const digestOf = (value: string): string => {
  key ??= randomBytes(32)
  return hash('sha256', Buffer.concat([key, Buffer.from(value)])).slice(0, 8)
}

let key: Buffer | undefined
