/**
 * `npm/@scope/name` as a package URL (https://github.com/package-url/purl-spec): `pkg:npm/%40scope/name`.
 * Undefined for what is none.
 */
export const packageUrl = (name: string): string | undefined => {
  const [type = '', ...rest] = name.toWellFormed().split('/')
  const isName = /^[a-z][a-z\d.+-]*$/.test(type) && rest.length > 0 && rest.every((part) => part !== '')
  return isName && name.length <= MAX_NAME ? `pkg:${type}/${rest.map(encoded).join('/')}` : undefined
}

const MAX_NAME = 300

/** purl-spec §encoding: the colon stays as it is. */
const encoded = (part: string): string => encodeURIComponent(part).replaceAll('%3A', ':')
