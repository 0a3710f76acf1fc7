import { EXTENSION } from '../../src/registry/tls/messages/extensions.ts'
import { decodeClientHello, encodeClientHello } from '../../src/tls/clientHello.ts'
import {
  decodeKeyShares,
  decodeSupportedGroups,
  type Extension,
  keyShares,
  supportedGroups,
} from '../../src/tls/extensions.ts'
import { HANDSHAKE_TYPE, HandshakeReader } from '../../src/tls/handshake.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader } from '../../src/tls/record.ts'
import type { Listener } from '../probe/listener.ts'
import { type Behind, type Fault, relayEach } from './relay.ts'

/** Removes groups and their key shares from every ClientHello, and passes on everything else as it came. */
export const stripsGroups = (server: Behind, keeps: (group: number) => boolean): Promise<Listener> =>
  relayEach(server, () => ({ fault: editing(keeps) }))

const editing = (keeps: (group: number) => boolean): Fault => {
  const records = new RecordReader()
  const handshakes = new HandshakeReader()
  let isOver = false
  return (chunk, pass) => {
    for (const { type, version, fragment, header } of records.push(chunk)) {
      const isWhole = type === CONTENT_TYPE.handshake && handshakes.pendingLength === 0
      // TLS 1.2 encrypts what follows another message.
      isOver ||= isWhole && fragment[0] !== HANDSHAKE_TYPE.client_hello
      if (isOver || type !== CONTENT_TYPE.handshake) pass(Buffer.concat([header, fragment]))
      else
        for (const { body } of handshakes.push(fragment))
          pass(encodeRecords(CONTENT_TYPE.handshake, version, withoutGroups(body, keeps)))
    }
  }
}

const withoutGroups = (body: Uint8Array, keeps: (group: number) => boolean): Uint8Array => {
  const hello = decodeClientHello(body)
  const edited = (extension: Extension): Extension => {
    const { type, data } = extension
    if (type === EXTENSION.supported_groups) return supportedGroups(decodeSupportedGroups(data).filter(keeps))
    if (type !== EXTENSION.key_share) return extension
    // The key share of a HelloRetryRequest's answer is removed too.
    return keyShares(decodeKeyShares(data).filter(({ group }) => keeps(group)))
  }
  return encodeClientHello({ ...hello, extensions: hello.extensions?.map(edited) })
}
