import type { Client } from '@modelcontextprotocol/client'
import type { Lab, LabEndpoint } from '../../src/lab/fleet.ts'
import * as gateway from '../gateway/server/serving.ts'
import { expectedAt } from './expected.ts'
import { anything } from './handshake.ts'

export type Era = gateway.Era

/** The official client over a TLS connection that any endpoint of the lab will take. */
export const withClient = <Result>(
  lab: Lab,
  { name, url }: LabEndpoint,
  era: Era,
  use: (client: Client) => Promise<Result>,
  tls: object = {},
): Promise<Result> => {
  const rejectUnauthorized = !expectedAt(name).certificates.some(({ expired }) => expired)
  const options = { ...anything(lab), rejectUnauthorized, ...tls }
  return gateway.withClient({ url, ca: lab.ca }, era, use, options)
}
