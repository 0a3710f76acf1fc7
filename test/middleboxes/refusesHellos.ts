import { EXTENSION } from '../../src/registry/tls/messages/extensions.ts'
import { TLS13 } from '../../src/registry/tls/versions.ts'
import { decodeExtension, decodeSupportedVersions } from '../../src/tls/extensions.ts'
import { frontOf, type Seen } from '../probe/front.ts'
import type { Listener } from '../probe/listener.ts'
import type { Ending } from './ending.ts'
import type { Behind } from './relay.ts'

/** Ends connections by what their ClientHello offers. */
export const refusesHellos = (
  server: Behind,
  refuses: (seen: Seen) => boolean,
  by: Ending,
): Promise<Listener> => frontOf(server, (seen) => (refuses(seen) ? by : 'pass'))

export const offersTls13 = ({ hello }: Seen): boolean =>
  decodeExtension(hello.extensions ?? [], EXTENSION.supported_versions, decodeSupportedVersions)?.includes(
    TLS13,
  ) ?? false

/** In supported_groups, whether with a key share or without. */
export const offersGroup =
  (group: number) =>
  ({ groups }: Seen): boolean =>
    groups.includes(group)
