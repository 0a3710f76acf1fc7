import { createServer, type Socket } from 'node:net'
import { isPostQuantum } from '../../model/questions/tls.ts'
import { type DialAddress, ownServer } from '../../net/gatekeeper.ts'
import { groupKind, groupName } from '../../registry/tls/groups/namedGroups.ts'
import { EXTENSION } from '../../registry/tls/messages/extensions.ts'
import { decodeClientHello, encodeClientHello } from '../../tls/clientHello.ts'
import {
  decodeKeyShares,
  decodeSupportedGroups,
  type Extension,
  keyShares,
  supportedGroups,
} from '../../tls/extensions.ts'
import { HANDSHAKE_TYPE, HandshakeReader } from '../../tls/handshake.ts'
import { DecodeError } from '../../tls/reader.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader } from '../../tls/record.ts'

export type Relay = {
  to: DialAddress
  /** Names of the groups that were removed from hellos so far. */
  removed: Set<string>
  close(): Promise<void>
}

/**
 * A relay on loopback between a local client and the endpoint. With `strip` it removes every post-quantum group and key
 * share from the client's hellos; everything else it passes on unchanged.
 */
export const startRelay = async (endpoint: DialAddress, strip: boolean): Promise<Relay> => {
  const sockets = new Set<Socket>()
  const removed = new Set<string>()
  const track = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  const server = createServer({ noDelay: true }, (client) => {
    const behind = endpoint.connect()
    track(client)
    track(behind)
    for (const [socket, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      socket.on('error', () => {})
      socket.once('close', () => other.destroy())
    }
    behind.pipe(client)
    if (strip) passEdited(client, behind, removed)
    else client.pipe(behind)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    to: ownServer(server),
    removed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Both hellos are unencrypted; everything else is passed on unchanged. */
const passEdited = (client: Socket, behind: Socket, removed: Set<string>): void => {
  const records = new RecordReader()
  const handshakes = new HandshakeReader()
  client.on('data', (chunk: Buffer) => {
    try {
      for (const { type, version, fragment, header } of records.push(chunk)) {
        if (type !== CONTENT_TYPE.handshake) behind.write(Buffer.concat([header, fragment]))
        else {
          for (const { type: kind, body, bytes } of handshakes.push(fragment)) {
            const message = kind === HANDSHAKE_TYPE.client_hello ? withoutPostQuantum(body, removed) : bytes
            behind.write(encodeRecords(CONTENT_TYPE.handshake, version, message))
          }
        }
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      client.destroy()
    }
  })
}

const withoutPostQuantum = (body: Uint8Array, removed: Set<string>): Uint8Array => {
  const hello = decodeClientHello(body)
  const keep = (group: number): boolean => {
    if (!isPostQuantum({ kind: groupKind(group) })) return true
    removed.add(groupName(group))
    return false
  }
  const edited = (extension: Extension): Extension => {
    switch (extension.type) {
      case EXTENSION.supported_groups:
        return supportedGroups(decodeSupportedGroups(extension.data).filter(keep))
      case EXTENSION.key_share:
        return keyShares(decodeKeyShares(extension.data).filter(({ group }) => keep(group)))
      default:
        return extension
    }
  }
  return encodeClientHello({ ...hello, extensions: hello.extensions?.map(edited) })
}
