import type { Running } from '../servers/tlsServers.ts'
import type { Material } from './material.ts'

/** A real server with one configuration. */
export type Configuration = {
  /** The library that answers. */
  stack: string
  /** What is unusual about it. */
  name: string
  /** Programs of the chroot that it needs. */
  needs: readonly string[]
  run: (port: number, material: Material) => Running
  known?: Known
}

/** What the configuration says of itself, and how its clients have to ask. */
export type Known = {
  /** Default: `none`. */
  clientCertificate?: 'required' | 'requested'
  /** Path of a client certificate without endings: what only clients with one reach. */
  clientKey?: keyof Material['keys']
  /** The server accepts a pre-shared key, that of `PSK`: instead of a certificate, or next to one. */
  psk?: 'alone' | 'optional'
  /** What ends a connection from the client's side; otherwise an HTTP request, after which the server closes. */
  farewell?: string
  /** Facts that no client of the chroot can ask for, by the server's own configuration. */
  facts?: Readonly<Record<string, string>>
  /** Facts that have no answer to compare, and why. */
  ignore?: Readonly<Record<string, string>>
}

/** Hexadecimal, of the identity `Client_identity`. */
export const PSK = '1a2b3c4d5e6f708192a3b4c5d6e7f801'
