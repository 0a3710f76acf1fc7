import { getCACertificates } from 'node:tls'

/** PEM of the system's certificate authorities; of Mozilla's, which Node.js brings along, where the system has none. */
export const systemAuthorities = (): string[] => {
  const system = getCACertificates('system')
  return system.length > 0 ? system : getCACertificates('bundled')
}

export const authoritiesWith = (ca: readonly string[]): string[] => [...systemAuthorities(), ...ca]
