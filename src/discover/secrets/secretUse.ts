import { hash, randomBytes } from 'node:crypto'
import type { SecretUse } from '../../model/endpoint.ts'
import { withoutVariables } from './interpolate.ts'
import { HIDDEN, isSecretName, isSecretValue, plainText } from './redact.ts'

/** The secrets of one server, by place and name. Values are hashed and not stored. */
export class SecretList {
  readonly #uses = new Map<string, SecretUse>()
  /** The file contains at least one value. */
  inClearText = false

  get uses(): SecretUse[] {
    return [...this.#uses.values()]
  }

  /** Adds a value if it or its name looks secret. True if the file contains the value itself. */
  note(place: SecretUse['place'], name: string, value: string): boolean {
    const isSecret = (isSecretName(name) && !HARMLESS.test(value)) || isSecretValue(value)
    return isSecret && this.add(place, name, value)
  }

  /** Adds a secret. True if the file contains the value itself. */
  add(place: SecretUse['place'], name: string, value = ''): boolean {
    const credential = credentialOf(value)
    const shown = isSecretValue(name) ? HIDDEN : plainText(name)
    const digest = credential === '' ? undefined : digestOf(credential)
    this.#uses.set(`${place} ${shown} ${digest ?? ''}`, {
      name: shown,
      place,
      ...(digest && { hash: digest }),
    })
    this.inClearText ||= digest !== undefined
    return digest !== undefined
  }
}

/** A switch or number with a secret's name: `USE_AUTH=true`. */
const HARMLESS = /^(true|false|yes|no|on|off|none|null|\d{1,3})?$/i

/** Without variables, and without RFC 9110's scheme, so that a token has the same hash everywhere. */
const credentialOf = (value: string): string =>
  withoutVariables(value)
    .replace(/^\s*(bearer|basic|token|apikey)(\s+|$)/i, '')
    .replaceAll(HIDDEN, '')
    .trim()

/**
 * Keyed with random bytes of this process: equal values have equal hashes within a run, but a reader of the report cannot
 * test guesses. Eight digits distinguish some hundred secrets.
 */
const digestOf = (value: string): string => {
  key ??= randomBytes(32)
  return hash('sha256', Buffer.concat([key, Buffer.from(value)])).slice(0, 8)
}

let key: Buffer | undefined
